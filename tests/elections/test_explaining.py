"""The two examples that docs/seating.md works out by hand, step by step; and the steps of any figures."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elections.explaining import Step, shares_of_affiliations, steps
from elections.seating import Candidate, Exclusion, Limit, Outcome, Seat, Seating, quarter_of_board, seat
from tests.elections.test_seating import FIELDS, LIMITS, SEATS, drawn_order

LONG, MIDDLE, SHORT = Seat("1", 3), Seat("2", 3), Seat("3", 1)
ACME = frozenset({"Acme"})

FIRST = [
    Candidate("Ann", 60, exclusion=Exclusion.WITHDRAWN),
    Candidate("Bo", 50),
    Candidate("Cy", 40),
    Candidate("Di", 40),
    Candidate("Em", 30),
]
SECOND = [Candidate("Ann", 90, ACME), Candidate("Bo", 80, ACME), Candidate("Cy", 70), Candidate("Di", 70)]
LIMIT = Limit(quarter_of_board(11), (ACME,))


def told(found: tuple[Step, ...]) -> list[tuple[str, str, tuple[int, ...], int | None]]:
    return [(each.candidate, each.outcome.value, each.free, each.seat.years if each.seat else None) for each in found]


class TestExample1:
    seats = (LONG, MIDDLE, SHORT)

    def test_step_by_step(self) -> None:
        seating = seat(FIRST, self.seats, tie_order=["Di", "Cy"])
        found = steps(seating, self.seats)
        assert told(found) == [
            ("Ann", "withdrawn", (3, 3, 1), None),
            ("Bo", "seated", (3, 3, 1), 3),
            ("Di", "seated", (3, 1), 3),
            ("Cy", "seated", (1,), 1),
        ]
        assert [each.tie is not None for each in found] == [False, False, True, True]
        assert seating.rows[-1].outcome is Outcome.NOT_ELECTED

    def test_without_lots(self) -> None:
        seating = seat(FIRST, self.seats)
        assert [row.outcome.value for row in seating.rows] == ["withdrawn", "seated", "tied", "tied", "not_elected"]
        assert [each.years for each in seating.ties[0].seats] == [3, 1]
        assert [each.candidate for each in steps(seating, self.seats)] == ["Ann", "Bo"]


class TestExample2:
    seats = (LONG, SHORT)

    def test_step_by_step(self) -> None:
        seating = seat(SECOND, self.seats, limit=LIMIT, tie_order=["Cy", "Di"])
        found = steps(seating, self.seats, limit=LIMIT, sitting=["Zoë"])
        assert told(found) == [
            ("Ann", "seated", (3, 1), 3),
            ("Bo", "passed_over", (1,), None),
            ("Cy", "seated", (1,), 1),
        ]
        assert (found[1].entity, found[1].holders) == ("Acme", ("Zoë", "Ann"))
        shares = shares_of_affiliations(seating, limit=LIMIT, sitting=["Zoë"])
        assert shares == {"Acme": ("Zoë", "Ann")}

    def test_had_ann_withdrawn_bo_is_qualified_again(self) -> None:
        without = [replace(SECOND[0], exclusion=Exclusion.WITHDRAWN), *SECOND[1:]]
        seating = seat(without, self.seats, limit=LIMIT, tie_order=["Cy", "Di"])
        assert [(row.candidate.id, row.seat.years) for row in seating.seated if row.seat] == [("Bo", 3), ("Cy", 1)]


def test_the_page_works_out_what_is_tested_here() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/seating.md").read_text()
    for candidate in FIRST[1:] + SECOND:
        assert f"| {candidate.id} | {candidate.votes}" in page


def test_a_seating_that_is_none_of_these_seats_is_refused() -> None:
    seating = seat([Candidate("Ann", 5)], [SHORT])
    with pytest.raises(ValueError, match="longest term"):
        steps(seating, [LONG])
    full = seat(SECOND, TestExample2.seats, limit=LIMIT, tie_order=["Cy", "Di"])
    with pytest.raises(ValueError, match="has room"):
        steps(full, TestExample2.seats, limit=Limit(3, (ACME,)), sitting=["Zoë"])


@settings(derandomize=True, max_examples=60, deadline=None)
@given(candidates=FIELDS, seats=SEATS, limit=LIMITS, data=st.data())
def test_the_steps_of_any_figures_lead_to_the_result(
    candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
) -> None:
    seating: Seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
    sitting = [f"sitting {number}" for number in range(len(limit.sitting) if limit else 0)]
    found = steps(seating, seats, limit=limit, sitting=sitting)
    assert [each.candidate for each in found if each.seat] == [row.candidate.id for row in seating.seated]
    assert all(len(each.holders) >= limit.per_entity for each in found if each.entity and limit)
    shares = shares_of_affiliations(seating, limit=limit, sitting=sitting)
    assert sum(map(len, shares.values())) == sum(
        len(entities)
        for entities in [*(limit.sitting if limit else ()), *(row.candidate.affiliations for row in seating.seated)]
    )
