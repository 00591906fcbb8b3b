"""Messages between trustees: signed by one, sealed for one other, opened by nobody else."""

import dataclasses
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ballots.protocol.channel import (
    CeremonyKey,
    SealedMessage,
    SignedMessage,
    new_ceremony_key,
    parse_sealed_message,
    read_ceremony_key,
    receive,
    seal,
    send,
    unseal,
)
from ballots.protocol.errors import Malformed, Reason, Refused
from ballots.protocol.group import (
    IDENTITY,
    ORDER,
    Element,
    divide,
    generator_power,
    hash_to_scalar,
    multiply,
    power,
    write_element,
)
from ballots.protocol.proofs import Proof
from ballots.protocol.wire import dump
from tests.protocol.elections import chance
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import vector

ALICE, BOB, EVE = (new_ceremony_key(chance(name)) for name in ("alice", "bob", "eve"))
SECRET = '{"secret":"1234"}'


def _refused(opened: CeremonyKey, sender: CeremonyKey, sealed: SealedMessage) -> Reason:
    with pytest.raises(Refused) as refused:
        receive(opened, sender.verification, sealed)
    return refused.value.reason


def test_a_message_arrives() -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    assert receive(BOB, ALICE.verification, parse_sealed_message(sealed.text)) == SECRET
    assert "1234" not in sealed.text


def test_nobody_else_opens_it() -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    assert _refused(EVE, ALICE, sealed) is Reason.CANNOT_OPEN


def test_it_is_from_whom_it_says() -> None:
    sealed = send(EVE, BOB.encryption, SECRET, chance("message"))
    assert _refused(BOB, ALICE, sealed) is Reason.NOT_SIGNED


def test_a_message_to_another_is_not_passed_on() -> None:
    """Eve opens what Alice sent to her, and seals Alice's words again for Bob."""
    theirs = unseal(EVE.decryption, send(ALICE, EVE.encryption, SECRET, chance("message")))
    assert _refused(BOB, ALICE, seal(BOB.encryption, theirs, chance("again"))) is Reason.OTHER_RECIPIENT


@pytest.mark.parametrize("place", [0, -1])
def test_no_byte_can_change(place: int) -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    data = bytearray.fromhex(sealed.data)
    data[place] ^= 1
    assert _refused(BOB, ALICE, dataclasses.replace(sealed, data=data.hex())) is Reason.CANNOT_OPEN


def test_no_part_can_change() -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    other = send(ALICE, BOB.encryption, SECRET, chance("other"))
    for name in ("alpha", "beta", "data"):
        mixed = dataclasses.replace(sealed, **{name: getattr(other, name)})
        assert _refused(BOB, ALICE, mixed) is Reason.CANNOT_OPEN


@pytest.mark.parametrize("point", TORSION)
@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_both_parts_lie_in_the_group(name: str, point: Element) -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    changed: dict[str, Any] = {name: multiply(getattr(sealed, name), point)}
    outside = dataclasses.replace(sealed, **changed)
    assert _refused(BOB, ALICE, outside) is Reason.OUTSIDE_GROUP


def test_one_writing() -> None:
    sealed = send(ALICE, BOB.encryption, SECRET, chance("message"))
    content = json.loads(sealed.text)
    assert list(content) == ["algorithm", "alpha", "beta", "data"]
    for wrong, reason in [
        ({**content, "algorithm": "AES-CCM"}, Reason.OTHER_CIPHER),
        ({name: content[name] for name in ("alpha", "beta", "data")}, Reason.OTHER_CIPHER),
        ({**content, "alpha": write_element(IDENTITY)}, Reason.IDENTITY),
        ({**content, "data": content["data"].upper()}, Reason.CANNOT_OPEN),
        ({**content, "data": "00" * 15}, Reason.CANNOT_OPEN),
        ({**content, "data": content["data"] + "0"}, Reason.CANNOT_OPEN),
        ({**content, "more": ""}, Reason.WRONG_FIELDS),
    ]:
        with pytest.raises(Malformed) as refused:
            parse_sealed_message(dump(wrong).decode())
        assert refused.value.reason is reason
    with pytest.raises(Malformed) as refused:
        parse_sealed_message(sealed.text + " ")
    assert refused.value.reason is Reason.NOT_CANONICAL


def test_a_seed_comes_back_from_its_file() -> None:
    assert read_ceremony_key(ALICE.to_bytes()) == read_ceremony_key(ALICE.to_bytes() + b"\n") == ALICE


@pytest.mark.parametrize("raw", [b"", b"1" * 21, b"1" * 23, b"0" * 22, b"1" * 22 + b"\n\n", "1é".encode() * 11])
def test_files_that_are_no_seed(raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        read_ceremony_key(raw)
    assert refused.value.reason is Reason.BAD_SEED


def test_a_seed_and_its_keys_are_not_shown() -> None:
    shown = repr(ALICE)
    assert ALICE.seed not in shown
    assert str(ALICE.signing) not in shown
    assert len({ALICE.signing, ALICE.decryption, BOB.signing, BOB.decryption}) == 4


def test_what_is_under_the_seal() -> None:
    """Opened by hand, as the specification writes it: which texts are hashed to the key and to the first vector."""
    sealed = seal(BOB.encryption, SECRET, chance("message"))
    dk = int(hashlib.sha256(f"dk|{BOB.seed}".encode()).hexdigest(), 16) % ORDER
    fresh = divide(sealed.beta, power(sealed.alpha, dk))
    key, iv = (
        hashlib.sha256(f"{tag}|{write_element(element)}".encode()).digest()
        for tag, element in (("key", fresh), ("iv", sealed.alpha))
    )
    assert AESGCM(key).decrypt(iv, bytes.fromhex(sealed.data), None) == SECRET.encode()
    assert ALICE.verification == generator_power(int(hashlib.sha256(f"sk|{ALICE.seed}".encode()).hexdigest(), 16))


@pytest.mark.parametrize("omitted", range(3))
def test_every_input_of_the_signatures_hash_counts(omitted: int) -> None:
    w, message = 4321, "a message"
    parts = ["sigmsg", message, write_element(generator_power(w))]
    for left_out, accepted in ((None, True), (omitted, False)):
        challenge = hash_to_scalar("|".join(part for number, part in enumerate(parts) if number != left_out))
        signature = Proof(challenge, (w - ALICE.signing * challenge) % ORDER)
        assert SignedMessage(message, signature).holds(ALICE.verification) is accepted


def test_messages_of_belenios_tool_before_3_3() -> None:
    raw = (vector("threshold-30").folder / "trustee1.dkey").read_bytes().removesuffix(b"\n")
    with pytest.raises(Malformed) as refused:
        parse_sealed_message(raw.decode())
    assert refused.value.reason is Reason.OTHER_CIPHER
