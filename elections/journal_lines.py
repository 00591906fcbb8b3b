"""Lines of the journal in sentences for people; the journal itself keeps the plain name of each act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.models import JournalLine
from base.moments import in_words
from elections.journal_words import ACTS
from elections.models import AffiliationLimit, Backers, Contest, Election, ElectionKind
from elections.models.appointment import ROLES
from elections.phases import Instant
from elections.sentences import asked_for, instant_name
from members.models import MembershipClass

ABOUT_PROPOSALS = ("propose", "drop proposal")
"""Their subject is another act, by its name."""

OTHER_NAMES = {
    "organisations": gettext_lazy("Organisations"),
    "title": gettext_lazy("Title"),
    "max_choices": gettext_lazy("Names that one may choose"),
}
"""Of what moves and is no column of an election or its kind."""
BY_NAME: Mapping[str, Mapping[Any, Any]] = {"majority": dict(Contest.Majority.choices)}
"""What values are called of this name alone."""
VALUES = (
    {"True": gettext_lazy("yes"), "False": gettext_lazy("no"), "changed": gettext_lazy("changed")}
    | {"quorum": gettext_lazy("the quorum was not reached"), "decision": gettext_lazy("by decision")}
    | dict(AffiliationLimit.choices)
    | dict(Backers.choices)
    | dict(MembershipClass.choices)
    | {role.value: label for role, label in ROLES.items()}
)

DETAILS = {
    "voters": gettext_lazy("Voters on the roll: %s."),
    "credentials": gettext_lazy("Voters’ keys: %s."),
    "reserve credentials": gettext_lazy("Of them in reserve: %s."),
    "reserve credentials assigned": gettext_lazy("Keys given from the reserve so far: %s."),
    "credential authority": gettext_lazy("Voting codes by: %s."),
    "trustees": gettext_lazy("Trustees beside the server: %s."),
    "needed": gettext_lazy("Needed of them: %s."),
    "without": gettext_lazy("Without: %s."),
    "instead": gettext_lazy("Instead: %s."),
    "ballots counted": gettext_lazy("Ballots counted: %s."),
    "events": gettext_lazy("Entries in the record: %s."),
    "keys": gettext_lazy("Keys destroyed: %s."),
    "record": gettext_lazy("Record: %s."),
    "fingerprint": gettext_lazy("Fingerprint: %s."),
    "hash": gettext_lazy("Hash: %s."),
    "participants": gettext_lazy("Voters who took part: %s."),
    "mails": gettext_lazy("Mails: %s."),
    "majority": gettext_lazy("Majority: %s."),
    "text": gettext_lazy("Text: %s."),
    "above": gettext_lazy("Above: %s."),
    "seat years": gettext_lazy("Terms of the seats, in years: %s."),
    "until": gettext_lazy("Until: %s."),
    "due": gettext_lazy("On: %s."),
    "number": gettext_lazy("Number %s."),
    "ballots": gettext_lazy("Ballots: %s."),
    "agrees": gettext_lazy("All numbers agree: %s."),
    "seats": gettext_lazy("Seats: %s."),
    "seated": gettext_lazy("Seats filled: %s."),
    "domain": gettext_lazy("Domain: %s."),
    "reachable": gettext_lazy("Name servers answered: %s."),
    "spf": gettext_lazy("SPF: %s."),
    "dkim": gettext_lazy("DKIM: %s."),
    "dmarc": gettext_lazy("DMARC: %s."),
    "made_at": gettext_lazy("Made: %s."),
    "how": gettext_lazy("How: %s."),
    "ground": gettext_lazy("Ground: %s."),
    "email": gettext_lazy("E-mail address: %s."),
    "membership_class": gettext_lazy("Membership: %s."),
    "role": gettext_lazy("Role: %s."),
    "file": gettext_lazy("File: %s."),
    "rows": gettext_lazy("Rows: %s."),
    "new person": gettext_lazy("People who are new: %s."),
    "new membership": gettext_lazy("New classes of who was known: %s."),
    "changed": gettext_lazy("Memberships changed: %s."),
    "unchanged": gettext_lazy("Unchanged: %s."),
    "memberships ended": gettext_lazy("Memberships ended: %s."),
    "affirmations": gettext_lazy("Affirmations: %s."),
    "addresses": gettext_lazy("Other addresses of record: %s."),
    "addresses that wait": gettext_lazy("Addresses that wait for the end of a vote: %s."),
    "member numbers": gettext_lazy("Member numbers: %s."),
    "rows moved": gettext_lazy("Moved with them: %s."),
    "source": gettext_lazy("Source: %s."),
    "reason": gettext_lazy("Why: %s."),
}
WORDS = {
    "statement": gettext_lazy("Statement, version %s."),
    "profile": gettext_lazy("Statement, version %s."),
    "endorsement": gettext_lazy("Endorsement, version %s."),
    "answer": gettext_lazy("Answer, version %s."),
}
UNSAID = {"of", "revision", "link", "person", "user", "entry", "seen", "asked", "test", "selector", "import", "as of"}
UNSAID |= {"into"}
"""Numbers of rows and hashes, which lead an auditor on and tell a reader nothing; and what `_words` says."""


def act_in_words(act: str) -> str:
    """What was done; an act without words goes by its name."""
    return str(ACTS.get(act, act))


def journal_entry(line: JournalLine) -> dict[str, Any]:
    """One line for `parts/journal.html`."""
    act = act_in_words(line.act)
    subject = asked_for(line.subject) if line.act in ABOUT_PROPOSALS else line.subject
    return {
        "at": line.at,
        "actor": line.actor,
        "second": line.second,
        "act": f"{act}: {subject}" if subject and subject != line.actor else act,
        "details": " ".join(_details(line.details)),
        "reason": line.reason,
    }


def _details(details: dict[str, Any]) -> list[str]:
    """What moved comes first, then the facts that a reader of a line knows what to do with."""
    moved = [_move(name, value) for name, value in details.items() if isinstance(value, dict) and "to" in value]
    facts = {name: value for name, value in details.items() if not isinstance(value, dict | list)}
    known = [str(sentence) % _said(facts[name], name) for name, sentence in DETAILS.items() if name in facts]
    others = [f"{name}: {_said(value)}." for name, value in facts.items() if name not in UNSAID.union(DETAILS)]
    return _words(details) + moved + known + others


def _words(details: dict[str, Any]) -> list[str]:
    """Which version of a text."""
    return [str(WORDS[details["of"]]) % details["revision"]] if details.get("of") in WORDS else []


def _move(name: str, value: dict[str, Any]) -> str:
    told = {"what": _name_of(name), "to": _said(value.get("to"), name), "from": _said(value.get("from"), name)}
    return _("%(what)s: %(to)s (before: %(from)s).") % told


def _name_of(moved: str) -> str:
    """As the forms call it; what has no name of ours goes by its own."""
    if moved in set(Instant):
        return instant_name(Instant(moved))
    for model in (ElectionKind, Election):
        columns = {column.name: column for column in model._meta.concrete_fields}
        if moved in columns:
            return str(capfirst(columns[moved].verbose_name))
    return str(OTHER_NAMES.get(moved, moved))


def _said(value: object, name: str = "") -> str:
    """An instant and what stands for a word, in words; anything else as it is."""
    if value in {None, "None", ""}:
        return _("not set")
    try:
        return in_words(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(BY_NAME.get(name, {}).get(str(value)) or VALUES.get(str(value), value))
