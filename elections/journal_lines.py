"""Lines of the journal in sentences for people; the journal itself keeps the plain name of each act."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.models import JournalLine
from base.moments import in_words
from elections.phases import Instant
from elections.sentences import instant_name

ACTS = {
    "make election": gettext_lazy("made this election."),
    "announce": gettext_lazy("announced the election."),
    "change timetable": gettext_lazy("changed the timetable."),
    "open nominations now": gettext_lazy("opened nominations."),
    "close nominations now": gettext_lazy("closed nominations."),
    "open now": gettext_lazy("opened voting."),
    "close now": gettext_lazy("closed voting."),
    "extend": gettext_lazy("extended voting."),
    "pause": gettext_lazy("paused voting."),
    "resume": gettext_lazy("let voting go on."),
    "void": gettext_lazy("declared the vote void."),
    "cancel": gettext_lazy("cancelled the election."),
    "change rules": gettext_lazy("changed the rules."),
    "seal roll": gettext_lazy("sealed the roll."),
    "add to roll": gettext_lazy("added a voter to the sealed roll."),
    "remove from roll": gettext_lazy("removed a voter from the sealed roll."),
    "add late voter": gettext_lazy("added a voter, with a reserve credential."),
    "seal ballot": gettext_lazy("sealed the ballot."),
    "end ballots": gettext_lazy("made the close final."),
    "count": gettext_lazy("counted the ballots."),
    "certify": gettext_lazy("certified the result."),
    "publish": gettext_lazy("published the result."),
    "destroy keys": gettext_lazy("destroyed the server’s keys of this election."),
}


def journal_entry(line: JournalLine) -> dict[str, Any]:
    """One line for `parts/journal.html`."""
    act = str(ACTS.get(line.act, line.act))
    told = " ".join(filter(None, [act, line.subject, *_details(line.details)]))
    return {"at": line.at, "actor": line.actor, "second": line.second, "act": told, "reason": line.reason}


def _details(details: dict[str, Any]) -> list[str]:
    """Moves of instants in words; other facts by their name."""
    told = []
    for name, value in details.items():
        if isinstance(value, dict) and {"from", "to"} == set(value):
            what = instant_name(Instant(name)) if name in set(Instant) else name
            told.append(
                _("%(what)s: %(to)s (before: %(from)s).")
                % {"what": what, "to": _said(value["to"]), "from": _said(value["from"])}
            )
        elif not isinstance(value, dict | list):
            told.append(f"{name}: {value}.")
    return told


def _said(value: str | None) -> str:
    if value is None:
        return _("not set")
    try:
        return in_words(datetime.fromisoformat(value))
    except ValueError:
        return value
