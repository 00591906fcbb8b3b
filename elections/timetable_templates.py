"""Filling a timetable from one date: each instant lies as far from the opening of the vote as the template says."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election, TimetableTemplate
from elections.officers import require_officer
from elections.phases import Instant, Instants
from members.models import Person

MINUTE = timedelta(minutes=1)


def filled(minutes: Mapping[str, int], voting_opens: datetime) -> dict[str, datetime | None]:
    """Every instant by its name; None where the template has none."""
    found: dict[str, datetime | None] = {
        name.value: voting_opens + minutes[name.value] * MINUTE if name.value in minutes else None for name in Instant
    }
    return found | {Instant.VOTING_OPENS.value: voting_opens}


def minutes_of(instants: Instants) -> dict[str, int]:
    """How far every instant lies from the opening of the vote."""
    return {
        name.value: (at - instants.voting_opens) // MINUTE
        for name in Instant
        if name is not Instant.VOTING_OPENS and (at := instants.of(name)) is not None
    }


@transaction.atomic
def keep_as_template(election: Election, *, name: str, by: Person) -> TimetableTemplate:
    """The election's timetable as a template; another of that name is replaced."""
    require_officer(by)
    if not name.strip():
        raise ValidationError({"name": _("Give the template a name.")}, code="name")
    made = {"minutes": minutes_of(election.instants), "description": _("As in “%(name)s”") % {"name": election.name}}
    template, _new = TimetableTemplate.objects.update_or_create(name=name.strip()[:100], defaults=made)
    journal.write("keep timetable template", by=by, election=election.uuid, subject=template.name)
    return template
