"""A whole election, played through the same acts that officers and voters use; only the hands are a machine's."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any, BinaryIO, Final

from django.db import connections, reset_queries

from ballots.casting import cast, private_credential_for
from ballots.invented_votes import InventedVotes
from ballots.models import Choice
from ballots.outcome import Outcome, outcome
from ballots.protocol.ballot import CheckedBallot, seal
from ballots.protocol.verify import Check, Report, verify
from ballots.record_file import write_record
from ballots.sequencing import append_pending
from ballots.setup import prepared, seal_ballot, setup_of
from ballots.tallying import certify, count, end_ballots, publish
from base.clock import now
from base.progress import Bar
from elections import appointing, contests, making, roll, timetable
from elections.models import Election
from elections.phases import Instants
from elections.roles import Role
from members.importing import import_members
from members.member_list import read
from members.models import MembershipClass, Person, User
from nominees import nominating

AGAIN: Final = 10  # one voter in so many votes a second time
CHUNK: Final = 256
HOUR: Final = timedelta(hours=1)
REASON: Final = "A rehearsal moves on."


@dataclass(frozen=True)
class Size:
    voters: int
    candidates: int
    seats: int


@dataclass
class Rehearsal:
    """The officers, the election, the invented votes, and how long each step took in seconds."""

    size: Size
    cores: int
    seed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    casts: int = 0

    def play(self, out: BinaryIO) -> tuple[Election, Outcome, Report]:
        """From the member list to the verified record, which is written to `out`."""
        with ExitStack() as stack:
            self.sealers: Executor = stack.enter_context(
                ProcessPoolExecutor(self.cores, mp_context=get_context("spawn"))
            )
            self.casters = stack.enter_context(ThreadPoolExecutor(self.cores))
            self.first, self.second = _officer("Rehearsal Officer"), _officer("Rehearsal Second")
            self._members()
            self._election()
            self._nominations()
            self._sealing()
            self._voting()
            self._count()
            self._write(out)
            return self.election, outcome(self.election), self._verify(out)

    def _members(self) -> None:
        with self._step("import the members"):
            content = _member_list(self.size.voters)
            rows = read(content, classes=MembershipClass.values, now=now())
            import_members(rows, by=self.first, at=now(), source="rehearsal", as_of=now().date())

    def _election(self) -> None:
        with self._step("make the election"):
            instants = _instants(now())
            name = f"Rehearsal with {self.size.voters} voters"
            self.election = making.make_election(
                name=name, slug="rehearsal", instants=instants, by=self.first, at=now()
            )
            terms = [3] * self.size.seats
            contests.add_seats_contest(self.election, title="Board of directors", seat_years=terms, by=self.first)
            for title, majority in (("First resolution", "votes cast"), ("Second resolution", "voting members")):
                contests.add_resolution(self.election, title=title, text="Resolved.", majority=majority, by=self.first)
            timetable.announce(self.election, by=self.first, at=now())

    def _nominations(self) -> None:
        with self._step("nominate", self.size.candidates) as bar:
            timetable.open_nominations_now(self.election, by=self.first, at=now(), reason=REASON)
            people = Person.objects.filter(memberships__isnull=False).order_by("pk")[: self.size.candidates]
            for number, person in enumerate(people):
                _stand(self.election, person, nominator=people[number // 2])
                bar.advance()
            timetable.close_nominations_now(self.election, by=self.first, at=now(), reason=REASON)

    def _sealing(self) -> None:
        with self._step("seal the roll"):
            roll.seal_roll(self.election, by=self.first, seconded_by=self.second, at=now())
        with self._step("seal the ballot"):
            seal_ballot(self.election, by=self.first, seconded_by=self.second, at=now())
        timetable.open_now(self.election, by=self.first, seconded_by=self.second, at=now(), reason=REASON)
        self.election.refresh_from_db()
        self.setup = setup_of(self.election)
        self.votes = InventedVotes(prepared(self.setup).questions, self.seed)

    def _voting(self) -> None:
        voters = [entry.person for entry in self.election.roll.select_related("person").order_by("pk")]
        again = voters[::AGAIN]
        with self._step("seal and cast", len(voters) + len(again)) as bar:
            for round_ in (voters, again):
                for some in _chunks(round_, CHUNK):
                    self._cast(some, bar)
        timetable.close_now(self.election, by=self.first, seconded_by=self.second, at=now(), reason=REASON)

    def _cast(self, voters: Sequence[Person], bar: Bar) -> None:
        """Seal on all cores, then cast on all cores; then the sequencer appends, as the worker would."""
        before = now()
        privates = [private_credential_for(self.election, person=voter) for voter in voters]
        choices = [self.votes.of(voter.pk) for voter in voters]
        sealed = list(self.sealers.map(partial(seal, prepared(self.setup).election), privates, choices, chunksize=8))
        self._add("sealing alone", before)
        before = now()
        pairs = list(zip(voters, sealed, strict=True))
        list(self.casters.map(lambda core: self._cast_some(pairs[core :: self.cores], bar), range(self.cores)))
        self._add("casting alone", before)
        append_pending(self.setup)
        self.casts += len(voters)
        reset_queries()  # in development Django remembers what it asked, ballots and all

    def _cast_some(self, pairs: Sequence[tuple[Person, bytes]], bar: Bar) -> None:
        try:
            for voter, sealed in pairs:
                cast(self.election, sealed=sealed, by=voter, sealed_by_server=False)
                bar.advance()
        finally:
            connections.close_all()

    def _count(self) -> None:
        with self._step("end the ballots"):
            end_ballots(self.election, by=self.first, at=now())
        with self._step("count"):
            count(self.election, by=self.first, at=now())
        with self._step("certify and publish"):
            certify(self.election, by=self.first, seconded_by=self.second, at=now())
            publish(self.election, by=self.first, seconded_by=self.second, at=now())
        self.election.refresh_from_db()

    def _write(self, out: BinaryIO) -> None:
        with self._step("write the record"):
            write_record(self.setup, out)

    def _verify(self, record: BinaryIO) -> Report:
        record.seek(0, io.SEEK_END)
        size = record.tell()
        record.seek(0)

        def each(check: Check, ballots: Iterable[bytes]) -> Iterator[CheckedBallot]:
            return iter(self.sealers.map(check, list(ballots), chunksize=16))

        with self._step("verify the record", size) as bar:
            return verify(record, each=each, progress=lambda position: bar.advance(position - bar.done))

    def _step(self, label: str, total: int = 1) -> "_Timed":
        return _Timed(label, total, self.seconds)

    def _add(self, label: str, since: datetime) -> None:
        self.seconds[label] = self.seconds.get(label, 0) + (now() - since).total_seconds()


class _Timed(Bar):
    """A progress bar that notes its time."""

    def __init__(self, label: str, total: int, seconds: dict[str, float]) -> None:
        super().__init__(label, total)
        self._noted = seconds

    def __exit__(self, *problem: object) -> None:
        self.done = self.total if problem[0] is None else self.done
        super().__exit__(*problem)
        self._noted[self.label] = self.seconds


def summary(rehearsal: Rehearsal, election: Election, result: Outcome, report: Report) -> dict[str, Any]:
    """What was expected and what came out, for a file; equal rows are a rehearsal that went well."""
    computed = [[each.abstentions, *(total.votes for total in each.totals)] for each in result.contests]
    return {
        "election": election.name,
        "record": report.setup.election.uuid,
        "fingerprint": report.setup.election.fingerprint,
        "casts": rehearsal.casts,
        "counted": result.ballots,
        "choices": _labels(election),
        "expected": rehearsal.votes.totals,
        "computed": computed,
        "verified": [list(row) for row in report.result or ()],
        "seconds": {label: round(seconds, 3) for label, seconds in rehearsal.seconds.items()},
    }


def agree(found: Mapping[str, Any]) -> bool:
    """The plain sum, the published result and the verifier's recount are the same, ballot for ballot."""
    return bool(found["expected"] == found["computed"] == found["verified"])


