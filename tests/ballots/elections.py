"""Elections for the tests of the ballot box: ready to be sealed, open, closed, counted."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ballots.casting import Receipt, cast, seal_for
from ballots.models import Setup
from ballots.setup import seal_ballot
from ballots.tallying import certify, count, end_ballots, publish
from base import clock
from elections import casting_lock
from elections.models import Contest, Election, RollEntry, Seat
from members.addresses import normalised
from members.models import Address, MembershipClass, Person
from nominees.models import Nominee
from tests import cast as people

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Office:
    """Two officers and what they do to one election, at the right time."""

    def __init__(self, *, voters: int = 4, candidates: int = 3, seats: int = 1, resolutions: int = 1) -> None:
        self.first, self.second = people.officer("Olga Officer"), people.officer("Otto Officer")
        self.now = clock.now()
        self.election = ready_election(self.first, self.now)
        if candidates:
            add_seats(self.election, candidates, seats)
        for number in range(resolutions):
            add_resolution(self.election, f"Resolution {number + 1}")
        seal = {name: getattr(self.election, name) for name in ("roll_sealed_at", "roll_sealed_by", "roll_hash")}
        self.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
        self.voters = [add_voter(self.election, f"Voter {number + 1}") for number in range(voters)]
        self.move(**seal)

    @property
    def sealing(self) -> datetime:
        """When the ballot is sealed: two hours ago. Voting opened an hour ago and lasts for one more."""
        return self.now - 2 * HOUR

    def seal(self) -> Setup:
        setup = seal_ballot(self.election, by=self.first, seconded_by=self.second, at=self.sealing)
        self.election.refresh_from_db()
        return setup

    def close(self) -> None:
        """Voting closes now: as every act that stops casting, once the casts in flight are through."""
        with transaction.atomic():
            casting_lock.take(self.election)
            self.move(voting_closes=clock.now())

    def move(self, **changes: Any) -> None:
        Election.objects.filter(pk=self.election.pk).update(**changes)
        self.election.refresh_from_db()

    def end(self) -> None:
        self.close()
        end_ballots(self.election, by=self.first, at=clock.now())

    def count(self) -> None:
        self.end()
        count(self.election, by=self.first, at=clock.now())

    def certify(self) -> None:
        certify(self.election, by=self.first, seconded_by=self.second, at=clock.now())

    def publish(self) -> None:
        publish(self.election, by=self.first, seconded_by=self.second, at=clock.now())
        self.election.refresh_from_db()

    def vote(self, voter: Person, *chosen: tuple[int, ...]) -> Receipt:
        """Cast, sealed by the server: one tuple of positions a contest, empty to abstain; all abstentions if none."""
        return cast(self.election, sealed=self.sealed(voter, *chosen), by=voter, sealed_by_server=True)

    def sealed(self, voter: Person, *chosen: tuple[int, ...]) -> bytes:
        contests = list(self.election.contests.all())
        marks = dict(zip((contest.pk for contest in contests), chosen or ((),) * len(contests), strict=True))
        return seal_for(self.election, marks, person=voter)


def ready_election(officer: Person, now: datetime, slug: str = "board-2026") -> Election:
    """A vote without nominations whose roll is sealed, so that the ballot can be sealed before voting opens."""
    return Election.objects.create(
        slug=slug,
        name="Board election 2026",
        roll_closes=now - 4 * HOUR,
        voting_opens=now - HOUR,
        voting_closes=now + HOUR,
        announced_at=now - 5 * HOUR,
        announced_by=officer,
        roll_sealed_at=now - 3 * HOUR,
        roll_sealed_by=officer,
        roll_hash="0" * 64,
    )


def add_seats(election: Election, candidates: int, seats: int) -> Contest:
    contest = Contest.objects.create(
        election=election, position=election.contests.count() + 1, kind=Contest.Kind.SEATS, title="Board"
    )
    for position in range(1, seats + 1):
        Seat.objects.create(contest=contest, position=position, years=3)
    for number in range(1, candidates + 1):
        add_candidate(election, f"Candidate {number:02}")
    return contest


def add_candidate(election: Election, name: str, slug: str = "") -> Nominee:
    somebody = Person.objects.create(name=name)
    return Nominee.objects.create(
        election=election,
        person=somebody,
        name=name,
        slug=slug or name.lower().replace(" ", "-"),
        accepted_at=election.roll_closes,
        accepted_by=somebody,
    )


def add_resolution(election: Election, title: str, majority: str = "votes cast") -> Contest:
    return Contest.objects.create(
        election=election,
        position=election.contests.count() + 1,
        kind=Contest.Kind.RESOLUTION,
        title=title,
        text="Resolved.",
        majority=majority,
    )


def added_late(election: Election) -> dict[str, Any]:
    """What a row on a sealed roll says; nothing before."""
    if not election.roll_sealed_at:
        return {}
    by = election.roll_sealed_by
    return {"added_late_at": election.roll_sealed_at + HOUR, "added_late_by": by, "added_late_reason": "Left out."}


def add_voter(election: Election, name: str, *, mailed: bool = True) -> Person:
    voter = people.person(name)
    Address.objects.create(person=voter, email=voter.user.email, normalised=normalised(voter.user.email))
    RollEntry.objects.create(
        election=election,
        person=voter,
        name=name,
        email=voter.user.email if mailed else "",
        membership_class=MembershipClass.SUPPORTING,
        source="member list, row 1",
        **added_late(election),
    )
    return voter
