"""From totals to what was decided: seats with limits and ties, resolutions under both rules, quorum."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from ballots.models import RecordEvent
from ballots.outcome import Outcome, outcome, preview
from elections.models import BoardTerm, Contest, Election, Organisation, RollEntry
from elections.seating import Outcome as Row
from elections.ties import tie_order
from nominees.models import Nominee
from tests.ballots.elections import Office, add_resolution


def decided(office: Office, *ballots: tuple[tuple[int, ...], ...]) -> Outcome:
    """Seal, cast one ballot a voter, and count."""
    office.seal()
    for voter, ballot in zip(office.voters, ballots, strict=False):
        office.vote(voter, *ballot)
    office.count()
    office.election.refresh_from_db()
    return preview(office.election, by=office.first)


def rows(result: Outcome) -> dict[str, Row]:
    seating = result.contests[0].seating
    assert seating is not None
    return {row.candidate.id: row.outcome for row in seating.rows}


def employ(slug: str, organisation: Organisation) -> None:
    Nominee.objects.get(slug=slug).organisations.add(organisation)


QUERIES = 14
APPROVALS = (((0, 1), ()), ((0, 1), ()), ((0, 2), ()), ((0, 1), ()))  # 4, 3 and 1 approvals


class TestSeats:
    def test_go_to_the_most_approved(self, office: Office) -> None:
        result = decided(office, *APPROVALS)
        assert rows(result) == {
            "candidate-01": Row.SEATED,
            "candidate-02": Row.NOT_ELECTED,
            "candidate-03": Row.NOT_ELECTED,
        }

    def test_what_is_published_is_what_was_previewed(self, office: Office) -> None:
        result = decided(office, *APPROVALS)
        office.certify()
        office.publish()
        assert outcome(office.election) == result

    def test_a_tie_is_broken_by_the_order_that_the_end_of_the_ballots_fixed(self, office: Office) -> None:
        result = decided(office, ((0, 1, 2), ()))
        contest = Contest.objects.get(kind="seats")
        ended = RecordEvent.objects.get(type="EndBallots").hash
        first = tie_order(ended, str(contest.uuid), ["candidate-01", "candidate-02", "candidate-03"])[0]
        assert [slug for slug, row in rows(result).items() if row is Row.SEATED] == [first]
        assert not result.is_unresolved

    @pytest.mark.parametrize(
        ("change", "row"),
        [({"withdrawn_at": True}, Row.WITHDRAWN), ({"ineligible_reason": "Not a member"}, Row.INELIGIBLE)],
    )
    def test_who_is_out_keeps_the_votes_and_loses_the_seat(
        self, office: Office, change: dict[str, object], row: Row
    ) -> None:
        decided(office, *APPROVALS)
        nominee = Nominee.objects.get(slug="candidate-01")
        for name, value in change.items():
            setattr(nominee, name, office.now if value is True else value)
        nominee.withdrawn_by = nominee.person if "withdrawn_at" in change else None
        nominee.save()
        result = preview(office.election, by=office.first)
        assert rows(result)["candidate-01"] is row
        assert rows(result)["candidate-02"] is Row.SEATED
        assert [each.votes for each in result.contests[0].totals] == [4, 3, 1]


class TestTheLimitOnAffiliations:
    """A board of eight may have two of one entity, sitting members included."""

    @pytest.fixture
    def acme(self, office: Office) -> Organisation:
        Election.objects.update(board_size=8)
        acme = Organisation.objects.create(name="Acme")
        employ("candidate-01", acme)
        return acme

    def seat(self, name: str, organisation: Organisation, *, until: date, person: bool = False) -> None:
        nominee = Nominee.objects.get(slug="candidate-01") if person else None
        term = BoardTerm.objects.create(
            name=name, person=nominee.person if nominee else None, since=date(2020, 1, 1), until=until
        )
        term.organisations.add(organisation)

    def test_who_would_exceed_it_is_passed_over(self, office: Office, acme: Organisation) -> None:
        later = office.election.voting_closes.date() + timedelta(days=30)
        self.seat("Sitting One", acme, until=later)
        self.seat("Sitting Two", acme, until=later)
        result = rows(decided(office, *APPROVALS))
        assert (result["candidate-01"], result["candidate-02"]) == (Row.PASSED_OVER, Row.SEATED)

    def test_those_under_common_control_are_one(self, office: Office, acme: Organisation) -> None:
        daughter = Organisation.objects.create(name="Acme Labs", controlled_by=acme)
        grandchild = Organisation.objects.create(name="Acme Labs Oslo", controlled_by=daughter)
        later = office.election.voting_closes.date() + timedelta(days=30)
        self.seat("Sitting One", daughter, until=later)
        self.seat("Sitting Two", grandchild, until=later)
        assert rows(decided(office, *APPROVALS))["candidate-01"] is Row.PASSED_OVER

    def test_a_circle_of_control_is_one_too(self, office: Office, acme: Organisation) -> None:
        holding = Organisation.objects.create(name="Acme Holding", controlled_by=acme)
        Organisation.objects.filter(pk=acme.pk).update(controlled_by=holding)
        later = office.election.voting_closes.date() + timedelta(days=30)
        self.seat("Sitting One", holding, until=later)
        self.seat("Sitting Two", acme, until=later)
        assert rows(decided(office, *APPROVALS))["candidate-01"] is Row.PASSED_OVER

    def test_a_term_that_is_over_by_the_close_does_not_count(self, office: Office, acme: Organisation) -> None:
        over = office.now.date()  # voting is closed at once
        self.seat("Sitting One", acme, until=over + timedelta(days=30))
        self.seat("Leaving", acme, until=over)
        assert rows(decided(office, *APPROVALS))["candidate-01"] is Row.SEATED

    def test_who_stands_again_counts_once(self, office: Office, acme: Organisation) -> None:
        later = office.election.voting_closes.date() + timedelta(days=30)
        self.seat("Sitting One", acme, until=later)
        self.seat("Candidate 01", acme, until=later, person=True)
        assert rows(decided(office, *APPROVALS))["candidate-01"] is Row.SEATED

    def test_an_election_may_have_none(self, office: Office, acme: Organisation) -> None:
        later = office.election.voting_closes.date() + timedelta(days=30)
        for name in ("Sitting One", "Sitting Two"):
            self.seat(name, acme, until=later)
        Election.objects.update(affiliation_limit="none")
        assert rows(decided(office, *APPROVALS))["candidate-01"] is Row.SEATED


class TestResolutions:
    def test_the_two_rules_differ(self, office: Office) -> None:
        """Two of four members vote for it and one against: a majority of the votes cast, and not of all members."""
        add_resolution(office.election, "Of all members", "voting members")
        result = decided(office, ((), (0,), (0,)), ((), (0,), (0,)), ((), (1,), (1,)))
        of_votes, of_members = [each.decision for each in result.contests[1:]]
        assert of_votes is not None
        assert of_members is not None
        assert (of_votes.carried, of_votes.needed) == (True, 2)
        assert (of_members.carried, of_members.needed) == (False, 3)

    def test_abstentions_are_counted_apart(self, office: Office) -> None:
        resolution = decided(office, ((), (0,)), ((), ()), ((), ())).contests[1]
        assert [each.votes for each in resolution.totals] == [1, 0]
        assert resolution.abstentions == 2


class TestQuorum:
    @pytest.mark.parametrize(("cast", "met"), [(1, False), (2, True)])
    def test_is_a_third_of_the_roll(self, office: Office, cast: int, met: bool) -> None:
        result = decided(office, *[((), ())] * cast)
        assert (result.quorum.needed, result.quorum.cast, result.quorum.met) == (2, cast, met)

    def test_the_election_sets_it(self, office: Office) -> None:
        Election.objects.update(quorum_numerator=1, quorum_denominator=1)
        assert decided(office, *APPROVALS).quorum.needed == 4

    def test_who_was_removed_counts_only_if_they_had_cast(self, office: Office) -> None:
        Election.objects.update(quorum_denominator=1)
        decided(office, ((), ()), ((), ()))
        removed = {"removed_at": office.now, "removed_by": office.first, "removed_reason": "Listed twice"}
        RollEntry.objects.filter(person__in=[office.voters[0], office.voters[3]]).update(**removed)
        assert preview(office.election, by=office.first).quorum.needed == 3


@pytest.mark.parametrize("candidates", [3, 12])
def test_the_number_of_candidates_costs_no_queries(
    db: None, candidates: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office(voters=1, candidates=candidates)
    office.seal()
    office.count()
    with django_assert_num_queries(QUERIES):
        preview(office.election, by=office.first)
