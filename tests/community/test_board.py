"""The register of directors: filled from results and lists, and who sits on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import office.acts
from ballots import results
from base import clock
from base.models import JournalLine
from community.board import cohort_of, enter_directors, not_entered, sitting
from elections.models import AffiliationLimit, BoardTerm, Election, Organisation, Seat
from nominees.models import Elected, Nominee
from tests.ballots.elections import Office
from tests.cast import officer, person
from tests.community.posts import DAY

pytestmark = pytest.mark.django_db


def term(name: str, cohort: str, since: int, until: int, month: int = 9) -> BoardTerm:
    return BoardTerm(name=name, cohort=cohort, since=date(since, month, 15), until=date(until, month, 1))


@pytest.mark.parametrize(
    ("cohort", "years"), [("A", (2020, 2023, 2026)), ("B", (2019, 2022, 2025)), ("C", (2018, 2021, 2024, 2027))]
)
def test_cohorts_end_in_their_years(cohort: str, years: tuple[int, ...]) -> None:
    assert {cohort_of(year) for year in years} == {cohort}


class TestWhoSits:
    ADA = term("Ada", "A", 2023, 2026)
    SUCCESSOR = term("Bo", "A", 2026, 2029)

    @pytest.mark.parametrize(
        ("day", "sits"),
        [
            (date(2023, 9, 14), []),
            (date(2023, 9, 15), ["Ada"]),
            (date(2026, 8, 31), ["Ada"]),
            (date(2026, 9, 1), ["Ada"]),  # holds over
            (date(2026, 9, 14), ["Ada"]),
            (date(2026, 9, 15), ["Bo"]),
        ],
    )
    def test_until_a_successor_in_the_cohort_is_seated(self, day: date, sits: list[str]) -> None:
        assert [each.name for each in sitting([self.ADA, self.SUCCESSOR], day)] == sits

    def test_nobody_holds_over_for_ever(self) -> None:
        over = self.ADA.until
        assert sitting([self.ADA], over + timedelta(days=182)) == [self.ADA]
        assert sitting([self.ADA], over + timedelta(days=183)) == []

    def test_another_cohort_or_an_earlier_term_is_no_successor(self) -> None:
        others = [term("Cy", "B", 2026, 2028), term("Di", "A", 2022, 2026)]
        assert self.ADA in sitting([self.ADA, *others], date(2026, 9, 20))

    def test_a_term_of_no_cohort_ends_on_its_day(self) -> None:
        appointed = term("Ed", "", 2023, 2026)
        assert sitting([appointed], date(2026, 8, 31)) == [appointed]
        assert sitting([appointed], date(2026, 9, 1)) == []


def held(seats: int = 2) -> Office:
    """A board election, certified: Candidate 01 before 02, and one seat of a year."""
    running = Office(seats=seats, voters=3)
    Seat.objects.filter(position=2).update(years=1)
    Nominee.objects.get(slug="candidate-01").organisations.add(Organisation.objects.create(name="Acme"))
    running.seal()
    for voter, chosen in zip(running.voters, [(0, 1), (0, 1), (0,)], strict=True):
        running.vote(voter, chosen, ())
    running.count()
    running.certify()
    return running


def publish(running: Office) -> None:
    office.acts.ACTS["publish"].run(running.election, by=running.first, seconded_by=running.second, at=clock.now())


class TestFilledFromAResult:
    def test_when_the_office_publishes_it(self) -> None:
        running = held()
        publish(running)
        first, second = BoardTerm.objects.order_by("-until")
        since = running.election.voting_closes.date()
        assert [(each.name, each.how) for each in (first, second)] == [
            ("Candidate 01", "elected"),
            ("Candidate 02", "vacancy"),
        ]
        assert (first.since, first.until) == (since, date(since.year + 3, since.month, 1))
        assert (second.until, second.cohort) == (date(since.year + 1, since.month, 1), cohort_of(since.year + 1))
        assert (first.person, first.election) == (Nominee.objects.get(slug="candidate-01").person, running.election)
        assert [each.name for each in first.organisations.all()] == ["Acme"]
        assert JournalLine.objects.filter(act="enter directors").count() == 1
        assert sitting(BoardTerm.objects.all(), since + timedelta(days=1)) == [first, second]

    def test_another_body_has_a_register_of_its_own(self) -> None:
        running = held()
        running.move(body="packaging-council", affiliation_limit=AffiliationLimit.NUMBER)
        publish(running)
        assert {term.body for term in BoardTerm.objects.all()} == {"packaging-council"}
        assert {term.cohort for term in BoardTerm.objects.all()} == {""}  # cohorts are the board's alone
        assert {term.how for term in BoardTerm.objects.all()} == {"elected"}

    def test_where_nobody_is_seated_nothing_is_entered(self) -> None:
        running = held()
        running.move(body="")
        publish(running)
        assert not BoardTerm.objects.exists()
        with pytest.raises(ValidationError, match="seats nobody"):
            enter_directors(running.election, by=running.first, at=DAY)
        assert not_entered([running.election]) == []
        running.move(body="board")
        assert not_entered([running.election]) == [running.election]
        assert len(enter_directors(running.election, by=running.first, at=DAY)) == 2

    def test_a_void_vote_seats_nobody_either(self) -> None:
        running = held()
        running.move(body="")
        publish(running)
        running.move(body="board", voided_at=DAY, voided_by=running.first)
        assert not_entered([running.election]) == []
        with pytest.raises(ValidationError, match="void"):
            enter_directors(running.election, by=running.first, at=DAY)

    def test_a_vote_without_a_quorum_is_published_and_seats_nobody(self) -> None:
        running = Office(seats=1, voters=4)
        running.seal()
        running.vote(running.voters[0], (0,), ())
        running.count()
        running.certify()
        publish(running)
        assert Election.objects.get().published_at
        assert not results.published(running.election)["quorum_met"]
        assert not BoardTerm.objects.exists()

    def test_once_by_the_office_after_publication(self) -> None:
        running = held()
        with pytest.raises(ValidationError, match="not published yet"):
            enter_directors(running.election, by=running.first, at=DAY)
        publish(running)
        with pytest.raises(ValidationError, match="in the register already"):
            enter_directors(running.election, by=running.first, at=DAY)
        with pytest.raises(PermissionDenied):
            enter_directors(running.election, by=person(), at=DAY)


class TestFilledFromAList:
    @pytest.fixture
    def archive(self, db: None) -> Election:
        return Election.objects.create(
            slug="board-2019", name="2019 board", imported_at=DAY, roll_closes=DAY, voting_opens=DAY,
            voting_closes=DAY + timedelta(days=9),
        )  # fmt: skip

    def test_by_an_act_of_the_office(self, archive: Election) -> None:
        assert not_entered([archive]) == []
        Elected.objects.create(election=archive, position=1, name="Ada Okafor", years=3)
        Elected.objects.create(election=archive, position=2, name="Bo Li")
        assert not_entered([archive]) == [archive]
        entered = enter_directors(archive, by=officer(), at=DAY)
        assert [(each.name, each.since, each.until, each.cohort) for each in entered] == [
            ("Ada Okafor", date(2020, 3, 13), date(2023, 3, 1), "A"),
            ("Bo Li", date(2020, 3, 13), date(2023, 3, 1), "A"),
        ]
        assert not_entered([archive]) == []

    def test_without_anybody_elected_is_refused(self, archive: Election) -> None:
        with pytest.raises(ValidationError, match="Nobody is known"):
            enter_directors(archive, by=officer(), at=DAY)
