"""All that the seats of a contest are filled from: candidates, seats, the limit with who sits on, and the lots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ballots.models import Choice
from elections.models import AffiliationLimit, BoardTerm, Contest, Election, Organisation
from elections.seating import Candidate, Exclusion, Limit, Seat, Seating, quarter_of_board, seat
from elections.ties import Draw, draw
from nominees.models import Nominee


@dataclass(frozen=True)
class ChoiceTotal:
    choice: Choice
    votes: int


@dataclass(frozen=True)
class Affiliation:
    """An organisation as it was disclosed, and the entity that it counts as: the one that controls it in the end."""

    organisation: str
    entity: str


@dataclass(frozen=True)
class Sitting:
    """Somebody on the body whose seat is not up."""

    name: str
    until: date
    affiliations: tuple[Affiliation, ...]

    @property
    def entities(self) -> frozenset[str]:
        return frozenset(each.entity for each in self.affiliations)


@dataclass(frozen=True)
class SeatingInputs:
    """Whatever is corrected later, this is what the seats were filled from."""

    candidates: tuple[Candidate, ...]
    affiliations: Mapping[str, tuple[Affiliation, ...]]
    """Of each candidate, by the slug."""
    seats: tuple[Seat, ...]
    limit: Limit | None
    sitting: tuple[Sitting, ...]
    ended: str
    """The hash of EndBallots, from which the lots come."""
    draw: Draw

    def seating(self) -> Seating:
        return seat(self.candidates, self.seats, limit=self.limit, tie_order=self.draw.order)


def gather(election: Election, contest: Contest, counted: Sequence[ChoiceTotal], ended: str) -> SeatingInputs:
    """`counted` are the choices of the contest with their votes; `ended` is the hash of EndBallots."""
    roots = _Roots()
    nominees = [_nominee(each) for each in counted]
    affiliations = {nominee.slug: roots.affiliations_of(nominee) for nominee in nominees}
    candidates = tuple(
        _candidate(nominee, each.votes, affiliations[nominee.slug])
        for nominee, each in zip(nominees, counted, strict=True)
    )
    sitting = tuple(
        Sitting(term.name, term.until, roots.affiliations_of(term))
        for term in _sitting(election, election.voting_closes.date())
    )
    return SeatingInputs(
        candidates=candidates,
        affiliations=affiliations,
        seats=tuple(Seat(str(each.position), each.years) for each in contest.seats.all()),
        limit=_limit(election, sitting),
        sitting=sitting if election.affiliation_limit != AffiliationLimit.NONE else (),
        ended=ended,
        draw=draw(ended, str(contest.uuid), [candidate.id for candidate in candidates]),
    )


def _nominee(counted: ChoiceTotal) -> Nominee:
    nominee = counted.choice.nominee
    assert nominee is not None  # noqa: S101  a contest for seats has nominees
    return nominee


def _candidate(nominee: Nominee, votes: int, affiliations: Sequence[Affiliation]) -> Candidate:
    exclusion, reason = None, ""
    if nominee.withdrawn_at:
        exclusion = Exclusion.WITHDRAWN
    elif nominee.ineligible_reason:
        exclusion, reason = Exclusion.INELIGIBLE, nominee.ineligible_reason
    return Candidate(nominee.slug, votes, frozenset(each.entity for each in affiliations), exclusion, reason)


def _limit(election: Election, sitting: Sequence[Sitting]) -> Limit | None:
    """How many of one entity may sit, with those who sit on and are not up in this election."""
    most = entity_limit(election)
    return None if most is None else Limit(most, tuple(each.entities for each in sitting))


def entity_limit(election: Election) -> int | None:
    """How many of one entity may sit on the body; None where any number may."""
    if election.affiliation_limit == AffiliationLimit.NONE:
        return None
    if election.affiliation_limit == AffiliationLimit.NUMBER:
        return election.entity_limit
    return quarter_of_board(election.board_size)


def _sitting(election: Election, day: date) -> list[BoardTerm]:
    """Whose term on this body goes on beyond the day on which voting closes, and who does not stand again."""
    standing = Nominee.objects.filter(election=election, choices__isnull=False).values("person")
    terms = BoardTerm.objects.filter(body=election.body, since__lte=day, until__gt=day).exclude(person__in=standing)
    return list(terms.prefetch_related("organisations"))


class _Roots:
    """Which entity controls each organisation in the end: those under common control are one [bylaws 5.15]."""

    def __init__(self) -> None:
        everyone = list(Organisation.objects.values_list("pk", "name", "controlled_by"))
        self._names = {pk: name for pk, name, _ in everyone}
        self._parents = {pk: parent for pk, _, parent in everyone}

    def affiliations_of(self, holder: Nominee | BoardTerm) -> tuple[Affiliation, ...]:
        return tuple(Affiliation(each.name, self._names[self._root(each.pk)]) for each in holder.organisations.all())

    def _root(self, pk: int) -> int:
        """A circle of control is one entity; its first organisation names it."""
        way = [pk]
        while (parent := self._parents[way[-1]]) is not None:
            if parent in way:
                return min(way[way.index(parent) :])
            way.append(parent)
        return way[-1]
