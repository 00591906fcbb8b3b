"""What the record knows of a candidate: new, on the board or back; and where else they stood, with what outcome."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base import clock
from elections.models import BoardTerm, Election
from nominees import past
from nominees.models import Elected, Nominee, ProfileRevision
from nominees.nominating import withdraw
from nominees.past import Standing, standing
from tests.ballots.elections import Office
from tests.nominees.nominations import ANNOUNCED, election, member
from tests.nominees.nominations import standing as stand

DAY = date(2026, 8, 13)


def term(since: date, until: date) -> BoardTerm:
    return BoardTerm(since=since, until=until)


class TestStanding:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ("New board member", Standing.NEW),
            ("new.", Standing.NEW),
            ("None", Standing.NEW),
            ("N/A", Standing.NEW),
            ("Never served", Standing.NEW),
            ("2016, 2017, 2018", Standing.RETURNED),
            ("Director 2019–2022", Standing.RETURNED),
            ("2023–2026", Standing.SITTING),
            ("since 2023", Standing.SITTING),
            ("Board member 2023 - present", Standing.SITTING),
            ("2023 -", Standing.SITTING),
            ("Newcomers’ committee, 2019", Standing.RETURNED),
            ("Yes", None),
            ("", None),
            (None, None),
        ],
    )
    def test_by_their_words_where_the_register_is_silent(self, said: str | None, expected: Standing | None) -> None:
        assert standing(ProfileRevision(previous_service=said), [], DAY) == expected

    def test_the_register_knows_better(self) -> None:
        new = ProfileRevision(previous_service="New")
        assert standing(new, [term(date(2023, 7, 1), date(2026, 9, 1))], DAY) == Standing.SITTING
        assert standing(new, [term(date(2017, 7, 1), date(2020, 7, 1))], DAY) == Standing.RETURNED
        assert standing(None, [term(date(2023, 7, 1), date(2026, 9, 1))], DAY) == Standing.SITTING

    def test_to_the_day(self) -> None:
        assert standing(None, [term(date(2023, 7, 1), DAY)], DAY) == Standing.RETURNED
        assert standing(None, [term(date(2023, 7, 1), DAY + timedelta(days=1))], DAY) == Standing.SITTING
        assert standing(None, [term(DAY, date(2029, 7, 1))], DAY) == Standing.SITTING
        assert standing(None, [term(DAY + timedelta(days=1), date(2029, 7, 1))], DAY) is None


def before(years: int, slug: str) -> Election:
    return election(slug, shifted=clock.now() - ANNOUNCED - timedelta(days=365 * years, hours=1))


@pytest.mark.django_db
class TestCandidacies:
    @pytest.fixture
    def nora(self) -> Nominee:
        return stand(before(0, "board-now"))

    def found(self, nominee: Nominee) -> list[tuple[str, str]]:
        return [(each.election.slug, each.outcome) for each in past.candidacies(nominee, clock.now())]

    def test_are_the_earlier_ones_the_last_first(self, nora: Nominee) -> None:
        for years in (2, 1, 3):
            stand(before(years, f"board-{years}"), by=nora.person)
        stand(before(-1, "board-next"), by=nora.person)
        stand(before(4, "board-4"), by=member("Somebody Else"))
        assert self.found(nora) == [("board-1", ""), ("board-2", ""), ("board-3", "")]

    def test_are_those_that_everybody_may_see(self, nora: Nominee) -> None:
        hidden = stand(before(1, "board-1"), by=nora.person)
        early = stand(before(2, "board-2"), by=nora.person)
        late = stand(before(3, "board-3"), by=nora.person)
        Election.objects.filter(pk=hidden.election_id).update(announced_at=None, announced_by=None)
        withdraw(late, by=nora.person, at=clock.now())
        announced = early.election.candidates_announced
        assert announced
        Nominee.objects.filter(pk=early.pk).update(withdrawn_at=announced - timedelta(1), withdrawn_by=nora.person)
        assert self.found(nora) == [("board-3", "withdrew")]

    def test_of_documents_tell_who_was_elected(self, nora: Nominee) -> None:
        held = stand(before(1, "board-1"), by=nora.person)
        lost = stand(before(2, "board-2"), by=nora.person)
        for nominee in (held, lost):
            Election.objects.filter(pk=nominee.election_id).update(imported_at=clock.now())
        Elected.objects.create(election=held.election, position=1, name=held.name, nominee=held)
        Elected.objects.create(election=lost.election, position=1, name="Another")
        assert self.found(nora) == [("board-1", "elected"), ("board-2", "not elected")]

    def test_of_a_void_vote_elected_nobody(self, nora: Nominee) -> None:
        held = stand(before(1, "board-1"), by=nora.person)
        Election.objects.filter(pk=held.election_id).update(voided_at=clock.now(), voided_by=held.person)
        assert self.found(nora) == [("board-1", "the vote was void")]

    def test_cost_the_same_for_one_and_for_three(self, nora: Nominee) -> None:
        costs = []
        for years in (1, 2, 3):
            stand(before(years, f"board-{years}"), by=nora.person)
            with CaptureQueriesContext(connection) as queries:
                assert len(self.found(nora)) == years
            costs.append(len(queries))
        assert costs[0] == costs[2]


@pytest.mark.django_db
def test_a_published_result_is_told_with_its_votes() -> None:
    office = Office(voters=3, candidates=2, resolutions=0)
    office.seal()
    week = timedelta(days=7)
    begun = office.now - 5 * week
    office.move(
        nominations_open=begun,
        nominations_close=begun + week,
        acceptance_closes=begun + week,
        candidates_announced=begun + week,
    )
    for voter in office.voters:
        office.vote(voter, (1,))
    office.count()
    office.certify()
    winner, loser = Nominee.objects.filter(election=office.election).order_by("slug")
    board = before(-1, "board-next")
    again = [
        Nominee.objects.create(election=board, person=each.person, name=each.name, slug=each.slug)
        for each in (winner, loser)
    ]
    assert [each.outcome for each in past.candidacies(again[0], clock.now())] == [""]
    office.publish()
    outcomes = [each.outcome for nominee in again for each in past.candidacies(nominee, clock.now())]
    assert sorted(outcomes) == ["elected, 3 of 3 votes", "not elected, 0 of 3 votes"]
