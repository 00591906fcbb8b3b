"""The list of the members entitled to vote [bylaws 3.8]: asked for by one of them, given out by an officer, journaled.

It has each voter's name and address of record, in alphabetical order. Before the roll is sealed it is who would be on
it; afterwards it is the roll. Whoever asks says what for, and agrees to the conditions.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import journal, mail
from elections import rights, roll
from elections.models import Election, RollRequest
from elections.officers import require_officer, require_reason
from elections.phases import BEFORE_THE_VOTE, CASTING
from elections.voters import address_of_record, tests_for
from members.models import Person

DUE = timedelta(days=5)
OPEN_FOR = timedelta(days=7)
LONGEST = 2_000


def may_ask(election: Election, person: Person | None, now: datetime) -> bool:
    """Voting members alone, from the announcement until voting closes."""
    if person is None or election.phase(now) not in BEFORE_THE_VOTE | CASTING:
        return False
    return rights.may_vote(tests_for(election, person, now))


@transaction.atomic
def ask(election: Election, *, by: Person, at: datetime, purpose: str, agrees: bool) -> RollRequest:
    """Say what for, and agree to the conditions. The office has five days."""
    if not may_ask(election, by, at):
        raise PermissionDenied(_("Only members with a vote in this election can ask for the list of voters."))
    if not purpose.strip():
        raise ValidationError({"purpose": _("Say what you want the list for.")}, code="purpose")
    if len(purpose) > LONGEST:
        raise ValidationError({"purpose": _("Use at most 2,000 characters.")}, code="long")
    if not agrees:
        raise ValidationError({"agrees": _("The list is given out under these conditions.")}, code="conditions")
    try:
        with transaction.atomic():
            asked = RollRequest.objects.create(election=election, person=by, purpose=purpose.strip(), asked_at=at)
    except IntegrityError as error:
        raise ValidationError(
            _("You have asked for it already. The office will answer by mail."), code="open"
        ) from error
    journal.write("ask for roll", by=by, election=election.uuid, reason=asked.purpose)
    return asked


@transaction.atomic
def grant(asked: RollRequest, *, by: Person, at: datetime) -> RollRequest:
    """They may download it for a week, and are told. The public journal says so, without the name."""
    require_officer(by)
    asked = _waiting(asked)
    asked.granted_at, asked.granted_by = at, by
    asked.save(update_fields=["granted_at", "granted_by"])
    journal.write("hand out roll", by=by, election=asked.election.uuid, public=True)
    journal.write("hand out roll", by=by, election=asked.election.uuid, subject=asked.person.name)
    _tell(asked, "elections/mail/roll_granted")
    return asked


@transaction.atomic
def refuse(asked: RollRequest, *, by: Person, at: datetime, reason: str) -> RollRequest:
    """With a reason, which they read, and which stands in the public journal without their name."""
    require_officer(by)
    reason = require_reason(reason)
    asked = _waiting(asked)
    asked.refused_at, asked.refused_by, asked.refusal = at, by, reason
    asked.save(update_fields=["refused_at", "refused_by", "refusal"])
    journal.write("refuse roll", by=by, election=asked.election.uuid, reason=reason, public=True)
    _tell(asked, "elections/mail/roll_refused")
    return asked


@transaction.atomic
def download(asked: RollRequest, *, by: Person, at: datetime) -> list[tuple[str, str]]:
    """Name and address of every voter, as it is now; each time it is taken stands in the journal."""
    if asked.person != by:
        raise PermissionDenied(_("Only who asked for the list can take it."))
    if not is_open(asked, at):
        raise ValidationError(_("The list could be taken for a week. Ask for it again."), code="over")
    listed = list(voters(asked.election, at))
    journal.write("take roll", by=by, election=asked.election.uuid, details={"voters": len(listed)})
    return listed


def is_open(asked: RollRequest, at: datetime) -> bool:
    return asked.granted_at is not None and asked.granted_at <= at < asked.granted_at + OPEN_FOR


def voters(election: Election, at: datetime) -> Iterator[tuple[str, str]]:
    """Every member entitled to vote, in alphabetical order: name and address of record."""
    if election.roll_sealed_at:
        on_roll = election.roll.filter(removed_at=None).order_by("name", "email")
        yield from on_roll.values_list("name", "email").iterator(chunk_size=roll.BATCH)
    else:
        yield from sorted((person.name, address_of_record(person)) for person, _class in roll.expected(election, at))


def _waiting(asked: RollRequest) -> RollRequest:
    """Held against other officers; refused once it is answered."""
    asked = RollRequest.objects.select_for_update(of=("self",)).select_related("election", "person").get(pk=asked.pk)
    if asked.granted_at or asked.refused_at:
        raise ValidationError(_("This was answered already."), code="done")
    return asked


def _tell(asked: RollRequest, template: str) -> None:
    to = asked.person.user.email if hasattr(asked.person, "user") else address_of_record(asked.person)
    context = {"asked": asked, "election": asked.election}
    mail.queue(kind="list of voters", to=to, template=template, context=context, election=asked.election.uuid)
