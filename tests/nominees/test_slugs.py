"""Every name has an address: never empty, never somebody else's, never a page of ours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominees.slugs import RESERVED, slug_for


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Guido van Rossum", "guido-van-rossum"),
        ("Zoë Ångström", "zoe-angstrom"),
        ("Łukasz Øst-Straße", "lukasz-ost-strasse"),
        ("D’Arcy O'Neil Jr.", "darcy-oneil-jr"),
        ("İpek Işık", "ipek-isik"),
        ("李 Wei", "wei"),
        ("山田 太郎", "nominee-1a2b3c4d"),
        ("Анна", "nominee-1a2b3c4d"),
        ("!!!", "nominee-1a2b3c4d"),
    ],
)
def test_names_of_any_script(name: str, slug: str) -> None:
    assert slug_for(name, set(), "1a2b3c4d") == slug


def test_the_second_of_a_name_has_a_number() -> None:
    assert slug_for("Ann One", {"ann-one"}, "x") == "ann-one-2"
    assert slug_for("Ann One", {"ann-one", "ann-one-2"}, "x") == "ann-one-3"


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_pages_beside_the_candidates_keep_their_addresses(word: str) -> None:
    assert slug_for(word, set(), "x") == f"{word}-2"


@given(st.text(max_size=200), st.sets(st.from_regex(r"[a-z0-9-]{1,5}", fullmatch=True), max_size=5))
def test_any_name_has_a_slug_of_its_own(name: str, taken: set[str]) -> None:
    slug = slug_for(name, taken, "1a2b3c4d")
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert slug not in taken | RESERVED
    assert len(slug) <= 110
