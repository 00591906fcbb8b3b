"""Ending, counting, certifying, publishing: each once, in this order, by those who may."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ballots.models import CertifiedResult, RecordEvent, Secret, Share
from ballots.outcome import outcome, preview
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind
from ballots.protocol.verify import verify
from ballots.results import as_data, published
from ballots.tallying import certify, count, end_ballots, publish
from base import clock
from base.models import JournalLine
from elections.phases import Phase
from members.models import Person
from nominees.models import Nominee
from tests import cast as people
from tests.ballots.elections import HOUR, SECOND, Office
from tests.ballots.records import record_of
from tests.ballots.tampering import change
from tests.databases import DatabaseForTests


def kinds(office: Office) -> list[str]:
    return list(RecordEvent.objects.order_by("position").values_list("type", flat=True))


class TestEnding:
    def test_makes_the_close_final(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        open_office.end()
        assert kinds(open_office) == ["Setup", "Ballot", "EndBallots"]
        open_office.election.refresh_from_db()
        assert open_office.election.phase(clock.now()) is Phase.ENDED
        open_office.move(voting_closes=clock.now() + HOUR)
        assert open_office.election.phase(clock.now()) is Phase.ENDED

    def test_not_before_the_close(self, open_office: Office) -> None:
        closes = open_office.election.voting_closes
        with pytest.raises(ValidationError, match="only after voting has closed"):
            end_ballots(open_office.election, by=open_office.first, at=closes - SECOND)
        end_ballots(open_office.election, by=open_office.first, at=closes)

    def test_once(self, open_office: Office) -> None:
        open_office.end()
        with pytest.raises(ValidationError):
            open_office.end()
        assert kinds(open_office) == ["Setup", "EndBallots"]


class TestCounting:
    def test_adds_the_encrypted_totals_to_the_record_and_keeps_the_share(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0], (0,), (1,))
        open_office.count()
        assert kinds(open_office) == ["Setup", "Ballot", "EndBallots", "EncryptedTally"]
        assert Share.objects.count() == 1
        board, resolution = preview(open_office.election, by=open_office.first).contests
        assert [each.votes for each in board.totals] == [1, 0, 0]
        assert [each.votes for each in resolution.totals] == [0, 1]

    def test_not_before_the_ballots_are_ended(self, open_office: Office) -> None:
        open_office.close()
        with pytest.raises(ValidationError, match="only after they are ended"):
            count(open_office.election, by=open_office.first, at=clock.now())

    def test_once(self, open_office: Office) -> None:
        open_office.count()
        with pytest.raises(ValidationError, match="counted once"):
            count(open_office.election, by=open_office.first, at=clock.now())

    def test_of_no_ballots_at_all(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        open_office.publish()
        decided = outcome(open_office.election)
        assert (decided.ballots, decided.quorum.met) == (0, False)
        assert verify(io.BytesIO(record_of(open_office.election))).result == ((0, 0, 0, 0), (0, 0, 0))

    @pytest.mark.parametrize("many", [100, 1], ids=["in one process", "on all cores"])
    def test_only_the_last_ballot_of_each_voter_counts(
        self, open_office: Office, monkeypatch: pytest.MonkeyPatch, many: int
    ) -> None:
        """Also where one batch ends in the middle of a voter's ballots."""
        monkeypatch.setattr("ballots.tallying.BATCH", 2)
        monkeypatch.setattr("ballots.tallying.MANY", many)
        for chosen in (0, 1, 2):
            for voter in open_office.voters[:3]:
                open_office.vote(voter, (chosen,), ())
        open_office.count()
        decided = preview(open_office.election, by=open_office.first)
        assert [each.votes for each in decided.contests[0].totals] == [0, 0, 3]
        assert decided.ballots == 3


