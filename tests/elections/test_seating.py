"""Who sits: the board of 2017 as it was published, then each rule at its boundary, then what holds for any figures."""

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elections.seating import Candidate, Exclusion, Limit, Outcome, Row, Seat, Seating, Tie, quarter_of_board, seat

APPROVALS_2017 = {
    "Lindberg": 230,
    "Ceder": 228,
    "Holscher": 180,
    "Kazil": 171,
    "Hildebrandt": 168,
    "Mesa": 163,
    "Wouters": 155,
    "Das": 154,
    "Mhangami": 135,
    "Reitz": 135,
    "Hunner": 126,
    "Pacheco": 126,
    "Neugebauer": 113,
    "Kim": 109,
    "Nwachukwu": 108,
    "Kramer": 105,
    "Sheu": 97,
    "Kollmann": 95,
    "James": 88,
    "Jimenez": 80,
    "Pierzina": 77,
    "Holmes": 57,
}
COHORT_A = [Seat(f"A{number}", 3) for number in range(1, 5)]
COHORT_B = [Seat(f"B{number}", 2) for number in range(1, 5)]
COHORT_C = [Seat(f"C{number}", 1) for number in range(1, 4)]
BOARD_2017 = COHORT_A + COHORT_B + COHORT_C
CANDIDATES_2017 = [
    Candidate(name, votes, exclusion=Exclusion.INELIGIBLE, exclusion_reason="became an Officer Director")
    if name == "Lindberg"
    else Candidate(name, votes)
    for name, votes in APPROVALS_2017.items()
]


def three_years(count: int) -> list[Seat]:
    return [Seat(f"seat {number}", 3) for number in range(1, count + 1)]


def outcomes(seating: Seating) -> dict[str, Outcome]:
    return {row.candidate.id: row.outcome for row in seating.rows}


def seated_by_cohort(seating: Seating) -> dict[str, list[str]]:
    cohorts: dict[str, list[str]] = {"A": [], "B": [], "C": []}
    for row in seating.seated:
        assert row.seat is not None
        cohorts[row.seat.id[0]].append(row.candidate.id)
    return cohorts


class TestTheBoardOf2017:
    def test_with_the_recorded_order_sits_as_published(self) -> None:
        seating = seat(CANDIDATES_2017, BOARD_2017, tie_order=["Mhangami", "Reitz"])
        assert seated_by_cohort(seating) == {
            "A": ["Ceder", "Holscher", "Kazil", "Hildebrandt"],
            "B": ["Mesa", "Wouters", "Das", "Mhangami"],
            "C": ["Reitz", "Hunner", "Pacheco"],
        }
        assert not seating.is_unresolved
        assert seating.ties == (
            Tie(135, ("Mhangami", "Reitz"), (COHORT_B[3], COHORT_C[0]), order=("Mhangami", "Reitz")),
        )

    def test_the_other_order_turns_the_terms_round(self) -> None:
        seating = seat(CANDIDATES_2017, BOARD_2017, tie_order=["Reitz", "Mhangami"])
        assert seated_by_cohort(seating)["B"][-1] == "Reitz"
        assert seated_by_cohort(seating)["C"][0] == "Mhangami"

    def test_without_an_order_reports_the_tie_across_the_line_and_guesses_nothing(self) -> None:
        seating = seat(CANDIDATES_2017, BOARD_2017)
        assert seating.is_unresolved
        assert seating.ties == (Tie(135, ("Mhangami", "Reitz"), (COHORT_B[3], COHORT_C[0]), order=None),)
        found = outcomes(seating)
        assert [name for name, outcome in found.items() if outcome is Outcome.TIED] == ["Mhangami", "Reitz"]

    def test_what_does_not_depend_on_the_tie_is_known_without_an_order(self) -> None:
        seating = seat(CANDIDATES_2017, BOARD_2017)
        assert seated_by_cohort(seating)["C"] == ["Hunner", "Pacheco"]
        assert outcomes(seating)["Neugebauer"] is Outcome.NOT_ELECTED
        assert seating.vacant == ()

    def test_the_tie_of_hunner_and_pacheco_within_equal_terms_needs_no_order(self) -> None:
        assert all(tie.votes != 126 for tie in seat(CANDIDATES_2017, BOARD_2017).ties)

    def test_who_may_not_sit_stays_in_the_table_with_votes_and_reason(self) -> None:
        first = seat(CANDIDATES_2017, BOARD_2017).rows[0]
        assert (first.rank, first.candidate.id, first.candidate.votes) == (1, "Lindberg", 230)
        assert (first.outcome, first.candidate.exclusion_reason) == (Outcome.INELIGIBLE, "became an Officer Director")

    def test_equal_votes_share_a_rank(self) -> None:
        ranks = {row.candidate.id: row.rank for row in seat(CANDIDATES_2017, BOARD_2017).rows}
        assert (ranks["Das"], ranks["Mhangami"], ranks["Reitz"], ranks["Hunner"]) == (8, 9, 9, 11)


