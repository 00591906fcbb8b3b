"""Two ways of writing an address: how it is compared, and how it was proved."""

import pytest

from members.addresses import LONGEST, as_proved, looks_right, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo@Example.ORG", "jo@example.org"),
        (" jo@example.org ", "jo@example.org"),
        ("jose\u0301@example.org", "jos\u00e9@example.org"),
        ("JOS\u00c9@example.org", "jos\u00e9@example.org"),
        ("x@fa\u00df.example", "x@fass.example"),
        ("\u212ai@example.org", "ki@example.org"),
    ],
)
def test_the_same_address_written_otherwise_compares_equal(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_what_compares_equal_was_not_proved_by_the_other() -> None:
    assert as_proved("x@fa\u00df.example") != as_proved("x@fass.example")
    assert as_proved("Jo@Example.ORG") == as_proved("jo@example.org")


@pytest.mark.parametrize(
    "address", ["jo@example.org", "jo+list@sub.example.org", "jos\u00e9@fa\u00df.example", "o'b@x.ie"]
)
def test_addresses(address: str) -> None:
    assert looks_right(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jo",
        "jo@",
        "@example.org",
        "jo@example",
        "jo@example..org",
        "jo@@example.org",
        "jo@ex ample.org",
        "jo@example.org, al@example.org",
        "Jo <jo@example.org>",
        "jo@example.org\nBcc: all@example.org",
        "jo@example.org\u200b",
    ],
)
def test_not_an_address(address: str) -> None:
    assert not looks_right(address)


def test_an_address_has_at_most_254_characters() -> None:
    assert looks_right("a" * (LONGEST - 12) + "@example.org")
    assert not looks_right("a" * (LONGEST - 11) + "@example.org")
