"""A trustee's key: made, proved, read back; the private part kept out of sight."""

import json

import pytest

from ballots.protocol.errors import Malformed, Reason, Refused, Unproved
from ballots.protocol.group import (
    IDENTITY,
    ORDER,
    Element,
    generator_power,
    hash_to_scalar,
    multiply,
    write_element,
)
from ballots.protocol.keys import PrivateKey, PublicKey, new_private_key, read_private_key, read_public_key
from ballots.protocol.proofs import Proof
from ballots.protocol.wire import dump
from tests.protocol.elections import chance
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector, vector

KEY = new_private_key(chance("key"))


def test_a_new_key_is_proved() -> None:
    public = KEY.public(chance("proof"))
    assert read_public_key(public.to_bytes()) == public
    assert public.element == generator_power(KEY.secret)


def test_a_private_key_comes_back_from_its_file() -> None:
    assert read_private_key(KEY.to_bytes()) == read_private_key(KEY.to_bytes() + b"\n") == KEY


def test_the_private_key_is_not_shown() -> None:
    assert str(KEY.secret) not in repr(KEY)


@pytest.mark.parametrize("name", ["basic-30", "basic-33"])
def test_keys_of_belenios_tool(name: str) -> None:
    worked: Vector = vector(name)
    for number in (1, 2):
        private = read_private_key((worked.folder / f"trustee{number}.privkey").read_bytes())
        public = read_public_key((worked.folder / f"trustee{number}.pubkey").read_bytes())
        assert private.element == public.element


@pytest.mark.parametrize("raw", [b'"0"', b"5", f'"{ORDER}"'.encode(), b'"05"', b"", b'"5"\n\n"6"'])
def test_private_keys_that_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_private_key(raw)


@pytest.mark.parametrize("name", ["challenge", "response"])
def test_every_number_of_the_proof_counts(name: str) -> None:
    content = json.loads(KEY.public(chance("proof")).to_bytes())
    content["pok"][name] = str((int(content["pok"][name]) + 1) % ORDER)
    with pytest.raises(Unproved) as refused:
        read_public_key(dump(content))
    assert refused.value.reason is Reason.KEY_UNPROVED


@pytest.mark.parametrize("omitted", range(4))
def test_every_input_of_the_hash_counts(omitted: int) -> None:
    w = 12345
    parts = ["pok", "Ed25519", write_element(KEY.element), write_element(generator_power(w))]
    for left_out, accepted in ((None, True), (omitted, False)):
        challenge = hash_to_scalar("|".join(part for number, part in enumerate(parts) if number != left_out))
        key = PublicKey(KEY.element, Proof(challenge, (w - KEY.secret * challenge) % ORDER))
        if accepted:
            key.verify()
        else:
            with pytest.raises(Unproved):
                key.verify()


@pytest.mark.parametrize("element", [IDENTITY, *(multiply(KEY.element, point) for point in TORSION)])
def test_a_key_lies_in_the_group_and_is_not_the_identity(element: Element) -> None:
    content = json.loads(KEY.public(chance("proof")).to_bytes()) | {"public_key": write_element(element)}
    with pytest.raises(Refused) as refused:
        read_public_key(dump(content))
    assert refused.value.reason is (Reason.IDENTITY if element == IDENTITY else Reason.OUTSIDE_GROUP)


def test_someone_elses_proof() -> None:
    other = PrivateKey(KEY.secret + 1).public(chance("other"))
    with pytest.raises(Unproved):
        PublicKey(KEY.element, other.pok).verify()
