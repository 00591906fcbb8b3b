"""belenios-tool and we accept what the other makes, and both refuse what is false.

"Verified by belenios-tool" means `election verify` and `election verify-ballot` on every ballot (`bin/check-ballots`).
"""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.group import ORDER
from ballots.protocol.keys import read_private_key, read_public_key
from ballots.protocol.record import Kind, Step
from ballots.protocol.setup import Setup
from ballots.protocol.tally import (
    accumulate,
    check_partial_decryption,
    read_owned,
    read_partial_decryption,
    write_result,
)
from ballots.protocol.trustees import single_trustees
from tests.protocol.belenios import CHECK_BALLOTS, Belenios
from tests.protocol.commands import Run
from tests.protocol.elections import EXPECTED, QUESTIONS, Polls, open_polls, voted
from tests.protocol.records import archive, rechained, verified, with_data

pytestmark = pytest.mark.interop

Steps = list[Step]


@pytest.fixture(scope="module", params=["single", "threshold", "generous", "silent"])
def house(request: pytest.FixtureRequest, polls: Polls, shared_polls: Polls) -> Polls:
    """Elections of ours: single trustees, a threshold group, one with a share too many, and one without votes."""
    made: dict[str, Callable[[], Polls]] = {
        "single": lambda: polls,
        "threshold": lambda: shared_polls,
        "generous": lambda: voted(open_polls(threshold=(2, 3), present=(1, 2, 3), seed="generous")),
        "silent": lambda: open_polls(seed="silent"),
    }
    return made[request.param]()


def test_our_elections_are_accepted(belenios: Belenios, house: Polls) -> None:
    assert belenios.verifies(house.election.uuid, house.steps())


def test_growing_records_are_accepted(belenios: Belenios, shared_polls: Polls) -> None:
    steps = shared_polls.steps()
    for kind in Kind:
        last = max(i for i, step in enumerate(steps) if step.event.kind is kind)
        belenios.keep(shared_polls.election.uuid, steps[: last + 1])
        assert belenios.run("election", "verify").returncode == 0, f"up to {kind.value}"


def test_ballots_by_belenios_tool_are_accepted(belenios: Belenios, polls: Polls) -> None:
    belenios.keep(polls.election.uuid, polls.steps()[:1])
    choices = [[[0, 1, 0, 1], [0, 1, 0], [1, 1, 0]], [[1, 0, 0, 0], [1, 0, 0], [1, 1, 1]]]
    for voter, choice in enumerate(choices):
        (belenios.folder / "choice").write_text(json.dumps(choice))
        (belenios.folder / "credential").write_text(polls.voters[voter])
        made = belenios.run("election", "generate-ballot", "--privcred", "credential", "--choice", "choice")
        assert check(polls.setup, made.stdout.strip()).credential == polls.signing_key(voter).credential


def test_keys_and_decryptions_by_belenios_tool_are_accepted(belenios: Belenios, polls: Polls) -> None:
    """One trustee with a key by belenios-tool beside one of ours; each side decrypts with its own program."""
    assert belenios.run("setup", "generate-trustee-key", "--group", "Ed25519").returncode == 0
    (private,) = belenios.folder.glob("*.privkey")
    (public,) = belenios.folder.glob("*.pubkey")
    theirs = read_public_key(public.read_bytes())
    assert read_private_key(private.read_bytes()).element == theirs.element
    trustees = single_trustees([theirs, polls.setup.trustees.keys[0]])
    election = dataclasses.replace(polls.election, public_key=trustees.election_key)
    setup = Setup(election, trustees, polls.setup.credentials)
    mixed = voted(Polls(setup, {2: polls.keys[1]}, polls.voters, polls.randbelow))
    belenios.keep(election.uuid, mixed.steps_to_tally())
    made = belenios.run("election", "decrypt", "--privkey", private, "--trustee-id", 1)
    decryption, owned = made.stdout.splitlines()
    share = read_partial_decryption(setup, decryption)
    assert share.owned_by(1) == owned
    check_partial_decryption(setup, mixed.tally, read_owned(owned)[0], share)
    mixed.shares = {1: share, **mixed.shares}
    assert verified(archive(mixed.steps())).result == EXPECTED
    assert belenios.verifies(election.uuid, mixed.steps())


