"""Changes that people who are concerned hear of by mail, as the public journal has them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from base.models import JournalLine
from elections.journal_lines import act_in_words, journal_entry
from elections.models import Election

TOLD: Final = (
    "change timetable",
    "open nominations now",
    "close nominations now",
    "pause",
    "resume",
    "close now",
    "void",
    "cancel",
)
"""An extension, an opening and a result have mails of their own."""


@dataclass(frozen=True)
class Change:
    """What was done, when, what it moved, and why."""

    at: datetime
    headline: str
    what: str
    reason: str


def changes(election: Election) -> list[Change]:
    """In the order in which they were made."""
    lines = JournalLine.objects.filter(election_uuid=election.uuid, act__in=TOLD, public=True).order_by("id")
    return [_change(line) for line in lines]


def changed_since(at: datetime) -> Exists:
    """Of elections: something that people hear of was changed since then."""
    return Exists(JournalLine.objects.filter(election_uuid=OuterRef("uuid"), act__in=TOLD, public=True, at__gte=at))


def _change(line: JournalLine) -> Change:
    headline = _("The election office %(act)s") % {"act": act_in_words(line.act)}
    return Change(line.at, headline, journal_entry(line)["details"], line.reason)
