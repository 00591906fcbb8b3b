"""An election with nominations for the tests of this room, its instants, and the people who meet in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from elections.models import Election
from members.models import Membership, MembershipClass, Person
from nominees import nominating
from nominees.models import Nomination, Nominee
from nominees.published import waiting_endorsements, waiting_profiles
from nominees.revising import approve
from tests.cast import officer, person

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
"""The finest that PostgreSQL keeps: nothing lies between it and the boundary of a window."""
OPEN = datetime(2026, 7, 28, 14, tzinfo=UTC)
CLOSED = OPEN + timedelta(days=14)
ANSWERED = CLOSED + timedelta(days=1)
ANNOUNCED = CLOSED + timedelta(days=2)
VOTING = OPEN + timedelta(days=35)
DURING = OPEN + timedelta(days=3)

STATEMENT = """I have organised a user group in a small town for eight years, and *grants* made it possible.

## What I want to do

- keep grants simple
- publish what they paid for, with [numbers](https://example.org/numbers)

> A community is the people who do the washing-up.

Then there is the question of money. The foundation depends on one conference, and one year without it was enough to
show how thin the ice is. I would rather have many small members than a few large sponsors."""


def election(slug: str = "board-2026", *, shifted: timedelta = timedelta(0), **more: Any) -> Election:
    """The board election of 2026, announced; `shifted` moves its whole timetable."""
    office = officer()
    return Election.objects.create(
        slug=slug,
        name="Board election 2026",
        announced_at=OPEN + shifted - timedelta(days=7),
        announced_by=office,
        nominations_open=OPEN + shifted,
        nominations_close=CLOSED + shifted,
        acceptance_closes=ANSWERED + shifted,
        candidates_announced=ANNOUNCED + shifted,
        roll_closes=VOTING + shifted - timedelta(days=7),
        voting_opens=VOTING + shifted,
        voting_closes=VOTING + shifted + timedelta(days=14),
        **more,
    )


def seal(election: Election) -> None:
    """Roll and ballot are sealed, so voting opens at its time."""
    office, at = election.announced_by, election.candidates_announced
    sealed = {"roll_sealed_at": at, "roll_sealed_by": office, "roll_hash": "0" * 64}
    Election.objects.filter(pk=election.pk).update(**sealed, ballot_sealed_at=at, ballot_sealed_by=office)


def member(name: str = "Mia Member", email: str = "") -> Person:
    """Somebody with an account and a Basic membership."""
    somebody = person(name, email)
    Membership.objects.create(person=somebody, membership_class=MembershipClass.BASIC, source="list, row 2", name=name)
    return somebody


def named(
    election: Election, name: str = "Nora Nominee", email: str = "nora@example.org", by: Person | None = None
) -> Nomination:
    """Somebody who was nominated by a member and has not answered."""
    return nominating.nominate(
        election, name=name, email=email, text="She keeps things going.", by=by or member(), at=during(election)
    )


def standing(election: Election, name: str = "Nora Nominee", email: str = "", by: Person | None = None) -> Nominee:
    """Somebody who nominated themselves, with an account."""
    somebody = by or member(name, email)
    nomination = nominating.nominate(
        election,
        name=name,
        email=somebody.user.email,
        text="I stand *because* I can.",
        by=somebody,
        at=during(election),
        employer="Example Works",
        agrees_to_code_of_conduct=True,
    )
    return nomination.nominee


def approve_all(election: Election) -> None:
    """An officer approves every word that waits."""
    office = officer("Otto Officer")
    for profile in waiting_profiles(election):
        approve(profile, by=office, at=during(election))
    for endorsement in waiting_endorsements(election):
        approve(endorsement, by=office, at=during(election))


def during(election: Election) -> datetime:
    """Three days after its nominations opened."""
    assert election.nominations_open is not None
    return election.nominations_open + timedelta(days=3)
