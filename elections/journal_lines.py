"""Lines of the journal in sentences for people; the journal itself keeps the plain name of each act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.models import JournalLine
from base.moments import in_words
from elections.models import AffiliationLimit, Backers, Contest, Election, ElectionKind
from elections.models.appointment import ROLES
from elections.phases import Instant
from elections.sentences import asked_for, instant_name
from members.models import MembershipClass

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
    "rename nominee": gettext_lazy("changed the name of a nominee"),
    "let one officer suffice": gettext_lazy("agreed that one officer is enough"),
    "seal roll": gettext_lazy("sealed the roll"),
    "add to roll": gettext_lazy("added a voter to the sealed roll"),
    "remove from roll": gettext_lazy("removed a voter from the sealed roll"),
    "restore to roll": gettext_lazy("put a removed voter back on the sealed roll"),
    "add late voter": gettext_lazy("added a voter, with a reserve credential"),
    "add trustee": gettext_lazy("named a trustee"),
    "remove trustee": gettext_lazy("removed a trustee"),
    "replace trustee": gettext_lazy("replaced a trustee"),
    "ask for keys": gettext_lazy("asked the trustees for their keys"),
    "give part of key": gettext_lazy("gave a part of their key as a trustee"),
    "give key": gettext_lazy("gave their key as a trustee"),
    "prove key": gettext_lazy("proved as a trustee that their key is there"),
    "do without proof": gettext_lazy("let voting open without the proof of a trustee’s key"),
    "give share": gettext_lazy("opened the totals with their key, as one of the trustees"),
    "try count": gettext_lazy("tried the count of this ballot with invented votes"),
    "seal ballot": gettext_lazy("sealed the ballot"),
    "end ballots": gettext_lazy("made the close final"),
    "count": gettext_lazy("counted the ballots"),
    "certify": gettext_lazy("certified the result"),
    "publish": gettext_lazy("published the result"),
    "set time of publication": gettext_lazy("set the time at which the result becomes public"),
    "unset time of publication": gettext_lazy("took back the time at which the result becomes public"),
    "not published in time": gettext_lazy("could not publish the result at its time"),
    "correct result": gettext_lazy("added a correction to the result"),
    "enter past result": gettext_lazy("entered the figures of an election that was not held here"),
    "make kind": gettext_lazy("made a kind of election"),
    "change kind": gettext_lazy("changed a kind of election"),
    "list participants": gettext_lazy("listed who took part"),
    "destroy keys": gettext_lazy("destroyed the server’s keys of this election"),
    # seen by the office alone
    "send trustee link": gettext_lazy("sent a trustee a new link"),
    "propose": gettext_lazy("asked another officer to agree"),
    "drop proposal": gettext_lazy("dropped what an officer had asked for"),
    "describe": gettext_lazy("described the election"),
    "add contest": gettext_lazy("put seats on the ballot"),
    "add resolution": gettext_lazy("put a resolution on the ballot"),
    "change contest": gettext_lazy("changed what is on the ballot"),
    "move contest": gettext_lazy("moved up on the ballot"),
    "remove contest": gettext_lazy("took a contest off the ballot"),
    "keep timetable template": gettext_lazy("kept the timetable as a template"),
    "repeat mail": gettext_lazy("sent a mail again"),
    "mail to many": gettext_lazy("queued a mail to everybody whom it concerns"),
    "write mail": gettext_lazy("wrote the words of a mail"),
    "write mail anew": gettext_lazy("had what waits of a mail written anew"),
    "restore mail": gettext_lazy("went back to the house’s words of a mail"),
    "hold back mail": gettext_lazy("held a mail to many back"),
    "release mail": gettext_lazy("let a mail to many go again"),
    "change reminders": gettext_lazy("changed how often voters are reminded"),
    "stop bulk mail": gettext_lazy("stopped all mail to many"),
    "resume bulk mail": gettext_lazy("let mail to many go on"),
    "settle bounces": gettext_lazy("looked after an address whose mail came back"),
    "lift suppression": gettext_lazy("let mail go to an address again"),
    "send mail elsewhere": gettext_lazy("sent what came back to another address"),
    "affirm": gettext_lazy("said that they intend to vote"),
    "opt in": gettext_lazy("said that they take part in this election"),
    "report mistake": gettext_lazy("reported a mistake about their right to vote"),
    "answer report": gettext_lazy("answered a member who reported a mistake"),
    "hand out roll": gettext_lazy("gave a voting member the list of voters"),
    "ask for roll": gettext_lazy("asked for the list of voters"),
    "take roll": gettext_lazy("took the list of voters"),
    "refuse roll": gettext_lazy("did not give out the list of voters"),
    "nominate": gettext_lazy("nominated somebody"),
    "nominate oneself": gettext_lazy("stood for election themselves"),
    "endorse": gettext_lazy("endorsed a nominee"),
    "accept": gettext_lazy("accepted a nomination"),
    "decline": gettext_lazy("declined a nomination"),
    "withdraw": gettext_lazy("withdrew"),
    "write profile": gettext_lazy("wrote a statement"),
    "revise endorsement": gettext_lazy("changed an endorsement"),
    "show membership class": gettext_lazy("showed their membership class with an endorsement"),
    "hide membership class": gettext_lazy("showed their membership class no more"),
    "ask for correction": gettext_lazy("asked the author of an endorsement for a correction"),
    "hide endorsement": gettext_lazy("hid an endorsement"),
    "show endorsement": gettext_lazy("showed an endorsement again"),
    "ask question": gettext_lazy("asked a question to everybody who stands"),
    "answer question": gettext_lazy("answered a question"),
    "approve question": gettext_lazy("approved a question"),
    "send back question": gettext_lazy("sent a question back to who asked it"),
    "approve words": gettext_lazy("approved a text"),
    "send back words": gettext_lazy("sent a text back to its author"),
    "bind account": gettext_lazy("connected an account with a nomination"),
    "import documents": gettext_lazy("took over documents"),
    "add to roll: name": gettext_lazy("named the voter who was added to the roll"),
    "remove from roll: name": gettext_lazy("named the voter who was removed from the roll"),
    "restore to roll: name": gettext_lazy("named the voter who was put back on the roll"),
    "name late voter": gettext_lazy("named the voter who got a reserve credential"),
    "refuse ballot": gettext_lazy("refused a ballot"),
    "refuse trustee file": gettext_lazy("refused a file of a trustee"),
    "leave out ballot": gettext_lazy("left a stored row out of the record: it is no ballot"),
    # of no election
    "look up mail domain": gettext_lazy("looked the mail domain up"),
    "receive test mail": gettext_lazy("received a test mail"),
    "record backup": gettext_lazy("recorded that a backup was verified"),
    "enter record": gettext_lazy("entered what bears on results"),
    "change record": gettext_lazy("changed what bears on results"),
    "delete record": gettext_lazy("deleted what bears on results"),
    "enter term": gettext_lazy("entered a term in the register of directors"),
    "correct term": gettext_lazy("corrected a term in the register of directors"),
    "remove term": gettext_lazy("removed a term from the register of directors"),
    "enter directors": gettext_lazy("entered who was elected in the register of directors"),
    "write post": gettext_lazy("wrote a news post"),
    "revise post": gettext_lazy("changed a news post"),
    "schedule post": gettext_lazy("set the time at which a news post becomes public"),
    "publish post": gettext_lazy("published a news post"),
    "unpublish post": gettext_lazy("took a news post back"),
    "add picture to post": gettext_lazy("added a picture to a news post"),
    "remove picture from post": gettext_lazy("took a picture out of a news post"),
    "confirm award": gettext_lazy("said who received an award"),
    "take back award": gettext_lazy("took back who received an award"),
    "feature story": gettext_lazy("put a story on the home page"),
    "stop featuring story": gettext_lazy("took a story off the home page"),
    "member list imported": gettext_lazy("imported a member list"),
    "member list undone": gettext_lazy("undid the import of a member list"),
    "change address": gettext_lazy("gave somebody another address of record"),
    "remove address": gettext_lazy("removed an address of somebody"),
    "merge people": gettext_lazy("merged two people who are one"),
    "part people": gettext_lazy("parted two people who had been merged"),
    "account linked": gettext_lazy("connected an account with a person"),
    "account not linked": gettext_lazy("left an account unconnected"),
    "make officer": gettext_lazy("gave somebody a role in the election office"),
    "remove officer": gettext_lazy("took a role in the election office away"),
    "appoint": gettext_lazy("appointed somebody to the election office"),
    "dismiss": gettext_lazy("ended somebody’s role in the election office"),
}

ABOUT_PROPOSALS = ("propose", "drop proposal")
"""Their subject is another act, by its name."""

OTHER_NAMES = {
    "organisations": gettext_lazy("Organisations"),
    "title": gettext_lazy("Title"),
    "max_choices": gettext_lazy("Names that one may choose"),
}
BY_NAME: Mapping[str, Mapping[Any, Any]] = {"majority": dict(Contest.Majority.choices)}
"""What values are called of this name alone."""
"""Of what moves and is no column of an election or its kind."""
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
