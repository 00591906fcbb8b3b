"""The order of names is fair, steady for one reader, and alphabetical on request."""

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominees.ordering import (
    ORDERS_FOR_COOKIES,
    alphabetical,
    balanced_order,
    collation_key,
    order,
    seed_for_cookie,
    seed_for_person,
)

ELECTION = UUID("6f1c7a52-8f0e-4f5b-9d3a-1f2f7a1f0c11")
ANOTHER_ELECTION = UUID("0b9a4a36-55c1-4c1c-8f3d-3d8e5b7a9e42")
# Chi-squared at one in a million: a fair shuffle fails such a test once in a million choices of names.
CHI_SQUARED_49 = 117.0  # (8 - 1) * (8 - 1) degrees of freedom
CHI_SQUARED_23 = 75.5  # 4! - 1


def _chi_squared(seen: Mapping[Any, int], *, expected: float, cells: int) -> float:
    unseen = (cells - len(seen)) * expected
    return unseen + sum((count - expected) ** 2 / expected for count in seen.values())


class TestOrder:
    def test_every_name_is_there_once(self) -> None:
        assert sorted(order(range(26), b"seed")) == list(range(26))

    def test_one_seed_gives_one_order(self) -> None:
        assert order(range(26), b"seed") == order(range(26), b"seed")
        assert order(range(26), b"seed") != order(range(26), b"another seed")

    def test_does_not_depend_on_how_the_names_arrive(self) -> None:
        assert order(reversed(range(26)), b"seed") == order(range(26), b"seed")

    @given(st.sets(st.integers(), min_size=1, max_size=20), st.binary(max_size=40))
    def test_when_a_name_leaves_the_others_keep_their_order(self, ids: set[int], seed: bytes) -> None:
        everyone = order(ids, seed)
        assert order(ids - {everyone[0]}, seed) == everyone[1:]

    def test_nobody_and_one_alone(self) -> None:
        assert order(list[int](), b"seed") == []
        assert order([7], b"seed") == [7]

    def test_a_name_twice_is_refused(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            order([1, 2, 1], b"seed")

    def test_uuids_and_words_are_ordered_too(self) -> None:
        assert set(order([ELECTION, ANOTHER_ELECTION], b"seed")) == {ELECTION, ANOTHER_ELECTION}
        assert set(order(["ada", "bel"], b"seed")) == {"ada", "bel"}

    def test_each_name_stands_at_each_place_equally_often(self) -> None:
        seeds, names = 10_000, 8
        seen = Counter(
            (name, place)
            for number in range(seeds)
            for place, name in enumerate(order(range(names), number.to_bytes(4, "big")))
        )
        assert _chi_squared(seen, expected=seeds / names, cells=names * names) < CHI_SQUARED_49

    def test_each_whole_order_comes_equally_often(self) -> None:
        seeds = 10_000
        seen = Counter(tuple(order(range(4), number.to_bytes(4, "big"))) for number in range(seeds))
        assert _chi_squared(seen, expected=seeds / 24, cells=24) < CHI_SQUARED_23

    def test_the_measure_would_find_a_biased_shuffle(self) -> None:
        chance = random.Random(1)
        seen: Counter[tuple[int, ...]] = Counter()
        for _ in range(10_000):
            names = list(range(4))
            for place in range(4):  # the well-known wrong shuffle: swap with any place
                other = chance.randrange(4)
                names[place], names[other] = names[other], names[place]
            seen[tuple(names)] += 1
        assert _chi_squared(seen, expected=10_000 / 24, cells=24) > CHI_SQUARED_23


class TestSeeds:
    def test_a_person_keeps_their_seed_in_an_election(self) -> None:
        assert seed_for_person(ELECTION, 5, b"secret") == seed_for_person(ELECTION, 5, b"secret")

    def test_persons_elections_and_secrets_have_seeds_of_their_own(self) -> None:
        seeds = {
            seed_for_person(ELECTION, 5, b"secret"),
            seed_for_person(ELECTION, 6, b"secret"),
            seed_for_person(ANOTHER_ELECTION, 5, b"secret"),
            seed_for_person(ELECTION, 5, b"another secret"),
        }
        assert len(seeds) == 4

    def test_64_cookies_have_64_seeds_in_each_election(self) -> None:
        numbers = range(ORDERS_FOR_COOKIES)
        seeds = {seed_for_cookie(election, number) for election in (ELECTION, ANOTHER_ELECTION) for number in numbers}
        assert len(seeds) == 128

    @pytest.mark.parametrize("number", [-1, 64])
    def test_a_65th_cookie_is_refused(self, number: int) -> None:
        with pytest.raises(ValueError, match="0 to 63"):
            seed_for_cookie(ELECTION, number)

    def test_persons_see_the_names_at_each_place_equally_often(self) -> None:
        seen = Counter(
            (name, place)
            for person in range(10_000)
            for place, name in enumerate(order(range(8), seed_for_person(ELECTION, person, b"secret")))
        )
        assert _chi_squared(seen, expected=10_000 / 8, cells=64) < CHI_SQUARED_49


class TestBalancedOrder:
    @pytest.mark.parametrize("names", [1, 2, 3, 13, 19, 26, 63, 64])
    def test_in_the_64_orders_each_name_stands_at_each_place_equally_often_give_or_take_one(self, names: int) -> None:
        orders = [balanced_order(range(names), ELECTION, number) for number in range(ORDERS_FOR_COOKIES)]
        seen = Counter((name, place) for one in orders for place, name in enumerate(one))
        every_cell = {seen[name, place] for name in range(names) for place in range(names)}
        assert every_cell <= {ORDERS_FOR_COOKIES // names, -(-ORDERS_FOR_COOKIES // names)}

    def test_every_order_holds_every_name(self) -> None:
        for number in range(ORDERS_FOR_COOKIES):
            assert sorted(balanced_order(range(80), ELECTION, number)) == list(range(80))

    def test_is_steady_and_does_not_depend_on_how_the_names_arrive(self) -> None:
        assert balanced_order(range(13), ELECTION, 20) == balanced_order(reversed(range(13)), ELECTION, 20)

    def test_nobody_and_a_65th_order(self) -> None:
        assert balanced_order(list[int](), ELECTION, 0) == []
        with pytest.raises(ValueError, match="0 to 63"):
            balanced_order([1], ELECTION, 64)


class TestAlphabetical:
    @pytest.mark.parametrize(
        "names",
        [
            ["adam Bo", "Ádám Bö", "Adam Zett"],
            ["Ezra", "Øyvind", "Pia"],
            ["Lena", "Łucja", "Mia"],
            ["O'Brien", "Obrist", "O’Bryan"],
            ["Anna Lee", "Anna-Lena", "Anna-Lena Otto", "Annabel"],
            ["J. Doe", "J Dove", "Jo Doe"],
            ["Strasse", "Straße", "Strauß"],
            ["Zoë", "Άννα", "Борис", "משה", "ليلى", "आशा", "あい", "李"],
            ["कमला", "कुमार"],
            ["1st Choice", "Ada"],
        ],
    )
    def test_names_are_listed_as_in_a_directory(self, names: list[str]) -> None:
        assert alphabetical(reversed(names)) == names

    def test_the_family_name_is_not_guessed(self) -> None:
        assert alphabetical(["Zeno Abel", "Abel Zeno"]) == ["Abel Zeno", "Zeno Abel"]

    def test_composed_and_decomposed_letters_sort_alike(self) -> None:
        assert collation_key("Zo\u00eb")[0] == collation_key("Zoe\u0308")[0] == collation_key("ZOE")[0]

    @given(st.lists(st.text(max_size=20), max_size=12))
    def test_any_script_is_sorted_and_nothing_is_lost(self, names: list[str]) -> None:
        assert alphabetical(names) == alphabetical(reversed(names))
        assert sorted(alphabetical(names)) == sorted(names)
