"""The rule of the councils against another way to work it out; and what a vote more or less does."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from elections.seating import Candidate, Exclusion, Limit, Outcome, Seat, seat
from tests.elections.test_seating import FIELDS, LIMITS, any_figures, drawn_order, outcomes, three_years

quickly = settings(derandomize=True, max_examples=60, deadline=None)


def by_disqualifying(candidates: list[Candidate], seats: int, limit: Limit, order: list[str]) -> list[str]:
    """The rule of the councils, as PEP 13 and PEP 772 put it, without this module: look at the leading candidates; who
    is one too many of an entity is disqualified, the next moves up, and that is repeated until nobody is."""
    place = {name: number for number, name in enumerate(order)}
    standing = sorted(
        (each for each in candidates if each.votes and not each.exclusion),
        key=lambda each: (-each.votes, place[each.id]),
    )
    while True:
        leading = standing[:seats]
        held = Counter(entity for member in limit.sitting for entity in member)
        for each in leading:
            if any(held[entity] >= limit.per_entity for entity in each.affiliations):
                standing.remove(each)
                break
            held.update(each.affiliations)
        else:
            return [each.id for each in leading]


class TestTheCouncils:
    """At most two of one entity, then the next moves up, repeated; who was passed over may come back in."""

    def test_the_next_moves_up_as_often_as_it_takes(self) -> None:
        a, b = frozenset({"a"}), frozenset({"b"})
        field = [
            ("a1", 90, a),
            ("a2", 80, a),
            ("a3", 70, a),
            ("b1", 60, b),
            ("a4", 50, a),
            ("b2", 40, b),
            ("b3", 30, b),
        ]
        seating = seat([Candidate(*each) for each in field], three_years(5), limit=Limit(2))
        assert [row.candidate.id for row in seating.seated] == ["a1", "a2", "b1", "b2"]
        assert len(seating.vacant) == 1

    def test_who_was_passed_over_is_qualified_again_once_a_colleague_is_out(self) -> None:
        org = frozenset({"org"})
        field = [Candidate("a", 90, org), Candidate("b", 80, org), Candidate("c", 70, org), Candidate("d", 60)]
        assert outcomes(seat(field, three_years(3), limit=Limit(2)))["c"] is Outcome.PASSED_OVER
        gone = [Candidate("a", 90, org, Exclusion.WITHDRAWN), *field[1:]]
        assert [row.candidate.id for row in seat(gone, three_years(3), limit=Limit(2)).seated] == ["b", "c", "d"]

    def test_who_is_passed_over_for_one_entity_fills_no_other(self) -> None:
        p, q = frozenset({"p"}), frozenset({"q"})
        field = [
            Candidate("a", 90, p),
            Candidate("b", 80, p | q),
            Candidate("c", 70, q),
            Candidate("d", 60, q),
        ]
        assert [row.candidate.id for row in seat(field, three_years(2), limit=Limit(1)).seated] == ["a", "c"]

    @quickly
    @given(candidates=FIELDS, seats=st.integers(0, 5), limit=LIMITS.filter(bool), data=st.data())
    def test_disqualifying_and_moving_up_gives_the_same_for_any_figures(
        self, candidates: list[Candidate], seats: int, limit: Limit, data: st.DataObject
    ) -> None:
        order = drawn_order(candidates, data)
        seating = seat(candidates, three_years(seats), limit=limit, tie_order=order)
        assert {row.candidate.id for row in seating.seated} == set(by_disqualifying(candidates, seats, limit, order))


class TestWhatVotesDo:
    @quickly
    @any_figures
    def test_one_vote_more_costs_nobody_their_seat(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        """Monotone: who sits, sits with another vote too, and for no shorter a term."""
        order = drawn_order(candidates, data)
        for row in seat(candidates, seats, limit=limit, tie_order=order).seated:
            more = [replace(each, votes=each.votes + (each.id == row.candidate.id)) for each in candidates]
            again = {each.candidate.id: each.seat for each in seat(more, seats, limit=limit, tie_order=order).seated}
            seat_now = again.get(row.candidate.id)
            assert seat_now
            assert row.seat
            assert seat_now.years >= row.seat.years

    @quickly
    @any_figures
    def test_nobody_sits_who_is_out_or_has_no_vote(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
        assert all(row.candidate.votes and not row.candidate.exclusion for row in seating.seated)
        assert {row.candidate.id for row in seating.rows} == {each.id for each in candidates}

    @quickly
    @any_figures
    def test_a_seat_stays_vacant_only_if_everybody_left_is_out_or_over_the_limit(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
        if seating.vacant:
            left = [row for row in seating.rows if row.outcome is Outcome.NOT_ELECTED]
            assert all(row.candidate.votes == 0 for row in left)

    @quickly
    @any_figures
    def test_whoever_is_out_might_as_well_not_have_stood(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        order = drawn_order(candidates, data)
        standing = [each for each in candidates if not each.exclusion]
        with_them = seat(candidates, seats, limit=limit, tie_order=order)
        without = seat(
            standing, seats, limit=limit, tie_order=[name for name in order if name in {c.id for c in standing}]
        )
        assert [(row.candidate.id, row.seat) for row in with_them.seated] == [
            (row.candidate.id, row.seat) for row in without.seated
        ]
