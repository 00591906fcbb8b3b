"""Kinds of elections, made and changed by the office: a new body takes a row of data and no code."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from base import journal, stale
from elections.models import ElectionKind
from elections.officers import require_officer, require_reason
from elections.rights import VotingClass
from members.models import Person


@transaction.atomic
def make_kind(said: Mapping[str, Any], *, by: Person) -> ElectionKind:
    """A kind that elections can be made of from now on."""
    require_officer(by)
    kind = _checked(ElectionKind(**said))
    kind.save()
    journal.write("make kind", by=by, subject=kind.name, details=_told(kind))
    return kind


@transaction.atomic
def change_kind(kind: ElectionKind, said: Mapping[str, Any], *, by: Person, reason: str, seen: str = "") -> None:
    """For elections to come; those that were made keep the rules that they were made with.

    `seen` is the kind as a page showed it (`base.stale`): where it is another by now nothing is changed.
    """
    require_officer(by)
    kind = ElectionKind.objects.select_for_update().get(pk=kind.pk)
    stale.require_unchanged(seen, {name: getattr(kind, name) for name in said if getattr(kind, name) != said[name]})
    before = _told(kind)
    for name, value in said.items():
        setattr(kind, name, value)
    changed = {name: {"from": before[name], "to": now} for name, now in _told(_checked(kind)).items()}
    changed = {name: move for name, move in changed.items() if move["from"] != move["to"]}
    if not changed:
        return
    reason = require_reason(reason)
    kind.save()
    journal.write("change kind", by=by, subject=kind.name, reason=reason, details=changed)


def _checked(kind: ElectionKind) -> ElectionKind:
    """The whole of it, with sentences of our own for what goes together."""
    problems: dict[str, Any] = {}
    if not isinstance(kind.seat_years, list) or not all(1 <= years <= 10 for years in kind.seat_years):
        problems["seat_years"] = _("A term lasts one to ten years.")
    if kind.seat_years and not kind.has_nominations:
        problems["has_nominations"] = _("Who fills seats has to be nominated.")
    if kind.seat_years and not kind.body:
        problems["body"] = _("Say in whose register they stand who are elected, such as “board”.")
    if kind.body and not kind.body_name:
        problems["body_name"] = _("Give the body a name.")
    if not set(kind.voting_classes) <= set(VotingClass) or not kind.voting_classes:
        problems["voting_classes"] = _("Say which memberships have a vote.")
    if kind.quorum_denominator == 0 or kind.quorum_numerator > kind.quorum_denominator:
        problems["quorum_denominator"] = _("A quorum is a part of the voting members, such as 1 of 3.")
    if not 1 <= kind.voting_days <= 60:
        problems["voting_days"] = _("A vote lasts 1 to 60 days.")
    if problems:
        raise ValidationError(problems)
    kind.full_clean()
    return kind


def _told(kind: ElectionKind) -> dict[str, str]:
    """For the journal."""
    return {name: str(value) for name, value in model_to_dict(kind, exclude=["id"]).items()}
