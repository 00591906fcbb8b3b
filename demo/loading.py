"""Sample elections in every phase, made by the same acts as real ones; only their dates are set as a story needs them.

A ballot is cast at the database's time and never in the past. So the past election is held within seconds, now, and
dated back afterwards: that one step writes to the table without an act, and is why this room is only in the demo.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from ballots import casting, record, tallying
from ballots.models import Choice
from ballots.setup import seal_ballot, setup_of
from base import clock
from base.database_roles import as_owner
from demo import people
from demo.people import Candidate
from demo.personas import PERSONAS
from elections import making, roll, timetable
from elections.models import AffiliationLimit, BoardTerm, Contest, Election, Organisation
from elections.phases import Instant, Phase
from members.importing import import_members
from members.linking import person_for
from members.member_list import COLUMNS, read
from members.models import MembershipClass, Person, User
from nominees import nominating, revising
from nominees.models import Nominee

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
Tell = Callable[[str], None]

PAST, OPEN, NOMINATIONS, PREPARATION = "past", "open", "nominations", "preparation"
SITTING = [
    ("Greta Halloran", "A", "Harbour Software"),
    ("Ousmane Tall", "A", None),
    ("Ines Marquardt", "B", "Universidad de Ribera"),
    ("Dmitri Volkonsky", "B", None),
    ("Lakshmi Narasimhan", "B", None),
    ("Rosa Etxeberria", "C", "Atlas Labs"),
    ("Petra Johansdotter", "C", None),
]


def is_empty() -> bool:
    """Nobody has ever used this database."""
    return not Person.objects.exists()


def is_demo() -> bool:
    """This database was filled by this module, so it may be emptied by it."""
    return User.objects.filter(email=PERSONAS[0].email).exists()


def is_fresh(now: datetime) -> bool:
    """The stories still hold: there is an election to vote in, for another day, and one to nominate for."""
    phases = [election.phase(now + DAY) for election in Election.objects.all()]
    return Phase.VOTING in phases and Phase.NOMINATIONS in phases


@transaction.atomic
def load(tell: Tell) -> None:
    """Fill an empty database, all of it or nothing. `tell` is given a line for each step."""
    now = clock.now()
    today = now.replace(hour=14, minute=0, second=0, microsecond=0)
    tell("people and the member list")
    load_people(now)
    officers = [Person.objects.get(addresses__normalised=each.email) for each in PERSONAS if each.officer]
    office = Office(officers[0], officers[1], now)
    load_board(now)
    tell("an election of last year, held and counted")
    office.past(today)
    tell("an election in preparation, one with nominations, one open for voting")
    office.preparation(today)
    office.nominations(today)
    office.open(today)


def load_people(now: datetime) -> None:
    """The member list goes in as a CSV, as it would in the office; personas get accounts."""
    import_members(
        read("\n".join(member_list(now)).encode(), classes=MembershipClass.values, now=now),
        by="demo",
        at=now,
        source="demo-members.csv",
        as_of=(now - 60 * DAY).date(),
    )
    for persona in PERSONAS:
        person = person_for(name=persona.name, email=persona.email)
        user = User.objects.create_user(persona.email, person=person, is_staff=persona.officer)
        EmailAddress.objects.create(user=user, email=persona.email, verified=True, primary=True)


def member_list(now: datetime) -> Iterator[str]:
    """The CSV: everybody invented who is a member, most of them affirmed two months ago."""
    affirmed = (now - 60 * DAY).date().isoformat()
    yield ",".join(COLUMNS)
    yield f"Noor de Vries,noor@demo.example,supporting,2021-03-01,,{affirmed}"
    yield "Basil Petrov,basil@demo.example,basic,2024-05-01,,"
    yield f"Ines Castellano,ines@demo.example,contributing,2019-01-01,,{affirmed}"
    yield f"Jonas Achterberg,jonas@demo.example,fellow,2015-01-01,,{affirmed}"
    known = set()
    for candidate in [*people.BOARD, *people.PAST, *people.NEXT]:
        if candidate.email not in known:
            known.add(candidate.email)
            yield f'"{candidate.name}",{candidate.email},contributing,2018-01-01,,{affirmed}'
    for number, member in enumerate(people.MEMBERS):
        silent = number % 17 == 5 or member.membership_class == "basic"
        said = "" if silent else "carried over" if number % 3 else affirmed
        yield f'"{member.name}",{member.email},{member.membership_class},2019-06-01,,{said}'


def load_board(now: datetime) -> None:
    """Who sits on the board and is not up: they count for the limit on co-affiliation."""
    for name, cohort, organisation in SITTING:
        term = BoardTerm.objects.create(
            name=name, cohort=cohort, since=(now - 600 * DAY).date(), until=(now + 500 * DAY).date()
        )
        if organisation:
            term.organisations.add(organisation_named(organisation))


def organisation_named(name: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name)[0]


class Office:
    """Two officers who make the elections of the demo."""

    def __init__(self, first: Person, second: Person, now: datetime) -> None:
        self.first, self.second, self.now = first, second, now
        self.chance = random.Random(20)  # noqa: S311  the same demo every time

    def past(self, today: datetime) -> None:
        """Held now, in a year's time line, and dated back."""
        opens = today - 6 * DAY
        election = self.make(f"{today.year - 1} board election", opens, [3, 3, 3, 1], PAST)
        self.nominate_all(election, people.PAST)
        self.seal(election, opens - DAY)
        contest = election.contests.get(kind=Contest.Kind.SEATS)
        likely = {c.name: 0.62 if c.organisation == "Harbour Software" else 0.42 for c in people.PAST}
        self.vote(election, share=0.78, likely=likely)
        self.close(election)
        assert contest.seats.count() == 4  # noqa: S101  the story says so
        self.date_back(election, 364 * DAY)

    def open(self, today: datetime) -> None:
        """Thirteen nominees for four seats and two resolutions; voting for another week."""
        opens = today - 6 * DAY
        election = self.make(f"{today.year} board election", opens, [3, 3, 3, 3], OPEN)
        for resolution in people.RESOLUTIONS:
            making.add_resolution(
                election, title=resolution.title, text=resolution.text, majority=resolution.majority, by=self.first
            )
        self.nominate_all(election, people.BOARD)
        self.seal(election, opens - DAY)
        self.vote(election, share=0.45, likely={}, but="noor@demo.example")

    def nominations(self, today: datetime) -> None:
        """Nominations for another nine days; some have answered."""
        opens = today + 30 * DAY
        election = self.make(f"Grants council election {opens.year}", opens, [2, 2, 1], NOMINATIONS)
        making.remove_contest(election.contests.get(), by=self.first)
        making.add_seats_contest(election, title="Grants council", seat_years=[2, 2, 1], by=self.first)
        making.set_rules(election, rules={"affiliation_limit": AffiliationLimit.TWO}, by=self.first)
        self.nominate_all(election, people.NEXT, answered=lambda candidate: candidate.statement is not None)

    def preparation(self, today: datetime) -> None:
        """A draft that only the office sees."""
        opens = today + 280 * DAY
        making.make_board_election(
            name=f"{opens.year} board election",
            slug=f"board-{opens.year}",
            voting_opens=opens,
            seat_years=[3, 3, 3, 3],
            by=self.first,
            at=self.now,
        )

    def make(self, name: str, opens: datetime, seat_years: Sequence[int], kind: str) -> Election:
        """An announced election; its questions period and roll fall where the template has them."""
        slug = slugify(name)
        election = making.make_board_election(
            name=name, slug=slug, voting_opens=opens, seat_years=seat_years, by=self.first, at=self.now
        )
        making.describe(election, name=name, description=people.DESCRIPTIONS[kind], by=self.first)
        timetable.announce(election, by=self.first, at=election.instants.of(Instant.NOMINATIONS_OPEN) or self.now)
        election.refresh_from_db()
        return election

    def nominate_all(
        self,
        election: Election,
        candidates: Sequence[Candidate],
        answered: Callable[[Candidate], bool] = lambda candidate: True,
    ) -> None:
        """Each is named by their first endorser, or by themselves; statements and endorsements are approved."""
        begins = election.nominations_open or self.now
        for place, candidate in enumerate(candidates):
            at = min(begins + (place + 1) * 5 * HOUR, self.now)
            self.nominate(election, candidate, at=at, answers=answered(candidate))

    def nominate(self, election: Election, candidate: Candidate, *, at: datetime, answers: bool) -> None:
        person = person_for(name=candidate.name, email=candidate.email)
        by_others = [
            nominating.nominate(election, name=candidate.name, email=candidate.email, text=words, by=backer, at=at)
            for backer, words in ((member_named(name), words) for name, words in candidate.endorsements)
            if backer != person
        ]
        if not by_others:
            nominating.nominate(
                election,
                name=candidate.name,
                email=candidate.email,
                text=statement(candidate) or "I would like to stand.",
                by=person,
                at=at,
                agrees_to_code_of_conduct=True,
            )
        for nomination in by_others:
            for endorsement in nomination.revisions.all():
                revising.approve(endorsement, by=self.first, at=at + HOUR)
        nominee = Nominee.objects.get(election=election, person=person)
        if not answers:
            return
        if by_others:
            nominating.accept(nominee, by=person, at=at + HOUR)
        profile = revising.write_profile(
            nominee,
            by=person,
            at=min(at + 2 * HOUR, self.now),
            previous_service=candidate.previous_service,
            employer=candidate.employer,
            other_affiliations=candidate.other_affiliations,
            summary=candidate.summary,
            text=statement(candidate),
        )
        revising.approve(profile, by=self.first, at=min(at + 3 * HOUR, self.now))
        if candidate.organisation:
            nominee.organisations.add(organisation_named(candidate.organisation))

    def seal(self, election: Election, at: datetime) -> None:
        roll.seal_roll(election, by=self.first, at=election.roll_closes)
        seal_ballot(election, by=self.first, seconded_by=self.second, at=at)
        election.refresh_from_db()

    def vote(self, election: Election, *, share: float, likely: dict[str, float], but: str = "") -> None:
        """Part of the roll votes; some twice. Ballots are sealed by the server and go through the one door."""
        setup = setup_of(election)
        choices = list(Choice.objects.filter(setup=setup).select_related("contest", "nominee"))
        for entry in election.roll.exclude(email=but).select_related("person"):
            if self.chance.random() > share:
                continue
            for _again in range(2 if self.chance.random() < 0.05 else 1):
                marks = self.marks(choices, likely)
                sealed = casting.seal_for(election, marks, person=entry.person)
                casting.cast(election, sealed=sealed, by=entry.person, sealed_by_server=True)
        record.append_pending(setup)

    def marks(self, choices: Sequence[Choice], likely: dict[str, float]) -> dict[int, list[int]]:
        marks: dict[int, list[int]] = {choice.contest_id: [] for choice in choices}
        abstains = {contest for contest in marks if self.chance.random() < 0.06}
        for choice in choices:
            if choice.contest_id in abstains:
                continue
            if choice.nominee:
                chosen = self.chance.random() < likely.get(choice.nominee.name, 0.2 + 0.05 * (choice.position % 7))
            else:
                chosen = not marks[choice.contest_id] and (choice.position == 1 or self.chance.random() < 0.64)
            if chosen:
                marks[choice.contest_id].append(choice.position)
        return marks

    def close(self, election: Election) -> None:
        act: partial[dict[str, Any]] = partial(dict, by=self.first, seconded_by=self.second)
        timetable.close_now(election, **act(at=clock.now(), reason="The demo holds this election in a few seconds."))
        election.refresh_from_db()
        tallying.end_ballots(election, by=self.first, at=clock.now())
        tallying.count(election, by=self.first, at=clock.now())
        tallying.certify(election, **act(at=clock.now()))
        tallying.publish(election, **act(at=clock.now()))

    def date_back(self, election: Election, by: timedelta) -> None:
        """The one thing that no act does; see the top of this file."""
        closes = election.voting_opens + 14 * DAY - by
        facts = ["announced_at", "roll_sealed_at", "ballot_sealed_at"]
        moved = [*(name.value for name in Instant if name is not Instant.VOTING_CLOSES), *facts]
        after = {"ballots_ended_at": 1, "counted_at": 2, "certified_at": 26, "published_at": 48}
        Election.objects.filter(pk=election.pk).update(
            **{name: F(name) - by for name in moved},
            voting_closes=closes,
            **{name: closes + hours * HOUR for name, hours in after.items()},
        )


def member_named(name: str) -> Person:
    """An endorser by name: a member, or somebody who becomes one here."""
    found = Person.objects.filter(name=name, memberships__isnull=False).order_by("pk").first()
    if found is None:
        raise LookupError(f"{name} endorses somebody and is not in the member list of the demo.")
    return found


def statement(candidate: Candidate) -> str:
    if candidate.statement is None:
        return ""
    return (settings.BASE_DIR / "demo" / "texts" / f"{candidate.statement}.md").read_text(encoding="utf-8")


def empty() -> None:
    """Take the whole schema away, as its owner. Only for a database that `is_demo`."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
