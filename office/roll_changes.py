"""Corrections of a sealed roll: done at once where one officer is enough, else asked of a second one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from elections import proposals, roll
from elections.models import Election, Proposal, RollEntry
from elections.phases import BEFORE_THE_VOTE, CASTING
from members.models import MembershipClass, Person
from office.acts import add_to_roll

ACTS = ("add-to-roll", "remove-from-roll")


def possible(election: Election, now: datetime) -> bool:
    """From the sealing of the roll until voting closes."""
    return election.roll_sealed_at is not None and election.phase(now) in BEFORE_THE_VOTE | CASTING


def add(
    election: Election,
    person: Person,
    *,
    membership_class: MembershipClass,
    email: str,
    reason: str,
    by: Person,
    at: datetime,
) -> Proposal | None:
    """One more voter. The proposal comes back where a second officer has to agree."""
    if election.roll.filter(person=person).exists():
        raise ValidationError(_("%(name)s is on the roll already.") % {"name": person.name}, code="on the roll")
    arguments = {"person": person.pk, "membership_class": membership_class.value, "email": email}
    if proposal := _proposed(election, "add-to-roll", arguments, reason=reason, by=by, at=at):
        return proposal
    add_to_roll(election, arguments, reason=reason, by=by, at=at, seconded_by=None)
    return None


def remove(entry: RollEntry, *, reason: str, by: Person, at: datetime) -> Proposal | None:
    """One voter less. The proposal comes back where a second officer has to agree."""
    if entry.removed_at:
        raise ValidationError(_("%(name)s was removed already.") % {"name": entry.name}, code="done")
    if proposal := _proposed(entry.election, "remove-from-roll", {"entry": entry.pk}, reason=reason, by=by, at=at):
        return proposal
    roll.remove(entry, reason=reason, by=by, at=at)
    return None


def _proposed(
    election: Election, act: str, arguments: Mapping[str, Any], *, reason: str, by: Person, at: datetime
) -> Proposal | None:
    if not possible(election, at):
        raise ValidationError(_("The roll can be corrected once it is sealed, until voting closes."), code="phase")
    if election.officers_required < 2:
        return None
    return proposals.propose(election, act=act, arguments=arguments, reason=reason, by=by, at=at)