def _labels(election: Election) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for choice in Choice.objects.filter(setup__election=election).order_by("contest__position", "position"):
        rows.setdefault(choice.contest_id, ["(abstention)"]).append(choice.label)
    return list(rows.values())


def _instants(at: datetime) -> Instants:
    """The roll closes at once; everything else waits for its act."""
    return Instants(
        nominations_open=at + HOUR,
        nominations_close=at + 2 * HOUR,
        acceptance_closes=at + 3 * HOUR,
        candidates_announced=at + 4 * HOUR,
        roll_closes=at,
        voting_opens=at + 5 * HOUR,
        voting_closes=at + 29 * HOUR,
    )


def _officer(name: str) -> Person:
    officer = Person.objects.create(name=name)
    User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", person=officer)
    appointing.enter(officer, Role.OFFICER, at=now())
    return Person.objects.get(pk=officer.pk)


def _member_list(members: int) -> bytes:
    """Members of every voting class; each affirmed yesterday that they intend to vote."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", "email", "class", "since", "until", "affirmed"])
    classes = [MembershipClass.SUPPORTING, MembershipClass.CONTRIBUTING, MembershipClass.FELLOW]
    yesterday = (now() - timedelta(days=1)).date().isoformat()
    for number in range(1, members + 1):
        address = f"member{number}@example.org"
        rows.writerow([f"Member {number}", address, classes[number % 3].value, "2020-01-01", "", yesterday])
    return out.getvalue().encode()


def _stand(election: Election, person: Person, nominator: Person) -> None:
    """Named by somebody, who may be the person; the others accept."""
    nomination = nominating.nominate(
        election,
        name=person.name,
        email=person.addresses.get().email,
        text="For a foundation that lasts.",
        by=nominator,
        at=now(),
        agrees_to_code_of_conduct=True,
    )
    if nomination.nominee.accepted_at is None:
        nominating.accept(nomination.nominee, by=person, at=now())


def _chunks(voters: Iterable[Person], size: int) -> Iterator[list[Person]]:
    rest = iter(voters)
    while some := list(islice(rest, size)):
        yield some
