"""Trustees: single ones are all needed, of a threshold group k of n; their keys make the election's."""

import dataclasses
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest

from ballots.protocol.errors import Malformed, OutOfPlace, Reason, Refused, Unproved
from ballots.protocol.group import (
    IDENTITY,
    ORDER,
    divide,
    generator_power,
    multiply,
    parse_element,
    power,
    write_element,
)
from ballots.protocol.keys import new_private_key
from ballots.protocol.pedersen import ThresholdGroup, read_threshold_group
from ballots.protocol.setup import Setup, read_setup
from ballots.protocol.trustees import Single, Trustees, read_trustees, single_trustees
from ballots.protocol.wire import dump
from tests.protocol.ceremony import Mischief, hold_ceremony
from tests.protocol.elections import Polls, chance
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector, vector

Json = Any
BASE = generator_power(77)


@pytest.fixture(scope="module")
def group() -> ThresholdGroup:
    return hold_ceremony(3, 5, chance("ceremony"))[0]


def test_trustees_come_back_from_their_bytes(polls: Polls, shared_polls: Polls) -> None:
    for trustees in (polls.setup.trustees, shared_polls.setup.trustees):
        assert read_trustees(trustees.raw) == trustees


def test_trustees_of_belenios_tool(worked: Vector) -> None:
    raw = (worked.folder / "trustees.json").read_bytes().removesuffix(b"\n")
    trustees = read_trustees(raw)
    assert trustees.raw == raw
    assert write_element(trustees.election_key) == worked.json("election.json")["public_key"]


@pytest.mark.parametrize("name", ["threshold-30", "threshold-33"])
def test_threshold_groups_of_belenios_tool(name: str) -> None:
    group = read_threshold_group((vector(name).folder / "threshold.json").read_bytes())
    assert (group.threshold, group.size) == (2, 3)


def test_single_trustees_are_all_needed() -> None:
    keys = [new_private_key(chance(seed)) for seed in range(3)]
    trustees = single_trustees([key.public(chance("pok")) for key in keys])
    factors = {owner: power(BASE, key.secret) for owner, key in enumerate(keys, 1)}
    assert trustees.combine(factors) == power(BASE, sum(key.secret for key in keys))
    assert [trustees.missing(owners) for owners in ([], [1], [1, 3], [1, 2, 3])] == [3, 2, 1, 0]
    del factors[2]
    with pytest.raises(OutOfPlace) as refused:
        trustees.combine(factors)
    assert refused.value.reason is Reason.MISSING_SHARES


def test_any_k_of_a_threshold_group_decrypt() -> None:
    group, keys = hold_ceremony(3, 5, chance("ceremony"))
    single = new_private_key(chance("single"))
    trustees = Trustees((Single(single.public(chance("pok"))), group))
    whole = trustees.combine({owner: _factor(keys, single, owner) for owner in range(1, 7)})
    for chosen in itertools.combinations(range(2, 7), 3):
        assert trustees.combine({owner: _factor(keys, single, owner) for owner in (1, *chosen)}) == whole
    assert whole == power(BASE, _logarithm_of(trustees, single, keys))
    assert trustees.missing([2, 3, 4, 5, 6]) == 1
    assert trustees.missing([1, 3, 5]) == 1
    with pytest.raises(OutOfPlace):
        trustees.combine({owner: _factor(keys, single, owner) for owner in (1, 3, 5)})


def _factor(keys: dict[int, Any], single: Any, owner: int) -> Any:
    return power(BASE, single.secret if owner == 1 else keys[owner - 1].secret)


def _logarithm_of(trustees: Trustees, single: Any, keys: dict[int, Any]) -> int:
    """The secret behind the election's key, which nobody holds outside this test."""
    shared = 0
    for index in (1, 2, 3):
        coefficient = 1
        for other in {1, 2, 3} - {index}:
            coefficient = coefficient * other * pow(other - index, -1, ORDER)
        shared += coefficient * keys[index].secret
    secret = int(single.secret + shared) % ORDER
    assert generator_power(secret) == trustees.election_key
    return secret


def test_useful_shares(shared_polls: Polls) -> None:
    trustees = shared_polls.setup.trustees
    assert [trustees.useful(owner, [1, 3]) for owner in (1, 2, 3, 4)] == [False, True, False, True]
    assert not trustees.useful(2, [1, 3, 4])


def test_owners_are_numbered_over_all_keys(shared_polls: Polls) -> None:
    trustees = shared_polls.setup.trustees
    assert len(trustees.keys) == 4
    assert trustees.key(3) == trustees.members[1].keys[1].element
    for owner in (0, 5, -1):
        with pytest.raises(OutOfPlace) as refused:
            trustees.key(owner)
        assert refused.value.reason is Reason.UNKNOWN_TRUSTEE


def test_the_same_key_twice_is_refused() -> None:
    key = new_private_key(chance("key"))
    twice = single_trustees([key.public(chance(1)), key.public(chance(2))])
    with pytest.raises(OutOfPlace) as refused:
        read_trustees(twice.raw)
    assert refused.value.reason is Reason.REPEATED_KEY


def test_a_key_that_its_maker_may_not_know_is_refused() -> None:
    """Its bytes pass where they were verified before; only then is the proof not looked at."""
    key, other = (new_private_key(chance(seed)).public(chance(seed)) for seed in "ab")
    trustees = single_trustees([dataclasses.replace(key, pok=other.pok)])
    with pytest.raises(Unproved, match=r"^Trustees, item 1: A trustee's proof"):
        read_trustees(trustees.raw)
    assert read_trustees(trustees.raw, trusted=True) == trustees


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'[["Double",{}]]', b'[["Single"]]', b'["Single"]', b'[["Single",{}]]'])
def test_other_trustees_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_trustees(raw)


