"""What documents say of an election that was not held here: its dates and who was elected."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.models import Election

register = template.Library()
LABELS = {"nominations": gettext_lazy("Nominations"), "voting": gettext_lazy("Voting")}


@register.inclusion_tag("parts/archive.html")
def archive(election: Election) -> dict[str, Any]:
    """For the front page of an imported election; nothing where its documents say nothing of this."""
    return {
        "facts": [{"label": label, "value": value} for label, value in _dates(election)],
        "elected": election.elected.select_related("nominee__election"),
    }


def _dates(election: Election) -> list[tuple[Any, str]]:
    known = getattr(election, "archive", None)
    if known is None:
        return []
    periods = (
        ("nominations", known.nominations_open, known.nominations_close),
        ("voting", known.voting_opens, known.voting_closes),
    )
    return [(LABELS[name], _period(opens, closes)) for name, opens, closes in periods if opens or closes]


def _period(opens: datetime | None, closes: datetime | None) -> str:
    if opens is None:
        return _("until %(closes)s") % {"closes": _said(closes, closing=True)}
    if closes is None:
        return _("from %(opens)s") % {"opens": _said(opens)}
    return _("%(opens)s – %(closes)s") % {"opens": _said(opens), "closes": _said(closes, closing=True)}


def _said(at: datetime | None, *, closing: bool = False) -> str:
    """The day alone for an instant at midnight, which as a close is the end of the day before."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    if at.hour == at.minute == 0:
        return date_format(at - timedelta(days=closing), "j F Y")
    return f"{date_format(at, 'j F Y, H:i')} UTC"
