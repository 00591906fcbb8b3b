"""Initials of names in any script."""

import pytest

from nominees.marks import initials, mark_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Guido van Rossum", "GR"),
        ("Prince", "P"),
        ("élodie du Pont", "ÉP"),
        ("山田 太郎", "山太"),
        ("Анна Б. Ветрова", "АВ"),
        ("(Ann) “One”", "AO"),
        ("ßeta ŉame", "ßŉ"),
        ("!!!", "·"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_arc_stays_when_a_name_is_spelled_anew() -> None:
    assert mark_of("Ann One", "ann").turn == mark_of("Ann Óne", "ann").turn != mark_of("Ann One", "ann-2").turn