class TestTerms:
    def test_the_longest_goes_to_the_most_votes_in_whatever_order_the_seats_are_given(self) -> None:
        candidates = [Candidate("a", 30), Candidate("b", 20), Candidate("c", 10)]
        seating = seat(candidates, [Seat("rest of a term", 1), Seat("full", 3), Seat("half", 2)])
        assert [row.seat.id for row in seating.seated if row.seat] == ["full", "half", "rest of a term"]

    def test_a_vacancy_of_one_year_goes_to_the_fifth_as_in_2023(self) -> None:
        candidates = [Candidate(f"candidate {place:02}", 500 - place) for place in range(1, 16)]
        seating = seat(candidates, [*three_years(4), Seat("vacancy", 1)])
        assert [row.candidate.id for row in seating.seated if row.seat and row.seat.years == 1] == ["candidate 05"]

    @pytest.mark.parametrize("seats", [1, 2, 3])
    def test_seats_fill_up_and_no_further(self, seats: int) -> None:
        candidates = [Candidate("a", 30), Candidate("b", 20), Candidate("c", 10)]
        found = [row.outcome for row in seat(candidates, three_years(seats)).rows]
        assert found == [Outcome.SEATED] * seats + [Outcome.NOT_ELECTED] * (3 - seats)


class TestWhoIsOut:
    @pytest.mark.parametrize("exclusion", list(Exclusion))
    def test_a_winner_who_is_out_is_replaced_by_the_next_highest(self, exclusion: Exclusion) -> None:
        candidates = [Candidate("a", 30, exclusion=exclusion), Candidate("b", 20), Candidate("c", 10)]
        seating = seat(candidates, [Seat("long", 3), Seat("short", 1)])
        assert [(row.candidate.id, row.outcome.value) for row in seating.rows] == [
            ("a", exclusion.value),
            ("b", "seated"),
            ("c", "seated"),
        ]
        assert [row.seat.id for row in seating.seated if row.seat] == ["long", "short"]

    def test_who_is_out_fills_no_limit_and_takes_part_in_no_tie(self) -> None:
        candidates = [
            Candidate("a", 30, frozenset({"org"}), Exclusion.WITHDRAWN),
            Candidate("b", 30, frozenset({"org"})),
        ]
        seating = seat(candidates, three_years(1), limit=Limit(1))
        assert outcomes(seating)["b"] is Outcome.SEATED
        assert seating.ties == ()

    def test_without_a_single_vote_nobody_is_elected_and_the_seat_stays_vacant(self) -> None:
        seating = seat([Candidate("a", 1), Candidate("b", 0), Candidate("c", 0)], three_years(2))
        assert outcomes(seating) == {"a": Outcome.SEATED, "b": Outcome.NOT_ELECTED, "c": Outcome.NOT_ELECTED}
        assert [each.id for each in seating.vacant] == ["seat 2"]
        assert seating.ties == ()