def test_what_a_trustee_hands_in_is_taken_by_belenios_tool(belenios: Belenios, run: Run, polls: Polls) -> None:
    """The files of `trustee decrypt` go into its archive, and it computes and verifies the same result."""
    record = belenios.keep(polls.election.uuid, polls.steps_to_tally())
    for owner, key in polls.keys.items():
        kept = belenios.folder / f"kept-{owner}"
        kept.write_bytes(key.to_bytes() + b"\n")
        folder = belenios.folder / str(owner)
        folder.mkdir()
        assert run("trustee", "decrypt", record, kept, "--yes", "--cores", 1, "--folder", folder).status == 0
        share = (folder / f"{polls.election.uuid}.share-{owner}.json").read_bytes()
        assert belenios.run("archive", "add-event", "--type=PartialDecryption", given=share).returncode == 0
    result = belenios.run("election", "compute-result").stdout
    assert json.loads(result) == {"result": [list(row) for row in EXPECTED]}
    assert belenios.run("archive", "add-event", "--type=Result", given=result).returncode == 0
    assert verified(record.read_bytes()).result == EXPECTED


def _place(steps: Steps, kind: Kind) -> int:
    return next(i for i, step in enumerate(steps) if step.event.kind is kind)


def _exchange(steps: Steps, kind: Kind, *data: bytes) -> Steps:
    place = _place(steps, kind)
    return [*steps[:place], with_data(steps[place], *data), *steps[place + 1 :]]


def _false_proof(polls: Polls, steps: Steps) -> Steps:
    content = json.loads(steps[1].data[0])
    proof = content["answers"][0]["blank_proof"][1]
    proof["response"] = str((int(proof["response"]) + 1) % ORDER)
    return _exchange(steps, Kind.BALLOT, json.dumps(content, separators=(",", ":")).encode())


def _fewer_ballots(polls: Polls, steps: Steps) -> Steps:
    fewer = accumulate(QUESTIONS, [check(polls.setup, ballot).choices for ballot in polls.counted[1:]])
    hidden = dataclasses.replace(fewer, ballots=3)
    return _exchange(steps, Kind.ENCRYPTED_TALLY, hidden.raw, hidden.sized)


def _wrong_share(polls: Polls, steps: Steps) -> Steps:
    return _exchange(steps, Kind.PARTIAL_DECRYPTION, polls.shares[2].raw, polls.shares[2].owned_by(1))


def _wrong_result(_: Polls, steps: Steps) -> Steps:
    first, *others = EXPECTED
    return _exchange(steps, Kind.RESULT, write_result((first[::-1], *others)))


def _without_a_trustee(_: Polls, steps: Steps) -> Steps:
    place = _place(steps, Kind.PARTIAL_DECRYPTION)
    return [*steps[:place], *steps[place + 1 :]]


@pytest.mark.parametrize("twin", [_false_proof, _fewer_ballots, _wrong_share, _wrong_result, _without_a_trustee])
def test_false_records_are_refused_by_both(
    belenios: Belenios, polls: Polls, twin: Callable[[Polls, Steps], Steps]
) -> None:
    false = rechained(twin(polls, polls.steps()))
    with pytest.raises(ValueError, match=r"\."):
        verified(archive(false))
    assert not belenios.verifies(polls.election.uuid, false)


def test_torn_and_ended_archives_are_refused_by_both(belenios: Belenios, polls: Polls) -> None:
    record = archive(polls.steps())
    for false in (record[:-1024], record[:-512], record.replace(b"Ada", b"Eve", 1)):
        (belenios.folder / f"{polls.election.uuid}.bel").write_bytes(false)
        assert belenios.run("election", "verify").returncode != 0
        with pytest.raises(ValueError, match=r"\."):
            verified(false)


def test_checking_ballots_one_by_one_finds_the_false_one(belenios: Belenios, polls: Polls) -> None:
    steps = polls.steps()[:4]
    path = belenios.keep(polls.election.uuid, rechained(_false_proof(polls, steps)))
    done = subprocess.run(
        [sys.executable, CHECK_BALLOTS, path, belenios.tool], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stdout.endswith("3 ballots, 1 refused\n")
