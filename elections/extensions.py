"""Extensions of voting, as the public journal has them, for pages on which somebody may remember the earlier close."""

from dataclasses import dataclass
from datetime import datetime

from base.models import JournalLine
from elections.models import Election


@dataclass(frozen=True)
class Extension:
    """When voting was to close, when it closes instead, why, and when that was decided."""

    before: datetime
    until: datetime
    reason: str
    at: datetime


def extensions(election: Election) -> list[Extension]:
    """In the order in which they were made. Before the ballot is sealed there are none, and nothing is looked for."""
    if election.ballot_sealed_at is None:
        return []
    lines = JournalLine.objects.filter(election_uuid=election.uuid, act="extend", public=True).order_by("id")
    return [_extension(line) for line in lines]


def _extension(line: JournalLine) -> Extension:
    close = line.details["voting_closes"]
    return Extension(datetime.fromisoformat(close["from"]), datetime.fromisoformat(close["to"]), line.reason, line.at)