class TestLimit:
    @pytest.mark.parametrize(("size", "most"), [(11, 2), (12, 3), (13, 3), (15, 3), (16, 4), (7, 1), (3, 0)])
    def test_a_quarter_of_the_board(self, size: int, most: int) -> None:
        assert quarter_of_board(size) == most

    def test_the_third_of_an_organisation_is_passed_over_and_the_next_moves_up(self) -> None:
        org = frozenset({"org"})
        candidates = [
            Candidate("a", 50, org),
            Candidate("b", 40, org),
            Candidate("c", 30, org),
            Candidate("d", 20, org),
            Candidate("e", 10),
        ]
        seating = seat(candidates, three_years(3), limit=Limit(2))
        assert [(row.candidate.id, row.outcome, row.entity) for row in seating.rows] == [
            ("a", Outcome.SEATED, None),
            ("b", Outcome.SEATED, None),
            ("c", Outcome.PASSED_OVER, "org"),
            ("d", Outcome.PASSED_OVER, "org"),
            ("e", Outcome.SEATED, None),
        ]

    def test_sitting_members_count(self) -> None:
        candidates = [Candidate("a", 50, frozenset({"org"})), Candidate("b", 40, frozenset({"org"}))]
        sitting = [frozenset({"org", "other"}), frozenset({"elsewhere"})]
        seating = seat(candidates, three_years(2), limit=Limit(quarter_of_board(11), sitting))
        assert outcomes(seating) == {"a": Outcome.SEATED, "b": Outcome.PASSED_OVER}
        assert [each.id for each in seating.vacant] == ["seat 2"]

    def test_one_full_affiliation_of_several_is_enough(self) -> None:
        candidate = Candidate("a", 50, frozenset({"free", "full", "also full"}))
        sitting = [frozenset({"full", "also full"})]
        assert seat([candidate], three_years(1), limit=Limit(1, sitting)).rows == (
            Row(1, candidate, Outcome.PASSED_OVER, entity="also full"),
        )

    def test_who_has_no_affiliation_is_never_passed_over(self) -> None:
        assert outcomes(seat([Candidate("a", 1)], three_years(1), limit=Limit(0))) == {"a": Outcome.SEATED}

    def test_behind_the_last_seat_nobody_is_passed_over(self) -> None:
        candidates = [Candidate("a", 50, frozenset({"org"})), Candidate("b", 40, frozenset({"org"}))]
        assert outcomes(seat(candidates, three_years(1), limit=Limit(1)))["b"] is Outcome.NOT_ELECTED

    def test_without_a_limit_nobody_is_passed_over(self) -> None:
        candidates = [Candidate(name, 50, frozenset({"org"})) for name in "abc"]
        assert set(outcomes(seat(candidates, three_years(3))).values()) == {Outcome.SEATED}


