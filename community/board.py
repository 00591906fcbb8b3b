"""The register of directors: filled from a published election, and read as who sits, in which cohort, since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import results
from base import journal
from elections.models import BoardTerm, Contest, Election, ElectionKind, Organisation, Seated
from elections.officers import require_officer
from elections.seating import Outcome
from elections.timetable import locked
from members.models import Person
from nominees.models import Elected, Nominee

BOARD = "board"
COHORTS = ("B", "A", "C")  # those whose terms end in a year that divided by three leaves 0, 1 or 2 [bylaws 5.4]
FULL_TERM = 3


@dataclass(frozen=True)
class Won:
    """Somebody who was elected to a seat."""

    name: str
    person: Person | None
    years: int
    organisations: Sequence[Organisation] = ()


def cohort_of(ends: int) -> str:
    """The cohort of a term that ends in this year: C in 2024, B in 2025, A in 2026."""
    return COHORTS[ends % 3]


def sitting(terms: Iterable[BoardTerm], today: date) -> list[BoardTerm]:
    """Who sits today. Whose term is over holds their seat until a successor in the same cohort has begun theirs."""
    terms = list(terms)
    begun = [term for term in terms if term.since <= today]
    return [term for term in begun if today < term.until or (_lately(term, today) and not _succeeded(term, begun))]


def _lately(term: BoardTerm, today: date) -> bool:
    """Half a year: nobody holds over for longer because the register was forgotten."""
    return (today - term.until).days < 183


def _succeeded(term: BoardTerm, begun: Iterable[BoardTerm]) -> bool:
    near = (other for other in begun if other.since > term.since and abs((other.since - term.until).days) < 183)
    return not term.cohort or any(other.cohort == term.cohort for other in near)


def is_for_the_board(election: Election) -> bool:
    return election.body == BOARD


def bodies() -> dict[str, str]:
    """The name of every body that has a register, by its short name; the board first."""
    told = [*Election.objects.values_list("body", "body_name"), *ElectionKind.objects.values_list("body", "body_name")]
    others = {body: name for body, name in told if body and body != BOARD}
    return {BOARD: _("Board of directors")} | dict(sorted(others.items(), key=lambda pair: pair[1]))


@transaction.atomic
def enter_directors(election: Election, *, by: Person, at: datetime) -> list[BoardTerm]:
    """Who was elected sits from the close of the vote; the term ends with the month before its last anniversary.

    So it is over when the vote on the successors closes, also if that is some days earlier in its year; until they
    are seated the register shows who holds over. Staff correct what was different.
    """
    require_officer(by)
    election = locked(election)
    if not election.body:
        raise ValidationError(_("This election seats nobody."), code="no body")
    if election.voided_at:
        raise ValidationError(_("This vote was declared void: it elected nobody."), code="void")
    if election.board_terms.exists():
        raise ValidationError(_("Its directors are in the register already."), code="entered")
    won = elected(election)
    if not won:
        raise ValidationError(_("Nobody is known to have been elected."), code="nobody")
    terms = [_enter(election, each) for each in won]
    journal.write(
        "enter directors", by=by, election=election.uuid, subject=election.name, details={"terms": len(terms)}
    )
    return terms


def elected(election: Election) -> list[Won]:
    """Who was elected, by the published result or by the list that was taken over; nobody without a quorum."""
    if election.is_imported:
        rows = Elected.objects.filter(election=election).select_related("nominee__person")
        return [Won(row.name, row.nominee.person if row.nominee else None, row.years or FULL_TERM) for row in rows]
    result = results.published(election)
    return _seated(election, result) if result["quorum_met"] else []


def not_entered(elections: Iterable[Election]) -> list[Election]:
    """Elections whose result is known, and whose winners are not in the register of their body."""
    valid = (each for each in elections if each.body and not each.voided_at)
    known = [each for each in valid if each.published_at or each.is_imported]
    entered = set(BoardTerm.objects.filter(election__in=known).values_list("election_id", flat=True))
    listed = set(Elected.objects.filter(election__in=known).values_list("election_id", flat=True))
    seats = set(
        Contest.objects.filter(election__in=known, kind=Contest.Kind.SEATS).values_list("election_id", flat=True)
    )
    return [each for each in known if each.pk not in entered and each.pk in (listed if each.is_imported else seats)]


def _enter(election: Election, won: Won) -> BoardTerm:
    since = election.voting_closes.date()
    until = date(since.year + won.years, since.month, 1)
    term = BoardTerm.objects.create(
        person=won.person,
        name=won.name,
        body=election.body,
        cohort=cohort_of(until.year) if is_for_the_board(election) else "",
        how=Seated.VACANCY if is_for_the_board(election) and won.years < FULL_TERM else Seated.ELECTED,
        election=election,
        since=since,
        until=until,
    )
    term.organisations.set(won.organisations)
    return term


def _seated(election: Election, result: results.ResultData) -> list[Won]:
    nominees = Nominee.objects.filter(election=election).select_related("person").prefetch_related("organisations")
    by_slug = {nominee.slug: nominee for nominee in nominees}
    return [
        Won(
            choice["name"],
            by_slug[choice["slug"]].person,
            choice["years"] or FULL_TERM,
            list(by_slug[choice["slug"]].organisations.all()),
        )
        for contest in result["contests"]
        if contest["kind"] == Contest.Kind.SEATS
        for choice in contest["choices"]
        if choice["outcome"] == Outcome.SEATED.value
    ]
