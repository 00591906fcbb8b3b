"""What is known of people, as the rules of voting rights want to know it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from elections import rights
from elections.models import Election, OptIn, RollEntry
from elections.rights import Affirmed, Held, Member, RollStanding, Rules
from members.addresses import normalised
from members.models import Affirmation, Membership, Person


def rules_of(election: Election) -> Rules:
    return Rules(
        roll_closes=election.roll_closes,
        voting_classes=frozenset(rights.VotingClass(name) for name in election.voting_classes),
        affirmation_required=election.affirmation_required,
        fellows_must_affirm=election.fellows_must_affirm,
        affirmed_since=election.affirmed_since,
        votes_missed_limit=election.votes_missed_limit,
        opt_in_required=election.opt_in_required,
    )


@dataclass(frozen=True)
class Participation:
    """Of people by their keys: the year's votes that they missed, and when they said that they take part in this one.

    Who was on the roll of no vote that is over stands in `missed` not at all. Sealed rolls never change, so what those
    who were merged into somebody cast and missed stands there under their former keys: it counts as one person's.
    """

    missed: Mapping[int, int] = field(default_factory=dict)
    opted_in: Mapping[int, datetime] = field(default_factory=dict)


def participation(election: Election) -> Participation:
    """Of everybody; asks only for what the election's rules look at."""
    missed: dict[int, int] = {}
    opted_in: dict[int, datetime] = {}
    if election.votes_missed_limit is not None:
        votes = _entries_of_the_year(election).values(voter=Coalesce("person__merged_into", "person"))
        on_rolls = Count("election", distinct=True)
        cast = Count("election", distinct=True, filter=Q(credential__ballots__isnull=False))
        missed = dict(votes.annotate(missed=on_rolls - cast).values_list("voter", "missed"))
    if election.opt_in_required:
        opted_in = dict(election.opt_ins.values_list("person", "at"))
    return Participation(missed, opted_in)


def participation_of(person: Person, elections: Collection[Election]) -> dict[int, Participation]:
    """Of one person in each of the elections, by its key; as many queries for many elections as for one."""
    limited = any(each.votes_missed_limit is not None for each in elections)
    asked = [each for each in elections if each.opt_in_required]
    theirs = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    entries = RollEntry.objects.filter(
        person__in=theirs, removed_at=None, election__ballots_ended_at__isnull=False, election__voided_at=None
    )
    votes = entries.order_by().values("election", closed=F("election__voting_closes"))
    cast = votes.annotate(ballots=Count("credential__ballots"))
    over = list(cast.values_list("closed", "ballots")) if limited else []
    said = OptIn.objects.filter(person=person, election__in=asked)
    opted_in = dict(said.values_list("election", "at")) if asked else {}
    return {each.pk: _in_one(person, each, over, opted_in.get(each.pk)) for each in elections}


def _in_one(
    person: Person, election: Election, over: Iterable[tuple[datetime, int]], opted_in: datetime | None
) -> Participation:
    year = rules_of(election).record_date.year
    among = [
        ballots for closed, ballots in over if closed.astimezone(UTC).year == year and closed < election.roll_closes
    ]
    counts = bool(among) and election.votes_missed_limit is not None
    return Participation(
        missed={person.pk: among.count(0)} if counts else {}, opted_in={person.pk: opted_in} if opted_in else {}
    )


def _entries_of_the_year(election: Election) -> QuerySet[RollEntry]:
    """Who could vote in the votes of the same calendar year that were over, and count, before this roll closes."""
    over = Election.objects.filter(
        ballots_ended_at__isnull=False,
        voided_at=None,
        voting_closes__year=rules_of(election).record_date.year,
        voting_closes__lt=election.roll_closes,
    )
    return RollEntry.objects.filter(election__in=over, removed_at=None).order_by()


def tests_for(election: Election, person: Person, now: datetime) -> list[rights.Test]:
    """Every test of this person's right to vote in this election, as it stands now."""
    entry = RollEntry.objects.filter(election=election, person=person).first() if election.roll_sealed_at else None
    return tests_with(election, person, entry, now, None)


def tests_with(
    election: Election, person: Person, entry: RollEntry | None, now: datetime, known: Participation | None
) -> list[rights.Test]:
    """The same where the person's row on this election's roll is known already, or that there is none."""
    if known is None:
        settled = entry is not None and entry.removed_at is None  # then nobody asks what else is known of them
        known = Participation() if settled else participation_of(person, [election])[election.pk]
    return rights.tests(_member(person, _standing(election, entry), known), rules_of(election), now)


def members_among(people: Iterable[Person], election: Election | None = None) -> Iterator[tuple[Person, Member]]:
    """What is known of each before the roll is sealed. Give it people from `with_memberships()`: no query for each.

    Without an election nothing is known of the votes that they missed, nor of elections that they take part in.
    """
    known = participation(election) if election else Participation()
    for person in people:
        yield person, _member(person, None, known)


def with_memberships() -> QuerySet[Person]:
    """People who hold a membership, with all that the tests look at; people merged into others are left out."""
    return _members(Membership.objects.all())


def with_a_class_that_votes(election: Election) -> QuerySet[Person]:
    """The same, of those alone who hold, held or will hold such a class: Basic members are many, and on no roll."""
    counted = rights.counted_as_voting(rules_of(election))
    return _members(Membership.objects.filter(membership_class__in=counted))


def _members(held: QuerySet[Membership]) -> QuerySet[Person]:
    """Who holds one of these. What comes with people in lists of its own costs half of what Django's relations do."""
    return (
        Person.objects.filter(Exists(held.filter(person=OuterRef("pk"))), merged_into__isnull=True)
        .order_by("pk")
        .select_related("user")
        .prefetch_related(*(Prefetch(name, to_attr=f"known_{name}") for name in ("memberships", "addresses")))
        .prefetch_related(
            Prefetch("affirmations", Affirmation.objects.order_by("affirmed_at"), to_attr="known_affirmations")
        )
    )


def memberships_of(person: Person) -> Iterable[Membership]:
    return _known(person, "memberships")


def affirmations_of(person: Person) -> Iterable[Affirmation]:
    return _known(person, "affirmations")


def _known(person: Person, name: str) -> Iterable[Any]:
    """What came with the person, or what the database says of somebody who came alone."""
    came_with: list[Any] | None = getattr(person, f"known_{name}", None)
    found: Iterable[Any] = getattr(person, name).all() if came_with is None else came_with
    return found


def address_of_record(person: Person) -> str:
    """The first address, or nothing."""
    first = next(iter(_known(person, "addresses")), None)
    return first.email if first else ""


def _standing(election: Election, entry: RollEntry | None) -> RollStanding | None:
    if election.roll_sealed_at is None:
        return None
    if entry is None:
        return RollStanding(election.roll_sealed_at)
    entered = entry.added_late_at or election.roll_sealed_at
    return RollStanding(election.roll_sealed_at, entered, entry.removed_at, entry.removed_reason)


def _member(person: Person, roll: RollStanding | None, known: Participation) -> Member:
    current = normalised(address_of_record(person))
    return Member(
        memberships=tuple(Held(each.membership_class, each.since, each.until) for each in memberships_of(person)),
        affirmations=tuple(
            Affirmed(each.affirmed_at, each.carried_over, normalised(each.email) != current)
            for each in affirmations_of(person)
        ),
        has_verified_email=bool(current) or hasattr(person, "user"),  # an account has proved its address
        has_account=hasattr(person, "user"),
        votes_missed=known.missed.get(person.pk),
        opted_in_at=known.opted_in.get(person.pk),
        roll=roll,
    )
