"""How many voted so far, for the office while voting is open: numbers by day and class, and never who, nor what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from django.db import connection

from ballots.models import Ballot
from elections.models import Election
from elections.quorum import Quorum, quorum

DAY = timedelta(days=1)
FEW = 5  # voters: the totals of fewer can tell how one of them voted
FIRST_BALLOTS = """
    SELECT (first AT TIME ZONE 'UTC')::date AS day, count(*)
    FROM (
        SELECT min(ballot.cast_at) AS first
        FROM ballots_ballot ballot JOIN ballots_setup setup ON setup.id = ballot.setup_id
        WHERE setup.election_id = %s
        GROUP BY ballot.credential_id
    ) voter
    GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class Day:
    """How many voted for the first time on one day (UTC), and by its end."""

    day: date
    voters: int
    so_far: int


def quorum_now(election: Election) -> Quorum:
    """By who has cast until now, and who is on the roll."""
    cast = voters_so_far(election)
    fraction = Fraction(election.quorum_numerator, election.quorum_denominator)
    return quorum(voting_members(election, cast), cast, fraction)


def voters_so_far(election: Election) -> int:
    """Whoever votes again is one voter."""
    return Ballot.objects.filter(setup__election=election).values("credential").distinct().count()


def voting_members(election: Election, cast: int) -> int:
    """Never fewer than have cast, since somebody may have been removed after that."""
    return max(election.roll.filter(removed_at=None).count(), cast)


def by_day(election: Election, now: datetime) -> list[Day]:
    """Every day of the vote until now, those without a ballot too."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_BALLOTS, [election.pk])
        numbers: dict[date, int] = dict(cursor.fetchall())
    last = min(now, election.voting_closes).astimezone(UTC).date()
    day, days, total = election.voting_opens.astimezone(UTC).date(), [], 0
    while day <= last:
        total += numbers.get(day, 0)
        days.append(Day(day, numbers.get(day, 0), total))
        day += DAY
    return days
