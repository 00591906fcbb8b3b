"""Corrections of a sealed roll and its codes: done at once where one officer is enough, else asked of a second."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ballots import late_voters, replacing
from elections import proposals, roll
from elections.models import Election, Proposal, RollEntry
from members.models import MembershipClass, Person
from office.doing import add_to_roll

ACTS = ("add-to-roll", "remove-from-roll", "restore-to-roll", "replace-credential")


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
    roll.require_not_on_roll(election, person)
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


def restore(entry: RollEntry, *, reason: str, by: Person, at: datetime) -> Proposal | None:
    """A voter who was removed by mistake. The proposal comes back where a second officer has to agree."""
    if entry.removed_at is None:
        raise ValidationError(_("%(name)s is on the roll already.") % {"name": entry.name}, code="on the roll")
    if proposal := _proposed(entry.election, "restore-to-roll", {"entry": entry.pk}, reason=reason, by=by, at=at):
        return proposal
    late_voters.restore(entry, reason=reason, by=by, at=at, seconded_by=None)
    return None


def replace_credential(entry: RollEntry, *, reason: str, by: Person, at: datetime) -> Proposal | None:
    """Another voting code. The proposal comes back where a second officer has to agree."""
    replacing.require_replaceable(entry.election, at)
    if proposal := _proposed(entry.election, "replace-credential", {"entry": entry.pk}, reason=reason, by=by, at=at):
        return proposal
    replacing.replace_credential(entry, reason=reason, by=by, at=at, seconded_by=None)
    return None


def _proposed(
    election: Election, act: str, arguments: Mapping[str, Any], *, reason: str, by: Person, at: datetime
) -> Proposal | None:
    roll.require_correctable(election, at)
    if election.officers_required < 2:
        return None
    return proposals.propose(election, act=act, arguments=arguments, reason=reason, by=by, at=at)
