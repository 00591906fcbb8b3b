"""Credentials: made, derived, listed."""

import hashlib
import re

import pytest

from ballots.protocol import credentials
from ballots.protocol.credentials import derive
from ballots.protocol.errors import Malformed, OutOfPlace, Reason, Refused
from ballots.protocol.group import IDENTITY, ORDER, Element, generator_power, multiply, write_element
from ballots.protocol.wire import dump
from tests.protocol.elections import chance
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector

A, B = generator_power(11), generator_power(12)


def test_identifiers_have_fourteen_base58_characters() -> None:
    assert re.fullmatch("[1-9A-HJ-NP-Za-km-z]{14}", credentials.new_uuid())
    assert credentials.new_uuid(chance(1)) == credentials.new_uuid(chance(1)) != credentials.new_uuid(chance(2))


def test_private_credentials_are_written_in_four_groups() -> None:
    private = credentials.new_private_credential()
    assert [len(part) for part in private.split("-")] == [5, 6, 5, 6]
    assert credentials.format_private_credential(private.replace("-", "")) == private


@pytest.mark.parametrize(
    "private",
    [
        "",
        "zc9ag-j81YGG-DAPpB-rYhxg",
        "zc9agj81YGGDAPpBrYhxgZ",
        "zc9ag-j81YGG-DAPpB-rYhxg0",
        "zc9ag-j81YGG-DAPpB-rYhxgZ\n",
    ],
)
def test_other_private_credentials_are_refused(private: str) -> None:
    with pytest.raises(Malformed) as refused:
        derive("jpEz3f4Pm7morT", private)
    assert refused.value.reason is Reason.BAD_CREDENTIAL


def test_the_public_part_is_what_belenios_tool_listed(worked: Vector) -> None:
    listed = {voter: key for key, _, voter in (line.split(",") for line in worked.json("public_creds.json"))}
    private = worked.json("private_creds.json")
    assert {voter: derive(worked.uuid, credential).credential for voter, credential in private.items()} == listed


def test_what_a_credential_is_derived_from() -> None:
    """Written out from the specification."""
    derived = derive("basic30uuid111", "zc9ag-j81YGG-DAPpB-rYhxgZ")
    halves = [f"derive_credential|basic30uuid111|{half}|zc9ag-j81YGG-DAPpB-rYhxgZ" for half in "01"]
    digests = "".join(hashlib.sha256(half.encode()).hexdigest() for half in halves)
    assert derived.secret == int(digests, 16) % ORDER


def test_a_credential_is_another_in_another_election() -> None:
    private = credentials.new_private_credential(chance(1))
    assert derive("jpEz3f4Pm7morT", private).public != derive("jpEz3f4Pm7morU", private).public


def test_the_secret_is_not_shown() -> None:
    key = derive("jpEz3f4Pm7morT", credentials.new_private_credential(chance(1)))
    assert str(key.secret) not in repr(key)


def test_the_list_comes_back_from_its_writing() -> None:
    assert credentials.read_credentials(credentials.write_credentials([B, A])) == (B, A)


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([A, B, A], Reason.REPEATED_CREDENTIAL),
        ([A, IDENTITY], Reason.IDENTITY),
        *(([A, multiply(B, point)], Reason.OUTSIDE_GROUP) for point in TORSION),
    ],
)
def test_lists_that_are_refused(listed: list[Element], reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        credentials.read_credentials(credentials.write_credentials(listed))
    assert refused.value.reason is reason


def test_repeated_credentials_are_refused_even_from_trusted_bytes() -> None:
    with pytest.raises(OutOfPlace):
        credentials.read_credentials(credentials.write_credentials([A, A]), trusted=True)


@pytest.mark.parametrize("raw", [dump([f"{write_element(A)},2"]), dump([f"{write_element(A)},,voter@example.org"])])
def test_weights_and_voter_ids_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed, match="Credential 1: A group element is not written"):
        credentials.read_credentials(raw)


def test_the_list_has_one_writing() -> None:
    with pytest.raises(Malformed) as refused:
        credentials.read_credentials(credentials.write_credentials([A, B]) + b"\n")
    assert refused.value.reason is Reason.NOT_CANONICAL