class TestNobodyReadsAnInterimResult:
    def test_there_is_none_before_the_count(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0], (0,), ())
        with pytest.raises(ValidationError, match="not counted yet"):
            preview(open_office.election, by=open_office.first)
        open_office.end()
        with pytest.raises(ValidationError, match="not counted yet"):
            preview(open_office.election, by=open_office.first)

    def test_officers_alone_see_it_before_publication(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        with pytest.raises(PermissionDenied):
            preview(open_office.election, by=open_office.voters[0])
        with pytest.raises(ValidationError, match="not published yet"):
            outcome(open_office.election)

    def test_the_served_record_ends_at_the_encrypted_tally_until_publication(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        assert verify(io.BytesIO(record_of(open_office.election))).last is Kind.ENCRYPTED_TALLY
        open_office.publish()
        assert verify(io.BytesIO(record_of(open_office.election))).last is Kind.RESULT


class TestCertifying:
    def test_takes_two_different_officers(self, open_office: Office) -> None:
        open_office.count()
        for second in (None, open_office.first):
            with pytest.raises(ValidationError, match="second officer"):
                certify(open_office.election, by=open_office.first, seconded_by=second, at=clock.now())
        open_office.certify()
        open_office.election.refresh_from_db()
        assert open_office.election.certified_second_by == open_office.second

    def test_not_before_the_count(self, open_office: Office) -> None:
        open_office.end()
        with pytest.raises(ValidationError):
            open_office.certify()

    def test_what_was_certified_stays_whatever_is_corrected_later(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0], (0,), ())
        open_office.count()
        open_office.certify()
        certified = CertifiedResult.objects.get().data
        assert certified == as_data(preview(open_office.election, by=open_office.first))
        Nominee.objects.filter(slug="candidate-01").update(ineligible_reason="Not a member")
        open_office.publish()
        assert CertifiedResult.objects.get().data == certified != as_data(outcome(open_office.election))


class TestPublishing:
    def test_completes_the_record_and_destroys_the_keys(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        assert Secret.objects.count() == 2
        open_office.publish()
        assert not Secret.objects.exists()
        assert kinds(open_office)[-2:] == ["PartialDecryption", "Result"]
        assert JournalLine.objects.filter(act="destroy keys", public=True).count() == 1

    def test_not_before_it_is_certified(self, open_office: Office) -> None:
        open_office.count()
        with pytest.raises(ValidationError):
            open_office.publish()

    def test_takes_two_officers(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        with pytest.raises(ValidationError, match="second officer"):
            publish(open_office.election, by=open_office.first, seconded_by=None, at=clock.now())


def test_a_wrong_share_never_reaches_the_record(committed: DatabaseForTests) -> None:
    """It would spoil the record for good: programs that verify it refuse the whole of it."""
    office = Office(voters=1)
    office.seal()
    office.count()
    office.certify()
    change(
        committed,
        """UPDATE ballots_share
        SET payload = set_byte(payload, digit, CASE get_byte(payload, digit) WHEN 57 THEN 56 ELSE 57 END)  -- 9, or 8
        FROM (SELECT id AS share, position('"challenge":"'::bytea in payload) + 12 AS digit FROM ballots_share) AS place
        WHERE id = share""",
    )
    with pytest.raises(Refused):
        office.publish()
    assert kinds(office)[-1] == "EncryptedTally"
    assert Secret.objects.count() == 2


Act = Callable[[Office, Person], None]


@pytest.mark.parametrize(
    "act",
    [
        lambda office, by: end_ballots(office.election, by=by, at=clock.now()),
        lambda office, by: count(office.election, by=by, at=clock.now()),
        lambda office, by: certify(office.election, by=by, seconded_by=office.first, at=clock.now()),
        lambda office, by: certify(office.election, by=office.first, seconded_by=by, at=clock.now()),
        lambda office, by: publish(office.election, by=by, seconded_by=office.first, at=clock.now()),
        lambda office, by: publish(office.election, by=office.first, seconded_by=by, at=clock.now()),
    ],
)
def test_a_voter_does_nothing_of_this(open_office: Office, act: Act) -> None:
    open_office.close()
    for outsider in (open_office.voters[0], people.person()):
        with pytest.raises(PermissionDenied):
            act(open_office, outsider)


def test_each_act_stands_in_the_public_journal(open_office: Office) -> None:
    open_office.count()
    open_office.certify()
    open_office.publish()
    acts = JournalLine.objects.filter(public=True, election_uuid=open_office.election.uuid).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "seal ballot",
        "end ballots",
        "count",
        "certify",
        "publish",
        "destroy keys",
    ]


class TestWhatWasCertified:
    def test_stays_whatever_is_corrected_later(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        open_office.publish()
        before = published(open_office.election)
        Nominee.objects.filter(election=open_office.election).update(ineligible_reason="found out a year later")
        assert published(open_office.election) == before

    def test_is_not_shown_before_publication(self, open_office: Office) -> None:
        open_office.count()
        open_office.certify()
        open_office.election.refresh_from_db()
        with pytest.raises(ValidationError, match="not published"):
            published(open_office.election)