def test_the_election_key_is_the_trustees(polls: Polls, shared_polls: Polls) -> None:
    election, _, credentials = polls.setup.files
    with pytest.raises(OutOfPlace) as refused:
        read_setup(election, shared_polls.setup.trustees.raw, credentials)
    assert refused.value.reason is Reason.WRONG_ELECTION_KEY
    with pytest.raises(OutOfPlace):
        dataclasses.replace(polls.setup, trustees=shared_polls.setup.trustees)


def test_a_setup_has_each_credential_once(polls: Polls) -> None:
    with pytest.raises(OutOfPlace) as refused:
        Setup(polls.election, polls.setup.trustees, (*polls.setup.credentials, polls.setup.credentials[0]))
    assert refused.value.reason is Reason.REPEATED_CREDENTIAL


def test_a_group_comes_back_from_its_bytes(group: ThresholdGroup) -> None:
    assert read_threshold_group(dump(group.to_json()) + b"\n") == group


@pytest.mark.parametrize(("threshold", "size"), [(2, 2), (1, 1), (3, 3)])
def test_fewer_than_all_suffice(threshold: int, size: int) -> None:
    group, _ = hold_ceremony(threshold, size, chance("all"))
    with pytest.raises(Malformed) as refused:
        group.verify()
    assert refused.value.reason is Reason.BAD_GROUP


def _later(proof: Json) -> None:
    proof["response"] = str((int(proof["response"]) + 1) % ORDER)


@pytest.mark.parametrize(
    "edit",
    [
        lambda group: _later(group["certs"][1]["signature"]),
        lambda group: _later(group["coefexps"][1]["signature"]),
        lambda group: _later(group["signatures"][1]),
        lambda group: _later(group["verification_keys"][1]["pok"]),
        lambda group: _later(group["verification_keys"][1]["signature"]),
        lambda group: group.update(threshold=2),
        lambda group: group.update(threshold=4),
        lambda group: [group[name].pop() for name in list(group) if name != "threshold"],
        lambda group: group["certs"].pop(),
        lambda group: group["certs"].reverse(),
        lambda group: group["verification_keys"].reverse(),
        lambda group: group["coefexps"].__setitem__(0, group["coefexps"][1]),
        lambda group: group["certs"][0].update(message=group["certs"][0]["message"].replace('"size":5', '"size":6')),
        lambda group: group["verification_keys"][0].pop("signature"),
    ],
)
def test_groups_whose_parts_do_not_fit(group: ThresholdGroup, edit: Callable[[Json], object]) -> None:
    content = json.loads(dump(group.to_json()))
    edit(content)
    with pytest.raises(Refused):
        read_threshold_group(dump(content))


@pytest.mark.parametrize("point", TORSION)
def test_every_key_of_a_group_lies_in_the_group(group: ThresholdGroup, point: Any) -> None:
    content = json.loads(dump(group.to_json()))
    key = content["verification_keys"][2]
    key["public_key"] = write_element(multiply(parse_element(key["public_key"]), point))
    with pytest.raises(Refused):
        read_threshold_group(dump(content))


def test_keys_that_do_not_follow_from_the_polynomials() -> None:
    """Proved, signed, and still not what the group published."""
    group, _ = hold_ceremony(2, 3, chance("shifted"), Mischief(shift=1))
    with pytest.raises(Malformed) as refused:
        group.verify()
    assert str(refused.value) == f"Trustee 1 of the group: {Reason.WRONG_KEY.sentence}"


@pytest.mark.parametrize("what", ["cert", "coefexps", "certs", "key"])
def test_every_signature_of_a_group_is_by_the_certified_key(what: str) -> None:
    group, _ = hold_ceremony(2, 3, chance("foreign"), Mischief(foreign=frozenset({what})))
    with pytest.raises(Unproved) as refused:
        group.verify()
    assert str(refused.value) == f"Trustee 1 of the group: {Reason.NOT_SIGNED.sentence}"


@pytest.mark.parametrize("claim", [{"group": "BELENIOS-2048"}, {"size": 4}, {"index": 2}])
def test_certificates_made_for_another_group_or_place(claim: dict[str, Any]) -> None:
    group, _ = hold_ceremony(2, 3, chance("elsewhere"), Mischief(claims=claim))
    with pytest.raises(Malformed) as refused:
        group.verify()
    assert str(refused.value) == f"Trustee 1 of the group: {Reason.OTHER_PLACE.sentence}"


def test_certificates_made_for_another_threshold() -> None:
    group, _ = hold_ceremony(2, 3, chance("elsewhere"), Mischief(claims={"threshold": 1}))
    with pytest.raises(Malformed) as refused:
        group.verify()
    assert refused.value.reason is Reason.BAD_GROUP


@pytest.mark.parametrize("point", TORSION)
def test_points_outside_the_group_that_cancel_out(point: Any) -> None:
    """Everything is signed and every sum is right, but two coefficients are no elements of the group."""
    group, _ = hold_ceremony(2, 3, chance("cancel"), Mischief(strangers=(point, divide(IDENTITY, point))))
    with pytest.raises(Malformed) as refused:
        group.verify()
    assert str(refused.value) == f"Trustee 1 of the group: {Reason.OUTSIDE_GROUP.sentence}"