class TestTies:
    def test_at_the_last_seat(self) -> None:
        candidates = [Candidate("a", 50), Candidate("b", 40), Candidate("c", 40), Candidate("d", 30)]
        seating = seat(candidates, three_years(2))
        assert seating.ties == (Tie(40, ("b", "c"), (Seat("seat 2", 3),), order=None),)
        assert outcomes(seating) == {
            "a": Outcome.SEATED,
            "b": Outcome.TIED,
            "c": Outcome.TIED,
            "d": Outcome.NOT_ELECTED,
        }

    def test_at_the_last_seat_with_an_order(self) -> None:
        candidates = [Candidate("a", 50), Candidate("b", 40), Candidate("c", 40)]
        seating = seat(candidates, three_years(2), tie_order=["c", "a", "b"])
        assert outcomes(seating) == {"a": Outcome.SEATED, "c": Outcome.SEATED, "b": Outcome.NOT_ELECTED}
        assert seating.ties[0].order == ("c", "b")
        assert not seating.is_unresolved

    @pytest.mark.parametrize("seats", [2, 3])
    def test_within_equal_terms_or_behind_the_last_seat_needs_no_order(self, seats: int) -> None:
        candidates = [Candidate("a", 50), Candidate("b", 50), Candidate("c", 40), Candidate("d", 30)]
        assert seat(candidates, three_years(seats)).ties == ()
        losers = [Candidate("a", 50), Candidate("b", 40), Candidate("c", 40)]
        assert seat(losers, three_years(1)).ties == ()

    def test_where_the_limit_lets_only_one_of_the_tied_sit(self) -> None:
        org = frozenset({"org"})
        candidates = [Candidate("a", 50, org), Candidate("b", 50, org), Candidate("c", 40)]
        seating = seat(candidates, three_years(2), limit=Limit(1))
        assert seating.ties[0].candidates == ("a", "b")
        assert outcomes(seating) == {"a": Outcome.TIED, "b": Outcome.TIED, "c": Outcome.OPEN}
        assert seating.vacant == ()
        ordered = seat(candidates, three_years(2), limit=Limit(1), tie_order=["b", "a"])
        assert outcomes(ordered) == {"b": Outcome.SEATED, "a": Outcome.PASSED_OVER, "c": Outcome.SEATED}

    def test_who_is_passed_over_anyway_takes_part_in_no_tie(self) -> None:
        org = frozenset({"org"})
        candidates = [Candidate("a", 50, org), Candidate("b", 40, org), Candidate("c", 40)]
        seating = seat(candidates, three_years(2), limit=Limit(1))
        assert seating.ties == ()
        assert outcomes(seating) == {"a": Outcome.SEATED, "b": Outcome.PASSED_OVER, "c": Outcome.SEATED}

    def test_an_order_that_names_not_all_of_the_tied_does_not_break_the_tie(self) -> None:
        candidates = [Candidate("a", 50), Candidate("b", 50), Candidate("c", 50)]
        assert seat(candidates, three_years(1), tie_order=["b", "a"]).is_unresolved

    def test_several_ties_are_all_reported(self) -> None:
        candidates = [Candidate(name, votes) for name, votes in (("a", 9), ("b", 9), ("c", 5), ("d", 5))]
        seating = seat(candidates, [Seat("x", 3), Seat("y", 2), Seat("z", 1)])
        assert [(tie.votes, [each.id for each in tie.seats]) for tie in seating.ties] == [(9, ["x", "y"]), (5, ["z"])]


class TestNonsense:
    def test_is_refused(self) -> None:
        with pytest.raises(ValueError, match="same candidate: a"):
            seat([Candidate("a", 1), Candidate("a", 2)], three_years(1))
        with pytest.raises(ValueError, match="same seat: x"):
            seat([Candidate("a", 1)], [Seat("x", 1), Seat("x", 1)])
        with pytest.raises(ValueError, match="never negative"):
            seat([Candidate("a", -1)], three_years(1))
        with pytest.raises(ValueError, match="at least a year"):
            seat([Candidate("a", 1)], [Seat("x", 0)])
        with pytest.raises(ValueError, match="who does not stand: b"):
            seat([Candidate("a", 1)], three_years(1), tie_order=["a", "b"])
        with pytest.raises(ValueError, match="place in the order: a"):
            seat([Candidate("a", 1)], three_years(1), tie_order=["a", "a"])


ENTITIES = st.frozensets(st.sampled_from(["p", "q", "r"]), max_size=2)
FIELDS = st.lists(
    st.tuples(st.integers(0, 6), ENTITIES, st.sampled_from([None, None, None, *Exclusion])), max_size=9
).map(lambda each: [Candidate(f"c{i}", votes, orgs, exclusion) for i, (votes, orgs, exclusion) in enumerate(each)])
SEATS = st.lists(st.integers(1, 3), max_size=5).map(lambda each: [Seat(f"s{i}", years) for i, years in enumerate(each)])
LIMITS = st.none() | st.builds(Limit, st.integers(0, 3), st.lists(ENTITIES, max_size=2).map(tuple))

any_figures = given(candidates=FIELDS, seats=SEATS, limit=LIMITS, data=st.data())
reproducibly = settings(derandomize=True, max_examples=200, deadline=None)


