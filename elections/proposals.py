"""Critical acts take two: one officer asks, another agrees, and then it is done at once, by both."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import journal
from elections import letters
from elections.models import Election, Proposal
from elections.models.proposal import WAITS
from elections.officers import require_officer, require_reason
from members.models import Person

Run = Callable[[Proposal, Person, datetime], None]
"""Does what a proposal asks for, by its officer, seconded by the person, at the instant."""


@transaction.atomic
def propose(
    election: Election | None, *, act: str, arguments: Mapping[str, Any], reason: str | None, by: Person, at: datetime
) -> Proposal:
    """Ask another officer for a critical act. The same is asked for once at a time; nothing is done yet.

    Without an election it is about the office itself: who works in it. None for the reason of an act that takes none.
    """
    require_officer(by)
    reason = "" if reason is None else require_reason(reason)
    same = Proposal.objects.filter(election=election, act=act, arguments=dict(arguments))
    same.filter(seconded_at=None, dropped_at=None, proposed_at__lte=at - WAITS).update(dropped_at=at, dropped_by=by)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                election=election, act=act, arguments=dict(arguments), reason=reason, proposed_at=at, proposed_by=by
            )
    except IntegrityError as error:
        raise ValidationError(_("This was asked for already; it waits for a second officer."), code="open") from error
    journal.write("propose", by=by, election=_uuid(proposal), subject=act, reason=reason, details=dict(arguments))
    letters.to_other_officers(proposal)
    return proposal


@transaction.atomic
def second(proposal: Proposal, *, by: Person, at: datetime, run: Run) -> None:
    """Agree, and do it. Where the act is refused, its reason is raised and the proposal stays open."""
    require_officer(by)
    proposal = _open(proposal, at)
    if proposal.proposed_by == by:
        raise ValidationError(_("You asked for this yourself: another officer must agree."), code="same officer")
    proposal.seconded_at, proposal.seconded_by = at, by
    proposal.save(update_fields=["seconded_at", "seconded_by"])
    run(proposal, by, at)
    letters.to_asker(proposal, answer="agreed", by=by)


@transaction.atomic
def drop(proposal: Proposal, *, by: Person, at: datetime) -> None:
    """Take it back, or refuse it: whoever waits for the other hears of it."""
    require_officer(by)
    proposal = _open(proposal, at)
    proposal.dropped_at, proposal.dropped_by = at, by
    proposal.save(update_fields=["dropped_at", "dropped_by"])
    journal.write("drop proposal", by=by, election=_uuid(proposal), subject=proposal.act)
    if proposal.proposed_by == by:
        letters.withdrawn_to_other_officers(proposal)
    else:
        letters.to_asker(proposal, answer="dropped", by=by)


def drop_all(election: Election, *, by: Person, at: datetime) -> None:
    """Nothing of what was asked for can be agreed to any more: the election has stopped."""
    election.proposals.filter(seconded_at=None, dropped_at=None).update(dropped_at=at, dropped_by=by)


def _open(proposal: Proposal, at: datetime) -> Proposal:
    """The proposal, held against other officers; refused once it has ended or waited too long."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related("election", "proposed_by")
    proposal = held.get(pk=proposal.pk)
    if proposal.seconded_at:
        raise ValidationError(_("Another officer has agreed already, and it is done."), code="done")
    if proposal.has_expired(at):
        raise ValidationError(_("This waited for three days and has expired. Ask for it anew."), code="expired")
    if proposal.dropped_at:
        raise ValidationError(_("This was dropped."), code="dropped")
    return proposal


def _uuid(proposal: Proposal) -> UUID | None:
    return proposal.election.uuid if proposal.election else None
