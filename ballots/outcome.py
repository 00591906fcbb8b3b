"""What an election decided: a function of its public record and its rules, the same for whoever works it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from ballots import record
from ballots.models import Choice, RecordEvent, Setup, Share
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
from ballots.setup import prepared, setup_of
from elections.majority import Decision, Majority, Votes, decide
from elections.models import AffiliationLimit, BoardTerm, Contest, Election, Organisation
from elections.officers import require_officer
from elections.quorum import Quorum, quorum
from elections.seating import Candidate, Exclusion, Limit, Seat, Seating, quarter_of_board, seat
from elections.ties import tie_order
from members.models import Person
from nominees.models import Nominee

Totals = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class ChoiceTotal:
    choice: Choice
    votes: int


@dataclass(frozen=True)
class ContestOutcome:
    """A contest for seats has a seating, whose candidates are nominees' slugs; a resolution has a decision."""

    contest: Contest
    totals: tuple[ChoiceTotal, ...]
    """In the order of the sealed ballot."""
    abstentions: int
    seating: Seating | None = None
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
    """The same for officers, from the count on: what they certify."""
    require_officer(by)
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
    members = _voting_members(election)
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
    return Outcome(election, ballots, members, quorum(members, ballots, fraction), contests)


def _voting_members(election: Election) -> int:
    """Who is on the roll, with whoever was removed after casting: that ballot cannot be taken out, so it counts."""
    stayed_or_cast = Q(removed_at__isnull=True) | Q(credential__ballots__isnull=False)
    return election.roll.filter(stayed_or_cast).distinct().count()


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
    return ContestOutcome(contest, counted, abstentions, seating=_seating(election, contest, counted, ended))


def _seating(election: Election, contest: Contest, counted: Sequence[ChoiceTotal], ended: str) -> Seating:
    roots = _Roots()
    candidates = [_candidate(each, roots) for each in counted]
    seats = [Seat(str(each.position), each.years) for each in contest.seats.all()]
    order = tie_order(ended, str(contest.uuid), [candidate.id for candidate in candidates])
    return seat(candidates, seats, limit=_limit(election, roots), tie_order=order)


def _candidate(counted: ChoiceTotal, roots: "_Roots") -> Candidate:
    nominee = counted.choice.nominee
    assert nominee is not None  # noqa: S101  a contest for seats has nominees
    exclusion, reason = None, ""
    if nominee.withdrawn_at:
        exclusion = Exclusion.WITHDRAWN
    elif nominee.ineligible_reason:
        exclusion, reason = Exclusion.INELIGIBLE, nominee.ineligible_reason
    return Candidate(nominee.slug, counted.votes, roots.of(nominee), exclusion, reason)


def _limit(election: Election, roots: "_Roots") -> Limit | None:
    """How many of one entity may sit, with those who sit on and are not up in this election."""
    if election.affiliation_limit == AffiliationLimit.NONE:
        return None
    sitting = [roots.of(term) for term in _sitting(election, election.voting_closes.date())]
    if election.affiliation_limit == AffiliationLimit.TWO:
        return Limit(2, sitting)
    return Limit(quarter_of_board(election.board_size), sitting)


def _sitting(election: Election, day: date) -> list[BoardTerm]:
    """Whose term goes on beyond the day on which voting closes, and who does not stand again."""
    standing = Nominee.objects.filter(election=election, choices__isnull=False).values("person")
    terms = BoardTerm.objects.filter(since__lte=day, until__gt=day).exclude(person__in=standing)
    return list(terms.prefetch_related("organisations"))


class _Roots:
    """Which entity controls each organisation in the end: those under common control are one [bylaws 5.15]."""

    def __init__(self) -> None:
        everyone = list(Organisation.objects.values_list("pk", "name", "controlled_by"))
        self._names = {pk: name for pk, name, _ in everyone}
        self._parents = {pk: parent for pk, _, parent in everyone}

    def of(self, holder: Nominee | BoardTerm) -> frozenset[str]:
        return frozenset(self._names[self._root(each.pk)] for each in holder.organisations.all())

    def _root(self, pk: int) -> int:
        """A circle of control is one entity; its first organisation names it."""
        way = [pk]
        while (parent := self._parents[way[-1]]) is not None:
            if parent in way:
                return min(way[way.index(parent) :])
            way.append(parent)
        return way[-1]
