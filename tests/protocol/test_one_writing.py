"""Everything that is read is refused unless it would be written with the very same bytes."""

from collections.abc import Callable

import pytest

from ballots.protocol.ceremony_messages import Voutput, read_certificate, read_polynomial, read_vinput, read_voutput
from ballots.protocol.credentials import read_credentials
from ballots.protocol.errors import Malformed, Reason
from ballots.protocol.keys import read_public_key
from ballots.protocol.pedersen import read_threshold_group
from ballots.protocol.questions import read_election
from ballots.protocol.record import read_event
from ballots.protocol.setup import read_setup_data
from ballots.protocol.tally import (
    read_encrypted_tally,
    read_owned,
    read_partial_decryption,
    read_result,
    read_sized,
    write_result,
)
from ballots.protocol.trustees import read_trustees
from ballots.protocol.wire import dump
from tests.protocol.ceremony import hold_ceremony
from tests.protocol.elections import EXPECTED, QUESTIONS, Polls, chance
from tests.protocol.table import Ceremony

Reader = Callable[[bytes], object]


@pytest.fixture(scope="module")
def written(
    polls: Polls, shared_polls: Polls, ceremony: Ceremony, voutputs: list[Voutput]
) -> dict[str, tuple[bytes, Reader]]:
    setup, share = polls.setup, polls.shares[1]
    election, trustees, credentials = setup.files
    return {
        "election": (election, read_election),
        "trustees": (trustees, read_trustees),
        "threshold trustees": (shared_polls.setup.trustees.raw, read_trustees),
        "credentials": (credentials, read_credentials),
        "setup data": (setup.raw, read_setup_data),
        "public key": (polls.setup.trustees.keys[0].to_bytes(), read_public_key),
        "threshold group": (dump(hold_ceremony(2, 3, chance("group"))[0].to_json()), read_threshold_group),
        "certificate": (ceremony.certificates[0].to_bytes(), read_certificate),
        "polynomial": (ceremony.polynomials[0].to_bytes(), read_polynomial),
        "vinput": (ceremony.vinput(1).to_bytes(), read_vinput),
        "voutput": (voutputs[0].to_bytes(), read_voutput),
        "event": (polls.steps()[1].event.raw, read_event),
        "encrypted tally": (polls.tally.raw, lambda raw: read_encrypted_tally(setup, raw, 3)),
        "sized tally": (polls.tally.sized, read_sized),
        "share": (share.raw, lambda raw: read_partial_decryption(setup, raw)),
        "owned share": (share.owned_by(1), read_owned),
        "result": (write_result(EXPECTED), lambda raw: read_result(QUESTIONS, raw)),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("election", "trustees", "threshold trustees", "credentials", "setup data", "public key", "threshold group"),
        *("certificate", "polynomial", "vinput", "voutput"),
        *("event", "encrypted tally", "sized tally", "share", "owned share", "result"),
    ],
)
def test_one_writing(written: dict[str, tuple[bytes, Reader]], name: str) -> None:
    raw, read = written[name]
    read(raw)
    for other in (b" " + raw, raw + b" ", raw[:1] + b"\n" + raw[1:]):
        with pytest.raises(Malformed) as refused:
            read(other)
        assert refused.value.reason is Reason.NOT_CANONICAL
