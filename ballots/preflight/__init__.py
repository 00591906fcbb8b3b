"""The pre-flight: everything that must be true, and what had better be true, before a ballot is sealed."""

from datetime import datetime

from ballots.preflight import ballot, candidates, credentials, people, site, times, trustees
from ballots.preflight.check import Check
from elections.models import Election

__all__ = ["Check", "preflight"]


def preflight(election: Election, at: datetime) -> list[Check]:
    """Every check, passed or not. The ballot may be sealed when none of them fails; then what can still go wrong."""
    if election.ballot_sealed_at:
        return [
            *trustees.after_sealing(election, at),
            *credentials.after_sealing(election),
            *people.checks(election, at),
            *site.checks(at),
        ]
    return [
        *times.checks(election, at),
        *ballot.checks(election),
        *candidates.checks(election, at),
        *people.checks(election, at),
        *trustees.before_sealing(election),
        *credentials.before_sealing(election),
        *site.checks(at),
    ]
