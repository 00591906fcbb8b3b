"""Making an election: from the template of the PSF's board, then its contests and seats, until the ballot is sealed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal, texts
from elections import phases
from elections.models import Contest, Election, Seat
from elections.officers import require_officer, require_reason, require_two
from elections.phases import Instants
from elections.sentences import problem_sentence
from elections.timetable import locked
from members.models import Person


def board_instants(voting_opens: datetime) -> Instants:
    """The PSF's timetable in practice, counted from the opening: 14 days to nominate and 14 to vote."""
    return Instants(
        nominations_open=voting_opens - timedelta(days=35),
        nominations_close=voting_opens - timedelta(days=21),
        acceptance_closes=voting_opens - timedelta(days=20),
        candidates_announced=voting_opens - timedelta(days=19),
        roll_closes=voting_opens - timedelta(days=7),
        voting_opens=voting_opens,
        voting_closes=voting_opens + timedelta(days=14),
    )


@transaction.atomic
def make_board_election(
    *, name: str, slug: str, voting_opens: datetime, seat_years: Sequence[int], by: Person, at: datetime
) -> Election:
    """A draft from the template: one contest with a seat for each of `seat_years`, terms in years."""
    require_officer(by)
    instants = board_instants(voting_opens)
    election = make_election(name=name, slug=slug, instants=instants, by=by, at=at)
    add_seats_contest(election, title=_("Board of directors"), seat_years=seat_years, by=by)
    return election


@transaction.atomic
def make_election(*, name: str, slug: str, instants: Instants, by: Person, at: datetime) -> Election:
    """A draft with the standard rules. Affirmations of the twelve months before the roll closes count."""
    require_officer(by)
    if found := phases.problems(instants):
        raise ValidationError([problem_sentence(problem) for problem in found], code="order")
    if Election.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("Another election has this address. Choose a different one.")}, code="slug")
    election = Election(name=name, slug=slug, created_by=by, affirmed_since=instants.roll_closes - timedelta(days=365))
    for instant in phases.Instant:
        setattr(election, instant.value, instants.of(instant))
    election.full_clean(exclude=["created_at"])
    election.save()
    journal.write("make election", by=by, election=election.uuid, subject=name)
    return election


@transaction.atomic
def describe(election: Election, *, name: str, description: str, by: Person) -> None:
    """Change the name and the introduction; the name of a sealed election is fixed."""
    require_officer(by)
    election = locked(election)
    if election.ballot_sealed_at and name != election.name:
        raise ValidationError({"name": _("The ballot is sealed: the name is fixed.")}, code="sealed")
    texts.check(description, limit=20_000)
    election.name, election.description = name, description
    election.description_html = texts.render(description)
    election.save(update_fields=["name", "description", "description_html"])
    journal.write("describe", by=by, election=election.uuid)


@transaction.atomic
def add_seats_contest(
    election: Election, *, title: str, seat_years: Sequence[int], by: Person, max_choices: int | None = None
) -> Contest:
    """A contest decided by approval. Seats are kept longest term first."""
    _refuse_if_sealed(election, by)
    if not seat_years:
        raise ValidationError(_("A contest needs at least one seat."), code="no seats")
    contest = Contest.objects.create(
        election=election, position=_next_position(election), kind="seats", title=title, max_choices=max_choices
    )
    Seat.objects.bulk_create(
        Seat(contest=contest, position=position, years=years)
        for position, years in enumerate(sorted(seat_years, reverse=True), start=1)
    )
    journal.write("add contest", by=by, election=election.uuid, subject=title, details={"seat years": list(seat_years)})
    return contest


@transaction.atomic
def add_resolution(election: Election, *, title: str, text: str, majority: str, by: Person) -> Contest:
    """A question answered For, Against or Abstain; `majority` is the rule that it must meet, fixed before opening."""
    _refuse_if_sealed(election, by)
    texts.check(text, limit=20_000)
    contest = Contest.objects.create(
        election=election,
        position=_next_position(election),
        kind="resolution",
        title=title,
        text=text,
        text_html=texts.render(text),
        majority=Contest.Majority(majority),
    )
    journal.write("add resolution", by=by, election=election.uuid, subject=title, details={"majority": majority})
    return contest


@transaction.atomic
def remove_contest(contest: Contest, *, by: Person) -> None:
    """Take a contest off a ballot that is not sealed."""
    _refuse_if_sealed(contest.election, by)
    journal.write("remove contest", by=by, election=contest.election.uuid, subject=contest.title)
    contest.delete()


@transaction.atomic
def set_rules(election: Election, *, rules: dict[str, object], by: Person) -> None:
    """Change rules of an election whose ballot is not sealed: they are fixed before anyone votes."""
    _refuse_if_sealed(election, by)
    election = locked(election)
    changed = {name: value for name, value in rules.items() if getattr(election, name) != value}
    if changed.get("officers_required") == 1:
        raise ValidationError(
            {"officers_required": _("That one officer is enough is for two officers to decide: ask for it as an act.")},
            code="second officer",
        )
    if not changed:
        return
    before = {name: getattr(election, name) for name in changed}
    for name, value in changed.items():
        setattr(election, name, value)
    election.full_clean(exclude=["created_at"])
    election.save(update_fields=list(changed))
    journal.write(
        "change rules",
        by=by,
        election=election.uuid,
        details={name: {"from": str(before[name]), "to": str(value)} for name, value in changed.items()},
        public=election.announced_at is not None,
    )


@transaction.atomic
def let_one_officer_suffice(
    election: Election, *, by: Person, seconded_by: Person | None, at: datetime, reason: str
) -> None:
    """From now on critical acts take one officer. Two must say so, or it would protect nothing."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    _refuse_if_sealed(election, by)
    election = locked(election)
    election.officers_required = 1
    election.save(update_fields=["officers_required"])
    public = election.announced_at is not None
    journal.write(
        "let one officer suffice", by=by, second=seconded_by, election=election.uuid, reason=reason, public=public
    )


def _refuse_if_sealed(election: Election, by: Person) -> None:
    require_officer(by)
    if locked(election).ballot_sealed_at:
        raise ValidationError(_("The ballot is sealed: nothing on it can change."), code="sealed")


def _next_position(election: Election) -> int:
    last = election.contests.order_by("-position").first()
    return last.position + 1 if last else 1
