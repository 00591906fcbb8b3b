"""Who reads a page, and what is known of them in each of its elections: the same queries for any number of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, prefetch_related_objects

from ballots import trackers
from elections import rights
from elections.models import Election, RollEntry
from elections.voters import Participation, participation_of, tests_with
from members.models import Person, User
from nominees.backers import Standing, standing
from nominees.models import Nominee, ProfileRevision
from nominees.threads import unanswered


@dataclass(frozen=True)
class Reader:
    """Mappings are by the election's key, and have no entry where there is nothing to know."""

    signed_in: bool = False
    person: Person | None = None
    standing: Standing = Standing.STRANGER
    candidacies: Mapping[int, Nominee] = field(default_factory=dict)
    trackers: Mapping[int, str] = field(default_factory=dict)
    roll: Mapping[int, RollEntry] = field(default_factory=dict)
    participation: Mapping[int, Participation] = field(default_factory=dict)

    def tests(self, election: Election, now: datetime) -> list[rights.Test]:
        """Every test of the right to vote; none for who is no person of ours."""
        if self.person is None:
            return []
        entry = self.roll.get(election.pk) if election.roll_sealed_at else None
        return tests_with(election, self.person, entry, now, self.participation.get(election.pk))


def reader_of(user: User | AbstractBaseUser | AnonymousUser, elections: Sequence[Election], now: datetime) -> Reader:
    person = user.person if isinstance(user, User) else None
    if person is None:
        return Reader(signed_in=user.is_authenticated)
    prefetch_related_objects([person], "memberships", "addresses", "affirmations")
    said = ProfileRevision.objects.filter(nominee=OuterRef("pk")).exclude(text="")
    own = Nominee.objects.filter(election__in=elections, person=person).annotate(
        has_statement=Exists(said), unanswered=unanswered()
    )
    entries = RollEntry.objects.filter(election__in=elections, person=person)
    return Reader(
        signed_in=True,
        person=person,
        standing=standing(person, now),
        candidacies={nominee.election_id: nominee for nominee in own},
        trackers=trackers.last_of(person, elections),
        roll={entry.election_id: entry for entry in entries},
        participation=participation_of(person, elections),
    )
