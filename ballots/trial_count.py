"""A trial count of this very ballot: invented votes on its questions, sealed, recorded, counted, seated and verified.

In 2025 the number of winners was not set, and everybody was elected: that shows here, before anybody votes. Keys and
credentials live for the moment of the trial; nothing of it is kept but what came out, in the journal.
"""

import io
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots.asked import questions_hash
from ballots.choices import Offer, offers, question
from ballots.invented_votes import InventedVotes
from ballots.models import Choice
from ballots.protocol.ballot import check, seal
from ballots.protocol.credentials import derive, new_private_credential, new_uuid
from ballots.protocol.keys import new_private_key
from ballots.protocol.questions import Election as ElectionFile
from ballots.protocol.questions import Question
from ballots.protocol.record import Step, ballot_step, end_step, header, result_step, setup_step, share_step, tally_step
from ballots.protocol.setup import Setup
from ballots.protocol.tally import accumulate, decrypt, totals
from ballots.protocol.trustees import single_trustees
from ballots.protocol.verify import verify
from ballots.seating_inputs import ChoiceTotal, gather
from base import journal
from base.models import JournalLine
from elections.models import Contest, Election
from elections.officers import require_officer
from members.models import Person

VOTERS: Final = 12
AGAIN: Final = 4  # one voter in so many votes a second time

Totals = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Trial:
    """What was tried, and what came of it."""

    asked: str
    """The hash of what was asked, so that a later change shows."""
    ballots: int
    agrees: bool
    """The plain sum of the votes, the opened totals and the verifier's recount are the same."""
    seats: int
    seated: int

    @property
    def went_well(self) -> bool:
        return self.agrees and self.seats == self.seated


@dataclass(frozen=True)
class Counted:
    """The same totals three times, if all is well; and the hash of EndBallots, from which lots come."""

    expected: Totals
    opened: Totals
    verified: Totals
    ended: str

    @property
    def agrees(self) -> bool:
        expected, opened, verified = (
            [list(row) for row in each] for each in (self.expected, self.opened, self.verified)
        )
        return expected == opened == verified


@transaction.atomic
def try_count(election: Election, *, by: Person, at: datetime) -> Trial:
    """Count invented votes on what the election asks now. What came out stands in the public journal, good or not."""
    require_officer(by)
    ballot = [(contest, offers(contest)) for contest in election.contests.prefetch_related("seats")]
    if not ballot or not all(offered for _contest, offered in ballot):
        raise ValidationError(_("There is nothing to choose from yet, so nothing can be counted."), code="nothing")
    asked = [question(contest, [offer.label for offer in offered]) for contest, offered in ballot]
    counted = count_invented(election.name, election.description, asked, at=at)
    seats = [contest for contest, _offered in ballot if contest.kind == Contest.Kind.SEATS]
    trial = Trial(
        asked=questions_hash(election),
        ballots=VOTERS,
        agrees=counted.agrees,
        seats=sum(contest.seats.count() for contest in seats),
        seated=sum(
            _seated(election, contest, offered, row, counted.ended)
            for (contest, offered), row in zip(ballot, counted.verified, strict=True)
            if contest in seats
        ),
    )
    public = election.announced_at is not None
    journal.write("try count", by=by, election=election.uuid, details=asdict(trial), public=public)
    return trial


def last_trial(election: Election) -> tuple[JournalLine, Trial] | None:
    """The latest trial as the journal has it."""
    line = JournalLine.objects.filter(election_uuid=election.uuid, act="try count").order_by("-id").first()
    return (line, Trial(**line.details)) if line else None


def count_invented(name: str, description: str, asked: Sequence[Question], *, at: datetime) -> Counted:
    """Everything that an election does to ballots, in memory: some voters vote twice, and their last ballot counts."""
    key, uuid = new_private_key(), new_uuid()
    trustees = single_trustees([key.public()])
    privates = [new_private_credential() for _ in range(VOTERS)]
    listed = sorted((derive(uuid, each) for each in privates), key=lambda signing: signing.credential)
    file = ElectionFile(
        uuid=uuid, name=name, description=description, public_key=trustees.election_key, questions=tuple(asked)
    )
    sealed = Setup(file, trustees, tuple(signing.public for signing in listed))
    votes = InventedVotes(asked, secrets.randbits(32))
    cast = [
        (voter, seal(file, privates[voter], votes.of(voter))) for voter in [*range(VOTERS), *range(0, VOTERS, AGAIN)]
    ]
    checked = {voter: check(sealed, ballot) for voter, ballot in cast}
    steps = _chain(sealed, [ballot for _voter, ballot in cast])
    tally = accumulate(sealed.questions, (each.choices for each in checked.values()))
    ended = steps[-1].event.hash
    steps.append(tally_step(steps[-1].head, tally))
    share = decrypt(sealed, tally, key)
    opened = totals(trustees, tally, {1: share})
    steps.append(share_step(steps[-1].head, 1, share))
    steps.append(result_step(steps[-1].head, opened))
    report = verify(io.BytesIO(_archive(steps, int(at.timestamp()))))
    return Counted(votes.totals, opened, report.result or (), ended)


def _chain(sealed: Setup, ballots: Iterable[bytes]) -> list[Step]:
    """The record up to the end of the ballots."""

    def append(steps: list[Step], ballot: bytes) -> list[Step]:
        return [*steps, ballot_step(steps[-1].head, ballot)]

    steps = reduce(append, ballots, [setup_step(sealed)])
    return [*steps, end_step(steps[-1].head)]


def _archive(steps: Iterable[Step], timestamp: int) -> bytes:
    return header(timestamp) + b"".join(step.archive(timestamp) for step in steps)


def _seated(election: Election, contest: Contest, offered: Sequence[Offer], row: Sequence[int], ended: str) -> int:
    """How many the rules would seat. Somebody whom nobody approved is not elected, so each gets a vote besides."""
    made: Any = (Choice(contest=contest, label=each.label, nominee=each.nominee) for each in offered)
    counted = [ChoiceTotal(choice, votes + 1) for choice, votes in zip(made, row[1:], strict=True)]
    return len(gather(election, contest, counted, ended).seating().seated)
