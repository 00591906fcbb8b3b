"""Corrections of the register of directors: terms that no election here tells of, and what was entered wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from community.board import BOARD, bodies
from elections.models import BoardTerm, Seated
from elections.officers import require_officer, require_reason
from members.addresses import normalised
from members.linking import survivor
from members.models import Address, Person
from nominees.eligibility import organisations_named


@dataclass(frozen=True, kw_only=True)
class Term:
    """One director's time on the board, as typed. `until` is the first day on which it is over."""

    name: str
    since: date
    until: date
    email: str = ""
    """An address under which we know them: then their pages as a candidate tell of the term. Empty: nobody we know."""
    seat: str = ""
    cohort: str = ""
    how: str = Seated.ELECTED
    organisations: Sequence[str] = ()
    body: str = BOARD


@transaction.atomic
def enter_term(said: Term, *, by: Person, at: datetime, reason: str) -> BoardTerm:
    """Somebody who sits, or sat, and whom no election here has entered."""
    require_officer(by)
    term = _filled(BoardTerm(), said)
    _journal("enter term", term, by=by, reason=require_reason(reason))
    return term


@transaction.atomic
def correct_term(term: BoardTerm, said: Term, *, by: Person, at: datetime, reason: str) -> BoardTerm:
    """What the register says of a term, put right: somebody left early, or a name was wrong."""
    require_officer(by)
    term = BoardTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
    before = told(term)
    term = _filled(term, said)
    if told(term) != before:
        moved = {name: {"from": before[name], "to": now} for name, now in told(term).items() if now != before[name]}
        _journal("correct term", term, by=by, reason=require_reason(reason), details=moved)
    return term


@transaction.atomic
def remove_term(term: BoardTerm, *, by: Person, at: datetime, reason: str) -> None:
    """It was never so."""
    require_officer(by)
    _journal("remove term", term, by=by, reason=require_reason(reason), details=told(term))
    term.delete()


def told(term: BoardTerm) -> dict[str, str | int | None]:
    """What the register says of a term, for the journal."""
    return {
        "name": term.name,
        "body": term.body,
        "person": term.person_id,
        "seat": term.seat,
        "cohort": term.cohort,
        "how": term.how,
        "since": term.since.isoformat(),
        "until": term.until.isoformat(),
        "organisations": ", ".join(sorted(term.organisations.values_list("name", flat=True))),
    }


def _filled(term: BoardTerm, said: Term) -> BoardTerm:
    name, seat = " ".join(said.name.split()), " ".join(said.seat.split())
    problems = {}
    if not name or not name.isprintable() or len(name) > 200:
        problems["name"] = _("Give their name, in at most 200 characters.")
    if len(seat) > 100 or not seat.isprintable():
        problems["seat"] = _("At most 100 characters, all of them visible.")
    if said.until <= said.since:
        problems["until"] = _("A term ends after it began.")
    if said.email.strip() and _known(said.email) is None:
        problems["email"] = _("We know nobody by this address.")
    if said.body not in bodies():
        problems["body"] = _("There is no such body.")
    if problems:
        raise ValidationError(problems)
    term.body = said.body
    term.name, term.seat, term.cohort, term.how = name, seat, said.cohort, said.how
    term.since, term.until, term.person = said.since, said.until, _known(said.email)
    term.save()
    term.organisations.set(organisations_named(said.organisations))
    return term


def _known(email: str) -> Person | None:
    address = Address.objects.filter(normalised=normalised(email)).select_related("person__merged_into").first()
    return survivor(address.person) if address and email.strip() else None


def _journal(
    act: str, term: BoardTerm, *, by: Person, reason: str, details: Mapping[str, object] | None = None
) -> None:
    election = term.election.uuid if term.election else None
    journal.write(act, by=by, election=election, subject=str(term), reason=reason, details=details)
