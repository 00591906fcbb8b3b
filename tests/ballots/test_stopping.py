"""Stopping for good: what was cast stays in the record, what was asked for is dropped, and the keys are gone."""

import pytest
from django.core.exceptions import ValidationError

from ballots import trackers
from ballots.casting import Receipt, State, receipts
from ballots.models import RecordEvent, Secret
from ballots.stopping import cancel, void
from ballots.tasks import sequence
from base import clock
from base.models import JournalLine
from elections import proposals
from elections.models import Proposal
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import HOUR, Office

pytestmark = pytest.mark.django_db


def stop(office: Office) -> None:
    void(office.election, by=office.first, seconded_by=office.second, reason="A deadline was read in two zones.")
    office.election.refresh_from_db()


def address(receipt: Receipt) -> str:
    return receipt.tracker.translate(trackers.TO_ADDRESS)


def ask_to_pause(office: Office) -> Proposal:
    return proposals.propose(
        office.election, act="pause", arguments={}, reason="an outage", by=office.first, at=clock.now()
    )


def test_a_void_vote_keeps_its_ballots_and_loses_its_keys(open_office: Office) -> None:
    receipt = open_office.vote(open_office.voters[0])
    stop(open_office)
    assert open_office.election.voided_at is not None
    assert open_office.election.voided_at > receipt.cast_at
    assert RecordEvent.objects.get(type=RecordEvent.Type.BALLOT).ballot.tracker == receipt.tracker  # type: ignore[union-attr]
    assert not Secret.objects.exists()
    assert JournalLine.objects.get(act="destroy keys").public
    (told,) = receipts(open_office.election, person=open_office.voters[0])
    assert told.state is State.STOPPED
    page = signed_in(open_office.voters[0]).get(f"/elections/{open_office.election.slug}/receipt/{address(told)}/")
    assert "This vote is void." in page.content.decode()


def test_what_was_asked_for_is_dropped(open_office: Office) -> None:
    asked = ask_to_pause(open_office)
    stop(open_office)
    asked.refresh_from_db()
    assert asked.dropped_by == open_office.first
    with pytest.raises(ValidationError, match="dropped"):
        proposals.second(asked, by=open_office.second, at=clock.now(), run=lambda *_: None)


def test_an_election_is_cancelled_with_its_keys(open_office: Office) -> None:
    open_office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
    ask_to_pause(open_office)
    cancel(
        open_office.election, by=open_office.first, seconded_by=open_office.second, at=clock.now(), reason="A storm."
    )
    assert not Secret.objects.exists()
    assert Proposal.objects.get().dropped_at is not None


def test_one_without_a_sealed_ballot_has_no_keys_to_destroy(office: Office) -> None:
    office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
    cancel(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="A storm.")
    assert not JournalLine.objects.filter(act="destroy keys").exists()


def test_before_the_opening_nothing_is_void(open_office: Office) -> None:
    open_office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
    with pytest.raises(ValidationError, match="cancelled"):
        stop(open_office)
    assert Secret.objects.exists()


def test_the_sequencer_leaves_a_stopped_election_alone(open_office: Office) -> None:
    stop(open_office)
    before = RecordEvent.objects.count()
    sequence(0)
    assert RecordEvent.objects.count() == before
