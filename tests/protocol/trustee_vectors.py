"""What trustees make, from a chance that both halves can repeat: the browser must make it to the byte.

`python -m tests.protocol.trustee_vectors` writes it anew. Of what nothing else is made from, the hash stands there.
"""

import json
from typing import Any

from ballots.protocol.ceremony import (
    decryption_key,
    make_certificate,
    make_polynomial,
    make_vinput,
    make_voutput,
)
from ballots.protocol.channel import new_ceremony_key
from ballots.protocol.keys import new_private_key
from ballots.protocol.rehearsal import new_nonce, prove_key
from ballots.protocol.strong import Opened, prove_share, write_proofs
from ballots.protocol.tally import decrypt
from ballots.protocol.wire import dump, sha256
from tests.protocol.elections import Polls, open_polls, voted
from tests.protocol.sealing_vectors import drawn
from tests.protocol.vectors import CHECKOUT

FILE = CHECKOUT / "tests/fixtures/protocol/trustees.json"
SIZE, THRESHOLD, MINE = 3, 2, 2


def polls() -> Polls:
    """The election whose totals are opened; trustee 2 opens them."""
    return voted(open_polls(seed="trustees"))


def vectors() -> dict[str, Any]:
    return {"alone": _alone(), "group": _group(), "share": _share()}


def _alone() -> dict[str, Any]:
    chance = drawn("alone")
    key, nonce = new_private_key(chance), new_nonce(drawn("nonce"))
    given = key.public(chance)
    signed = prove_key(key, nonce, randbelow=chance)
    return {
        "kept": key.to_bytes().decode(),
        "given": given.to_bytes().decode(),
        "nonce": nonce,
        "rehearsal": signed.to_bytes().decode(),
    }


def _group() -> dict[str, Any]:
    chance = drawn("group")
    keys = [new_ceremony_key(chance) for _ in range(SIZE)]
    certificates = [
        make_certificate(key, threshold=THRESHOLD, size=SIZE, index=index, randbelow=chance)
        for index, key in enumerate(keys, 1)
    ]
    polynomials = [make_polynomial(key, certificates, randbelow=chance) for key in keys]
    to_check = make_vinput(certificates, polynomials, MINE)
    voutput = make_voutput(keys[MINE - 1], certificates, to_check, randbelow=chance)
    return {
        "seeds": [key.seed for key in keys],
        "certificates": [certificate.to_bytes().decode() for certificate in certificates],
        "polynomials": [sha256(polynomial.to_bytes()) for polynomial in polynomials],
        "to_check": to_check.to_bytes().decode(),
        "voutput": sha256(voutput.to_bytes()),
        "sealed_key": voutput.private_key.text,
        "key": decryption_key(keys[MINE - 1], voutput.private_key).to_bytes().decode(),
    }


def _share() -> dict[str, Any]:
    election, chance = polls(), drawn("share")
    key = election.keys[2]
    share = decrypt(election.setup, election.tally, key, randbelow=chance)
    opened = Opened(election.setup, election.tally, election.steps_to_tally()[-1].head.hash)
    strong = prove_share(opened, 2, key, share, randbelow=chance)
    return {
        "key": key.to_bytes().decode(),
        "share": sha256(share.raw),
        "owned": share.owned_by(2).decode(),
        "strong": write_proofs([strong]).decode(),
        "tally": sha256(dump([[total.to_json() for total in row] for row in election.tally.totals])),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n")
