"""What an election decided: a function of its public record and its rules, the same for whoever works it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ballots import record
from ballots.models import Choice, RecordEvent, Setup, Share
from ballots.participants import HAS_CAST
from ballots.protocol.record import Kind
from ballots.protocol.setup import Setup as SealedElection
from ballots.protocol.tally import (
    EncryptedTally,
    PartialDecryption,
    read_encrypted_tally,
    read_partial_decryption,
    read_result,
    read_sized,
    totals,
)
from ballots.seating_inputs import ChoiceTotal, SeatingInputs, gather
from ballots.setup import prepared, setup_of
from elections.majority import Decision, Majority, Votes, decide
from elections.models import Contest, Election, RollEntry
from elections.officers import require_reader
from elections.quorum import Quorum, quorum
from elections.roles import Duty
from elections.seating import Seating
from elections.turnout import Turnout, by_class
from members.models import Person

Totals = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class ContestOutcome:
    """A contest for seats has a seating, whose candidates are nominees' slugs; a resolution has a decision."""

    contest: Contest
    totals: tuple[ChoiceTotal, ...]
    """In the order of the sealed ballot."""
    abstentions: int
    seating: Seating | None = None
    inputs: SeatingInputs | None = None
    """What it was seated from."""
    decision: Decision | None = None

    @property
    def is_unresolved(self) -> bool:
        return self.seating is not None and self.seating.is_unresolved


@dataclass(frozen=True)
class Outcome:
    election: Election
    ballots: int
    """Voters whose ballot counts; each has one."""
    eligible: int
    quorum: Quorum
    turnout: tuple[Turnout, ...]
    contests: tuple[ContestOutcome, ...]

    @property
    def is_unresolved(self) -> bool:
        return any(each.is_unresolved for each in self.contests)


def outcome(election: Election) -> Outcome:
    """The published result; refused before publication."""
    setup = setup_of(election)
    result = record.event(setup, Kind.RESULT)
    if result is None:
        raise ValidationError(_("The result is not published yet."), code="not published")
    return _outcome(election, setup, read_result(prepared(setup).questions, result.data[0].encode()))


def preview(election: Election, *, by: Person) -> Outcome:
    """The same for officers, from the count on: what they certify; auditors read it too."""
    require_reader(by, Duty.CONDUCT)
    return _outcome(election, setup_of(election), totals_of(setup_of(election)))


def totals_of(setup: Setup) -> Totals:
    """The totals that the trustees' shares give; refused before the count."""
    sealed = prepared(setup)
    tally = stored_tally(setup, sealed)
    shares = {given.owner: share_of(sealed, given) for given in Share.objects.filter(setup=setup)}
    return totals(sealed.trustees, tally, shares)


def stored_tally(setup: Setup, sealed: SealedElection) -> EncryptedTally:
    """The encrypted totals as they stand in the record."""
    counted = record.event(setup, Kind.ENCRYPTED_TALLY)
    if counted is None:
        raise ValidationError(_("The ballots are not counted yet."), code="not counted")
    return read_encrypted_tally(sealed, counted.data[0].encode(), _ballots(counted))


def share_of(sealed: SealedElection, given: Share) -> PartialDecryption:
    return read_partial_decryption(sealed, bytes(given.payload))


def _ballots(counted: RecordEvent) -> int:
    return read_sized(counted.data[1].encode())[0]


def _outcome(election: Election, setup: Setup, result: Totals) -> Outcome:
    counted = record.event(setup, Kind.ENCRYPTED_TALLY)
    ended = record.event(setup, Kind.END_BALLOTS)
    assert counted is not None  # noqa: S101  the grammar of the record
    assert ended is not None  # noqa: S101
    members = _voting_members(election).count()
    choices = Choice.objects.filter(setup=setup).select_related("contest", "nominee")
    choices = choices.prefetch_related("nominee__organisations", "contest__seats").order_by(
        "contest__position", "position"
    )
    by_contest: dict[Contest, list[Choice]] = {}
    for choice in choices:
        by_contest.setdefault(choice.contest, []).append(choice)
    contests = tuple(
        _contest(election, contest, offered, row, members, ended.hash)
        for (contest, offered), row in zip(by_contest.items(), result, strict=True)
    )
    ballots = _ballots(counted)
    fraction = Fraction(election.quorum_numerator, election.quorum_denominator)
    return Outcome(election, ballots, members, quorum(members, ballots, fraction), turnout_of(election), contests)


def turnout_of(election: Election) -> tuple[Turnout, ...]:
    """How many of each class are on the roll, and how many of them voted; small classes merged."""
    cast = Count("pk", filter=HAS_CAST, distinct=True)
    classes = _voting_members(election).values("membership_class").order_by("membership_class")
    found = classes.annotate(eligible=Count("pk", distinct=True), voted=cast)
    eligible = {each["membership_class"]: each["eligible"] for each in found}
    return by_class(eligible, {each["membership_class"]: each["voted"] for each in found})


def _voting_members(election: Election) -> QuerySet[RollEntry]:
    """Who is on the roll, with whoever was removed after casting: that ballot cannot be taken out, so it counts."""
    stayed_or_cast = Q(removed_at__isnull=True) | HAS_CAST
    return election.roll.filter(stayed_or_cast).distinct()


def _contest(
    election: Election, contest: Contest, offered: Sequence[Choice], row: Sequence[int], members: int, ended: str
) -> ContestOutcome:
    """`row` has the abstentions first, then one number a choice."""
    abstentions, *votes = row
    counted = tuple(ChoiceTotal(choice, number) for choice, number in zip(offered, votes, strict=True))
    if contest.kind == Contest.Kind.RESOLUTION:
        in_favour, against = votes
        decision = decide(Votes(in_favour, against, abstentions), Majority(contest.majority), members)
        return ContestOutcome(contest, counted, abstentions, decision=decision)
    inputs = gather(election, contest, counted, ended)
    return ContestOutcome(contest, counted, abstentions, seating=inputs.seating(), inputs=inputs)
