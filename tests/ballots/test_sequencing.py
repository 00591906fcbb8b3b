"""What is written past the one door: left out of the record and of the count, and told."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ballots.casting import State, receipts
from ballots.models import Ballot, Credential, LeftOut, RecordEvent, Share
from ballots.outcome import preview
from ballots.participants import list_participants
from ballots.protocol.ballot import tracker
from ballots.protocol.record import ballot_step
from ballots.protocol.verify import verify
from ballots.record import columns, end
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from base import clock
from base.models import JournalLine
from tests.ballots.elections import Office
from tests.ballots.records import record_of

pytestmark = pytest.mark.django_db


def slip_in(office: Office, sealed: bytes, credential: Credential) -> Ballot:
    """A row as somebody would write it who has the web server's database role."""
    columns: dict[str, Any] = {"setup": credential.setup, "credential": credential, "sealed_by_server": True}
    return Ballot.objects.create(tracker=tracker(sealed), sealed=sealed, **columns)


def of(office: Office, number: int) -> Credential:
    return Credential.objects.get(roll_entry__person=office.voters[number])


@pytest.fixture
def victim(open_office: Office) -> Ballot:
    """One voter has voted; the others have not."""
    receipt = open_office.vote(open_office.voters[0], (1,), (0,))
    return Ballot.objects.get(tracker=receipt.tracker)


def test_a_copy_under_another_credential_stays_out(open_office: Office, victim: Ballot) -> None:
    copy = slip_in(open_office, bytes(victim.sealed) + b" ", of(open_office, 1))
    append_pending(setup_of(open_office.election))
    assert list(RecordEvent.objects.filter(type="Ballot").values_list("ballot", flat=True)) == [victim.pk]
    assert LeftOut.objects.get().ballot == copy
    assert JournalLine.objects.get(act="leave out ballot").details["ballot"] == copy.tracker
    (told,) = receipts(open_office.election, person=open_office.voters[1])
    assert told.state is State.LEFT_OUT
    open_office.count()
    assert preview(open_office.election, by=open_office.first).ballots == 1
    took_part = list_participants(open_office.election, by=open_office.first, at=clock.now())
    assert [each.name for each in took_part] == [open_office.voters[0].name]
    assert verify(io.BytesIO(record_of(open_office.election))).trackers == (victim.tracker,)


@pytest.mark.parametrize("garbage", [b"", b"{}", b"\x00\xff", b"[" * 10_000])
def test_garbage_does_not_spoil_the_record(open_office: Office, victim: Ballot, garbage: bytes) -> None:
    slip_in(open_office, garbage, of(open_office, 1))
    later = open_office.vote(open_office.voters[2])
    assert append_pending(setup_of(open_office.election)) == 2
    assert verify(io.BytesIO(record_of(open_office.election))).trackers == (victim.tracker, later.tracker)


def test_a_batch_of_nothing_but_garbage_does_not_hold_up_the_rest(open_office: Office, victim: Ballot) -> None:
    slip_in(open_office, b"{}", of(open_office, 1))
    assert append_pending(setup_of(open_office.election)) == 1
    slip_in(open_office, b"[]", of(open_office, 1))
    assert append_pending(setup_of(open_office.election)) == 0
    assert append_pending(setup_of(open_office.election)) == 0
    assert LeftOut.objects.count() == 2


def test_what_was_put_into_the_record_itself_is_never_opened(open_office: Office, victim: Ballot) -> None:
    """Then the record is spoilt; but the totals, which would show one voter's choices, stay sealed."""
    setup = setup_of(open_office.election)
    append_pending(setup)
    copy = slip_in(open_office, bytes(victim.sealed) + b" ", of(open_office, 1))
    step = ballot_step(end(setup).head, bytes(copy.sealed))
    RecordEvent.objects.create(**columns(setup, step, at=end(setup).size), ballot=copy)
    with pytest.raises(ValidationError, match="Nothing is opened"):
        open_office.count()
    assert not Share.objects.exists()
    open_office.election.refresh_from_db()
    assert open_office.election.counted_at is None


def test_a_credential_without_a_voter_takes_no_ballot(open_office: Office, victim: Ballot) -> None:
    reserve = Credential.objects.filter(roll_entry=None).earliest("pk")
    with pytest.raises(IntegrityError, match="nobody on the roll"), transaction.atomic():
        slip_in(open_office, bytes(victim.sealed) + b" ", reserve)
    entry = of(open_office, 1).roll_entry
    assert entry is not None
    entry.removed_at, entry.removed_by, entry.removed_reason = victim.cast_at, open_office.first, "Twice."
    entry.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    with pytest.raises(IntegrityError, match="nobody on the roll"), transaction.atomic():
        slip_in(open_office, bytes(victim.sealed) + b"  ", of(open_office, 1))
