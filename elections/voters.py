"""What is known of people, as the rules of voting rights want to know it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from elections import rights
from elections.models import Election, RollEntry
from elections.rights import Affirmed, Held, Member, RollStanding, Rules
from members.addresses import normalised
from members.models import Affirmation, Person


def rules_of(election: Election) -> Rules:
    return Rules(
        roll_closes=election.roll_closes,
        voting_classes=frozenset(rights.VotingClass(name) for name in election.voting_classes),
        affirmation_required=election.affirmation_required,
        fellows_must_affirm=election.fellows_must_affirm,
        affirmed_since=election.affirmed_since,
    )


def tests_for(election: Election, person: Person, now: datetime) -> list[rights.Test]:
    """Every test of this person's right to vote in this election, as it stands now."""
    entry = RollEntry.objects.filter(election=election, person=person).first() if election.roll_sealed_at else None
    return tests_with(election, person, entry, now)


def tests_with(election: Election, person: Person, entry: RollEntry | None, now: datetime) -> list[rights.Test]:
    """The same where the person's row on this election's roll is known already, or that there is none."""
    return rights.tests(_member(person, _standing(election, entry)), rules_of(election), now)


def members_among(people: Iterable[Person]) -> Iterator[tuple[Person, Member]]:
    """What is known of each before the roll is sealed. Give it people from `with_memberships()`: no further queries."""
    for person in people:
        yield person, _member(person, None)


def with_memberships() -> QuerySet[Person]:
    """People who hold a membership, with all that the tests look at; people merged into others are left out."""
    return (
        Person.objects.filter(memberships__isnull=False, merged_into__isnull=True)
        .distinct()
        .order_by("pk")
        .select_related("user")
        .prefetch_related(
            "memberships", "addresses", Prefetch("affirmations", Affirmation.objects.order_by("affirmed_at"))
        )
    )


def address_of_record(person: Person) -> str:
    """The first address, or nothing."""
    first = next(iter(person.addresses.all()), None)
    return first.email if first else ""


def _standing(election: Election, entry: RollEntry | None) -> RollStanding | None:
    if election.roll_sealed_at is None:
        return None
    if entry is None:
        return RollStanding(election.roll_sealed_at)
    entered = entry.added_late_at or election.roll_sealed_at
    return RollStanding(election.roll_sealed_at, entered, entry.removed_at, entry.removed_reason)


def _member(person: Person, roll: RollStanding | None) -> Member:
    current = normalised(address_of_record(person))
    return Member(
        memberships=tuple(Held(each.membership_class, each.since, each.until) for each in person.memberships.all()),
        affirmations=tuple(
            Affirmed(each.affirmed_at, each.carried_over, normalised(each.email) != current)
            for each in person.affirmations.all()
        ),
        has_verified_email=bool(current) or hasattr(person, "user"),  # an account has proved its address
        has_account=hasattr(person, "user"),
        roll=roll,
    )
