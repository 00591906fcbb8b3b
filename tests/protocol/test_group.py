"""The group: what is an element, what is a scalar, and that nothing from outside gets in."""

import hashlib

import pytest

from ballots.protocol import group
from ballots.protocol.errors import Malformed, Reason
from ballots.protocol.group import GENERATOR, IDENTITY, ORDER, Element
from tests.protocol.torsion import TORSION

ELEMENT = group.generator_power(2**200 + 7)
NOT_ON_THE_CURVE = Element((2).to_bytes(32, "little"))
NOT_CANONICAL = Element((2**255 - 19 + 1).to_bytes(32, "little"))
SIGN_OF_IDENTITY = Element((2**255 + 1).to_bytes(32, "little"))


def test_elements_are_written_big_endian() -> None:
    # g has y = 4/5, which libsodium writes 5866…66 and the specification 6666…58
    assert group.write_element(GENERATOR) == "66" * 31 + "58"
    assert group.parse_element("66" * 31 + "58") == GENERATOR


def test_elements_come_back_from_their_writing() -> None:
    assert group.parse_element(group.write_element(ELEMENT)) == ELEMENT


@pytest.mark.parametrize(
    "writing",
    [
        group.write_element(ELEMENT).upper(),
        group.write_element(ELEMENT)[1:],
        group.write_element(ELEMENT) + "0",
        group.write_element(ELEMENT) + "\n",
        " " + group.write_element(ELEMENT)[1:],
        "0x" + group.write_element(ELEMENT)[2:],
        "٣" * 64,
        "",
        7,
        None,
        ["66" * 31 + "58"],
    ],
)
def test_other_writings_of_elements_are_refused(writing: object) -> None:
    with pytest.raises(Malformed) as refused:
        group.parse_element(writing)
    assert refused.value.reason is Reason.NOT_AN_ELEMENT


def test_the_identity_is_refused_unless_allowed() -> None:
    writing = group.write_element(IDENTITY)
    assert writing == "0" * 63 + "1"
    assert group.parse_element(writing, identity=True) == IDENTITY
    with pytest.raises(Malformed) as refused:
        group.parse_element(writing)
    assert refused.value.reason is Reason.IDENTITY


OUTSIDE = [
    *TORSION,
    *(group.multiply(ELEMENT, point) for point in TORSION),
    NOT_ON_THE_CURVE,
    NOT_CANONICAL,
    SIGN_OF_IDENTITY,
]


@pytest.mark.parametrize("element", OUTSIDE)
@pytest.mark.parametrize("scalar", [0, 1, 8, ORDER, ORDER - 1])
def test_no_power_of_an_element_outside_the_group(element: Element, scalar: int) -> None:
    with pytest.raises(Malformed) as refused:
        group.power(element, scalar)
    assert refused.value.reason is Reason.OUTSIDE_GROUP


@pytest.mark.parametrize("element", OUTSIDE)
def test_members_only(element: Element) -> None:
    with pytest.raises(Malformed) as refused:
        group.require_member(element)
    assert refused.value.reason is Reason.OUTSIDE_GROUP


@pytest.mark.parametrize("member", [ELEMENT, GENERATOR, IDENTITY])
def test_members_are_members(member: Element) -> None:
    assert group.require_member(member) == member


def test_what_is_not_on_the_curve_has_no_product() -> None:
    for operation in (group.multiply, group.divide):
        with pytest.raises(Malformed):
            operation(ELEMENT, NOT_ON_THE_CURVE)


@pytest.mark.parametrize("scalar", ["0", "1", str(ORDER - 1)])
def test_scalars(scalar: str) -> None:
    assert group.parse_scalar(scalar) == int(scalar)


@pytest.mark.parametrize(
    "writing",
    [str(ORDER), str(ORDER + 5), str(10**80), "00", "01", "-1", "+1", "1_0", " 1", "1\n", "1.0", "٣", "", 5, None],
)
def test_other_writings_of_scalars_are_refused(writing: object) -> None:
    with pytest.raises(Malformed) as refused:
        group.parse_scalar(writing)
    assert refused.value.reason is Reason.NOT_A_SCALAR


def test_arithmetic() -> None:
    a, b = group.generator_power(5), group.generator_power(9)
    assert group.multiply(a, b) == group.generator_power(14)
    assert group.divide(a, b) == group.generator_power(-4)
    assert group.power(a, 3) == group.generator_power(15)
    assert group.product([a, b, a]) == group.generator_power(19)
    assert group.product([a, group.generator_power(-5), b]) == b


def test_the_identity_is_neutral() -> None:
    assert group.multiply(ELEMENT, IDENTITY) == group.multiply(IDENTITY, ELEMENT) == ELEMENT
    assert group.divide(ELEMENT, ELEMENT) == IDENTITY
    assert group.power(IDENTITY, 3) == group.power(ELEMENT, 0) == group.power(ELEMENT, ORDER) == IDENTITY
    assert group.generator_power(0) == group.generator_power(ORDER) == group.product([]) == IDENTITY


def test_hashes_are_big_endian_modulo_the_order() -> None:
    assert group.hash_to_scalar("é") == int(hashlib.sha256("é".encode()).hexdigest(), 16) % ORDER
