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
    "make election": gettext_lazy("made this election"),
    "announce": gettext_lazy("announced the election"),
    "change timetable": gettext_lazy("changed the timetable"),
    "open nominations now": gettext_lazy("opened nominations"),
    "close nominations now": gettext_lazy("closed nominations"),
    "open now": gettext_lazy("opened voting"),
    "close now": gettext_lazy("closed voting"),
    "extend": gettext_lazy("extended voting"),
    "pause": gettext_lazy("paused voting"),
    "resume": gettext_lazy("let voting go on"),
    "void": gettext_lazy("declared the vote void"),
    "cancel": gettext_lazy("cancelled the election"),
    "change rules": gettext_lazy("changed the rules"),
    "set affiliations": gettext_lazy("said which organisations count for a nominee"),
    "declare ineligible": gettext_lazy("declared a nominee ineligible"),
    "declare eligible": gettext_lazy("declared a nominee eligible again"),
    "let one officer suffice": gettext_lazy("agreed that one officer is enough"),
    "seal roll": gettext_lazy("sealed the roll"),
    "add to roll": gettext_lazy("added a voter to the sealed roll"),
    "remove from roll": gettext_lazy("removed a voter from the sealed roll"),
    "add late voter": gettext_lazy("added a voter, with a reserve credential"),
    "seal ballot": gettext_lazy("sealed the ballot"),
    "end ballots": gettext_lazy("made the close final"),
    "count": gettext_lazy("counted the ballots"),
    "certify": gettext_lazy("certified the result"),
    "publish": gettext_lazy("published the result"),
    "list participants": gettext_lazy("listed who took part"),
    "destroy keys": gettext_lazy("destroyed the server’s keys of this election"),
    # seen by the office alone
    "propose": gettext_lazy("asked another officer to agree"),
    "drop proposal": gettext_lazy("dropped what an officer had asked for"),
    "describe": gettext_lazy("described the election"),
    "add contest": gettext_lazy("put seats on the ballot"),
    "add resolution": gettext_lazy("put a resolution on the ballot"),
    "remove contest": gettext_lazy("took a contest off the ballot"),
    "repeat mail": gettext_lazy("sent a mail again"),
    "affirm": gettext_lazy("said that they intend to vote"),
}

DETAILS = {
    "voters": gettext_lazy("Voters on the roll: %s."),
    "credentials": gettext_lazy("Voters’ keys: %s."),
    "reserve credentials": gettext_lazy("Of them in reserve: %s."),
    "reserve credentials assigned": gettext_lazy("Keys given from the reserve so far: %s."),
    "ballots counted": gettext_lazy("Ballots counted: %s."),
    "events": gettext_lazy("Entries in the record: %s."),
    "keys": gettext_lazy("Keys destroyed: %s."),
    "record": gettext_lazy("Record: %s."),
    "fingerprint": gettext_lazy("Fingerprint: %s."),
    "hash": gettext_lazy("Hash: %s."),
}


def act_in_words(act: str) -> str:
    """What was done; an act without words goes by its name."""
    return str(ACTS.get(act, act))


def journal_entry(line: JournalLine) -> dict[str, Any]:
    """One line for `parts/journal.html`."""
    act = act_in_words(line.act)
    return {
        "at": line.at,
        "actor": line.actor,
        "second": line.second,
        "act": f"{act}: {line.subject}" if line.subject else act,
        "details": " ".join(_details(line.details)),
        "reason": line.reason,
    }


def _details(details: dict[str, Any]) -> list[str]:
    """Moves of instants first, then the facts that a reader of a public line knows what to do with."""
    moved = [_move(name, value) for name, value in details.items() if isinstance(value, dict)]
    known = [str(sentence) % details[name] for name, sentence in DETAILS.items() if name in details]
    others = [
        f"{name}: {value}."
        for name, value in details.items()
        if name not in DETAILS and not isinstance(value, dict | list)
    ]
    return moved + known + others


def _move(name: str, value: dict[str, Any]) -> str:
    what = instant_name(Instant(name)) if name in set(Instant) else name
    told = {"what": what, "to": _said(value.get("to")), "from": _said(value.get("from"))}
    return _("%(what)s: %(to)s (before: %(from)s).") % told


def _said(value: str | None) -> str:
    """An instant in words; anything else as it is."""
    if value is None:
        return _("not set")
    try:
        return in_words(datetime.fromisoformat(value))
    except ValueError:
        return value
