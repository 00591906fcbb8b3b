"""Trackers as people type them, look for them and get them in addresses."""

import pytest
from django.urls import resolve, reverse

from ballots import trackers
from tests.ballots.elections import Office

TRACKER = "ab+/" * 10 + "abc"


def test_in_an_address_a_tracker_has_no_slash_and_no_plus() -> None:
    address = reverse("ballots:receipt", args=["board", TRACKER])
    assert address == "/elections/board/receipt/" + "ab-_" * 10 + "abc/"
    assert resolve(address).kwargs["tracker"] == TRACKER


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (TRACKER, TRACKER),
        (" ab+/ ab+/ \n", "ab+/ab+/"),
        ("ab-_ab", "ab+/ab"),
        ("", ""),
        ("a%", ""),
        ("\x00", ""),
        ("ä", ""),
        (TRACKER + "a", ""),
    ],
)
def test_what_is_looked_for(typed: str, wanted: str) -> None:
    assert trackers.beginning(typed) == wanted


def test_a_tracker_stands_in_groups_of_four() -> None:
    assert trackers.groups(TRACKER) == ["ab+/"] * 10 + ["abc"]


def test_the_picture_is_one_svg_without_anything_inline() -> None:
    svg = trackers.qr("https://elections.example/?q=abc")
    assert svg.startswith("<svg")
    assert svg.count("<svg") == 1
    assert "style" not in svg
    assert "script" not in svg


def test_of_several_ballots_the_last_and_only_ones_own(open_office: Office) -> None:
    first, second, third, _ = open_office.voters
    open_office.vote(first)
    last = open_office.vote(first).tracker
    open_office.vote(second)
    assert trackers.last_of(first, [open_office.election]) == {open_office.election.pk: last}
    assert trackers.last_of(third, [open_office.election]) == {}
    assert trackers.last_of(first, []) == {}