def drawn_order(candidates: list[Candidate], data: st.DataObject) -> list[str]:
    return data.draw(st.permutations([each.id for each in candidates]))


class TestForAnyFigures:
    @reproducibly
    @any_figures
    def test_the_order_of_the_input_does_not_matter(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(candidates))
        assert seat(shuffled, seats, limit=limit) == seat(candidates, seats, limit=limit)

    @reproducibly
    @any_figures
    def test_with_a_full_order_nothing_is_left_open(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
        assert not seating.is_unresolved
        assert not {Outcome.TIED, Outcome.OPEN} & set(outcomes(seating).values())
        assert len(seating.seated) + len(seating.vacant) == len(seats)

    @reproducibly
    @any_figures
    def test_nobody_sits_above_the_limit(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
        if limit is None:
            assert Outcome.PASSED_OVER not in outcomes(seating).values()
            return
        before = Counter(entity for member in limit.sitting for entity in member)
        added = Counter(entity for row in seating.seated for entity in row.candidate.affiliations)
        assert all(before[entity] + count <= limit.per_entity for entity, count in added.items())

    @reproducibly
    @given(candidates=FIELDS, seats=SEATS)
    def test_without_a_limit_seats_fill_as_far_as_there_are_votes(
        self, candidates: list[Candidate], seats: list[Seat]
    ) -> None:
        order = [each.id for each in candidates]
        electable = [each for each in candidates if each.votes and not each.exclusion]
        assert len(seat(candidates, seats, tie_order=order).seated) == min(len(seats), len(electable))

    @reproducibly
    @any_figures
    def test_terms_never_grow_as_votes_fall_and_only_the_full_are_passed_over(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        seating = seat(candidates, seats, limit=limit, tie_order=drawn_order(candidates, data))
        terms = [row.seat.years for row in seating.seated if row.seat]
        assert terms == sorted(terms, reverse=True)
        fewest = min((row.candidate.votes for row in seating.seated), default=0)
        for row in seating.rows:
            if row.outcome is Outcome.NOT_ELECTED:
                assert row.candidate.votes <= fewest or not seats or row.candidate.votes == 0
            if row.outcome is Outcome.PASSED_OVER:
                assert row.entity in row.candidate.affiliations

    @reproducibly
    @any_figures
    def test_more_votes_cost_nobody_the_seat_or_years_of_it(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None, data: st.DataObject
    ) -> None:
        """Whoever else is moved by it: monotone."""
        order = drawn_order(candidates, data)
        more = data.draw(st.integers(1, 6))
        for row in seat(candidates, seats, limit=limit, tie_order=order).seated:
            favoured = [
                replace(each, votes=each.votes + more) if each.id == row.candidate.id else each for each in candidates
            ]
            after = {each.candidate.id: each for each in seat(favoured, seats, limit=limit, tie_order=order).seated}
            now = after[row.candidate.id].seat
            assert now is not None
            assert row.seat is not None
            assert now.years >= row.seat.years

    @reproducibly
    @given(candidates=FIELDS.filter(lambda each: len(each) <= 5), seats=SEATS, limit=LIMITS)
    def test_what_is_said_without_an_order_is_what_every_order_says(
        self, candidates: list[Candidate], seats: list[Seat], limit: Limit | None
    ) -> None:
        """And a tie is reported exactly where orders differ in who sits, or for how long."""

        def results(seating: Seating) -> dict[str, int | None]:
            return {row.candidate.id: row.seat.years if row.seat else None for row in seating.rows}

        every = [
            results(seat(candidates, seats, limit=limit, tie_order=order))
            for order in permutations(each.id for each in candidates)
        ]
        without = seat(candidates, seats, limit=limit)
        assert without.is_unresolved == any(each != every[0] for each in every)
        waiting = {name for name, outcome in outcomes(without).items() if outcome in {Outcome.TIED, Outcome.OPEN}}
        for each in every:
            assert {name: years for name, years in each.items() if name not in waiting} == {
                name: years for name, years in results(without).items() if name not in waiting
            }
