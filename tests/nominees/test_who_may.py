"""Who may do what, and when: every address of this room that takes a POST, for every reader, in every phase.

The table is generated: each request is sent for real, and what counts is whether anything in the tables of this room
is different afterwards. The readers have their parts in one election; in the other one they are members like others.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from base import clock
from elections.phases import Instant
from members.models import Membership, Person, User
from nominees import links, nominating, urls
from nominees.revising import hide_endorsement
from tests import cast
from tests.nominees.asking import public
from tests.nominees.nominations import (
    ANNOUNCED,
    ANSWERED,
    CLOSED,
    DURING,
    OPEN,
    VOTING,
    election,
    member,
    named,
    standing,
)

pytestmark = pytest.mark.django_db

HALF_A_DAY = timedelta(hours=12)
NOW = {
    "draft": OPEN - HALF_A_DAY,
    "announced": OPEN - HALF_A_DAY,
    "nominations": OPEN + 3 * HALF_A_DAY,
    "acceptance": CLOSED + HALF_A_DAY,
    "answered": ANSWERED + HALF_A_DAY,
    "campaign": ANNOUNCED + HALF_A_DAY,
    "voting": VOTING + HALF_A_DAY,
    "paused": VOTING + HALF_A_DAY,
    "ended": VOTING + timedelta(days=14, hours=12),
    "cancelled": OPEN + 3 * HALF_A_DAY,
}
"""Where in the timetable each phase is looked at."""

MEMBERS = frozenset({"member", "voter", "nominator", "asked", "nominee"})
NOMINEE, ASKED, NOBODY = frozenset({"nominee"}), frozenset({"asked"}), frozenset[str]()
THROUGH_LINK = ASKED | {"anonymous"}
SIGNED_IN = MEMBERS | {"outsider", "officer", "superuser"}
READERS = ("anonymous", *sorted(SIGNED_IN))
REVISING = frozenset({"nominations", "acceptance", "answered", "campaign"})
ANSWERING = frozenset({"nominations", "acceptance"})
STANDING = REVISING | {"voting", "paused", "ended"}
IN_QUESTIONS = frozenset({"campaign", "voting", "paused"})
ALWAYS = frozenset(NOW)


@dataclass(frozen=True)
class Rule:
    """Who changes something with this POST, in which phases: in the election of their part, and in the other one."""

    phases: frozenset[str]
    readers: frozenset[str]
    elsewhere: frozenset[str] = NOBODY
    also: dict[str, frozenset[str]] = field(default_factory=dict)
    """Readers with windows of their own."""

    def allowed(self, phase: str, *, here: bool) -> set[str]:
        if not here:
            return set(self.elsewhere) if phase in self.phases else set()
        readers = set(self.readers) if phase in self.phases else set()
        return readers | {reader for reader, phases in self.also.items() if phase in phases}


NOMINATING = frozenset({"nominations"})
RULES = {
    "nominate": Rule(NOMINATING, MEMBERS, MEMBERS),
    "stand": Rule(NOMINATING, MEMBERS - {"asked", "nominee"}, MEMBERS),
    "endorse": Rule(NOMINATING, MEMBERS - {"nominee", "nominator"}, MEMBERS, {"nominator": REVISING}),
    "answer": Rule(ANSWERING, THROUGH_LINK, THROUGH_LINK),  # its address names the nomination, and no election
    "answer_mine": Rule(ANSWERING, ASKED),
    "edit_profile": Rule(REVISING, NOMINEE),
    "withdraw": Rule(STANDING, NOMINEE),
    "correct": Rule(REVISING, NOMINEE),
    "hide": Rule(REVISING, NOMINEE),
    "show": Rule(REVISING, NOMINEE),
    "ask": Rule(IN_QUESTIONS, MEMBERS, MEMBERS),
    "answer_question": Rule(IN_QUESTIONS, NOMINEE),
    "save_draft": Rule(ALWAYS, SIGNED_IN, SIGNED_IN),
    "drop_draft": Rule(ALWAYS, NOBODY),  # there is none
    "preview": Rule(ALWAYS, NOBODY),
}


class World:
    """Two elections at the same point of their timetables, and who has which part in the first."""

    def __init__(self, phase: str) -> None:
        self.readers = {name: member(name.title()) for name in sorted(MEMBERS)}
        self.readers |= {"outsider": cast.person("Outsider"), "officer": cast.officer("Officer")}
        self.readers["superuser"] = cast.officer("Superuser")
        User.objects.filter(person=self.readers["superuser"]).update(is_superuser=True)
        voter = self.readers["voter"]
        Membership.objects.create(person=voter, membership_class="fellow", source="list, row 3", name=voter.name)
        nominee, nominator = self.readers["nominee"], self.readers["nominator"]
        self.here = Part("here", nominee, nominator)
        self.elsewhere = Part("elsewhere", member("Somebody Else"), member("Their Nominator"))
        asked = named(self.here.election, "Asked", "asked@example.org", by=member("Who Asks")).nominee
        asked.person = self.readers["asked"]
        asked.save()
        self.token = links.mint(asked, self.here.election)
        for part in (self.here, self.elsewhere):
            part.move_to(phase)
        self.browsers = {reader: self.browser(reader) for reader in READERS}

    def browser(self, reader: str) -> Client:
        client = Client()
        if reader in self.readers:
            client.force_login(User.objects.get(person=self.readers[reader]))
        return client


class Part:
    """An election, a nominee in it whom somebody endorses, and a question that everybody reads."""

    def __init__(self, slug: str, nominee: Person, nominator: Person) -> None:
        self.election = election(slug, questions_open=ANNOUNCED, questions_close=VOTING + timedelta(days=14))
        self.nominee = standing(self.election, by=nominee)
        self.nomination = nominating.endorse(self.nominee, text="A *fine* person.", by=nominator, at=DURING)
        self.hidden = nominating.endorse(self.nominee, text="Well.", by=member("Hidden"), at=DURING)
        hide_endorsement(self.hidden, by=nominee, at=DURING)
        self.question = public(self.election)

    def move_to(self, phase: str) -> None:
        """Shift the timetable until the phase is now, and record what has to be true in it."""
        shift, office = clock.now() - NOW[phase], self.election.announced_by
        for name in Instant:
            instant = self.election.instants.of(name)
            assert instant
            setattr(self.election, name, instant + shift)
        if phase == "draft":
            self.election.announced_at = self.election.announced_by = None
        if phase in {"voting", "paused", "ended"}:
            self.election.roll_hash = "0" * 64
            for fact in ("roll_sealed", "ballot_sealed"):
                self.record(fact, office, self.election.candidates_announced)
        if phase in {"paused", "cancelled"}:
            self.record(phase, office, clock.now())
        self.election.save()

    def record(self, fact: str, by: Person | None, at: datetime | None) -> None:
        setattr(self.election, f"{fact}_at", at)
        setattr(self.election, f"{fact}_by", by)

    def address(self, name: str, token: str) -> str:
        words: dict[str, Any] = {"slug": self.election.slug, "nominee_slug": self.nominee.slug, "token": token}
        words["pk"] = {"answer_question": self.question.pk, "show": self.hidden.pk}.get(name, self.nomination.pk)
        route = str(next(pattern.pattern for pattern in urls.urlpatterns if pattern.name == name))
        return reverse(f"nominees:{name}", kwargs={word: words[word] for word in words if f":{word}>" in route})


STATEMENT = {"text": "Other *words*.", "has_no_affiliations": "on", "name": "New Name"}
SENT: dict[str, dict[str, str]] = {
    "nominate": {"name": "Una New", "email": "una@example.org", "text": "She would.", "nominator_name": "Who Says So"},
    "stand": STATEMENT | {"agrees_to_code_of_conduct": "on"},
    "endorse": {"text": "New words.", "nominator_name": "Who Says So"},
    "answer": {"answer": "accept"},
    "answer_mine": {"answer": "accept"},
    "edit_profile": STATEMENT,
    "withdraw": {},
    "correct": {"what": "The year is another."},
    "hide": {},
    "show": {},
    "ask": {"text": "And what about money?", "asked_name": "Who Asks"},
    "answer_question": {"text": "Well."},
    "save_draft": {"text": "Half of it"},
    "drop_draft": {},
    "preview": {"text": "*x*"},
}


def state() -> str:
    """Everything in the tables of this room, as one number a table."""
    tables = [model._meta.db_table for model in apps.get_app_config("nominees").get_models()]
    sums = " UNION ALL ".join(f"SELECT '{table}', sum(hashtext(t::text)::bigint) FROM {table} t" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sums)
        return str(cursor.fetchall())


def who_changes_something(world: World, part: Part, act: str) -> set[str]:
    """Each reader sends the request to the untouched world."""
    address = part.address(act, world.token)
    sent = SENT[act] | {"page": f"/elections/{part.election.slug}/nominate/"}
    before, found = state(), set()
    for reader, browser in world.browsers.items():
        with transaction.atomic():
            answer = browser.post(address, sent)
            assert answer.status_code < 500
            if state() != before:
                found.add(reader)
            transaction.set_rollback(True)
    return found


def test_every_address_that_takes_a_post_has_its_rule() -> None:
    world = World("nominations")
    officer = world.browsers["officer"]
    names = [str(pattern.name) for pattern in urls.urlpatterns]
    addresses = {name: world.here.address(name, world.token) for name in names}
    taking = {name for name, address in addresses.items() if officer.post(address).status_code not in {301, 405}}
    assert taking == set(RULES)


@pytest.mark.parametrize("phase", NOW)
def test_who_may_do_what(phase: str) -> None:
    world = World(phase)
    wrong = []
    for act, rule in RULES.items():
        for part in (world.here, world.elsewhere):
            expected = rule.allowed(phase, here=part is world.here)
            found = who_changes_something(world, part, act)
            if found != expected:
                wrong.append(f"{act} {part.election.slug}: {sorted(found)}, and not {sorted(expected)}")
    assert not wrong, "\n".join(wrong)
