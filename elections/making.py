"""Making an election of one of the kinds, then its words, contests and rules, until the ballot is sealed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal, stale, texts
from elections import phases
from elections.models import Contest, Election, ElectionKind, Seat
from elections.models.kind import RulesOfABody
from elections.officers import require_officer, require_reason, require_two
from elections.phases import Instants
from elections.sentences import problem_sentence
from elections.timetable import locked
from members.models import Person

ROLL_RULES = frozenset(
    {
        "voting_classes",
        "affirmation_required",
        "affirmed_since",
        "fellows_must_affirm",
        "votes_missed_limit",
        "opt_in_required",
    }
)
"""They decide who is on the roll."""
RULES_OF_A_BODY = tuple(field.name for field in RulesOfABody._meta.get_fields())
"""What an election takes over from its kind."""


@transaction.atomic
def make_board_election(
    *, name: str, slug: str, voting_opens: datetime, seat_years: Sequence[int], by: Person, at: datetime
) -> Election:
    """A draft of the board's kind: one contest with a seat for each of `seat_years`, terms in years."""
    return make_of_kind(
        board_kind(), name=name, slug=slug, voting_opens=voting_opens, seat_years=seat_years, by=by, at=at
    )


def board_kind() -> ElectionKind:
    """The board's; the defaults of a kind are those of the board, too."""
    known = ElectionKind.objects.filter(slug="board").first()
    return known or ElectionKind(slug="board", name="Board election", has_questions=False)


@transaction.atomic
def make_of_kind(
    kind: ElectionKind,
    *,
    name: str,
    slug: str,
    voting_opens: datetime,
    seat_years: Sequence[int],
    by: Person,
    at: datetime,
) -> Election:
    """A draft with the kind's rules, windows and words, which are its own from now on; and a contest for the seats."""
    require_officer(by)
    if seat_years and not kind.has_nominations:
        raise ValidationError(
            {"seat_years": _("This kind of election has no nominees, so it fills no seats.")}, code="seats"
        )
    election = make_election(name=name, slug=slug, instants=instants_of(kind, voting_opens), by=by, at=at)
    for rule in RULES_OF_A_BODY:
        setattr(election, rule, getattr(kind, rule))
    election.kind = kind if kind.pk else None
    election.full_clean(exclude=["created_at"])
    election.save()
    if seat_years:
        add_seats_contest(election, title=kind.body_name or name, seat_years=seat_years, by=by)
    return election


def instants_of(kind: ElectionKind, voting_opens: datetime) -> Instants:
    """The windows that the kind has, counted from the opening; without nominees the roll and the vote alone."""
    voting_closes = voting_opens + timedelta(days=kind.voting_days)
    roll_closes = voting_opens - timedelta(days=7)
    if not kind.has_nominations:
        return Instants(roll_closes=roll_closes, voting_opens=voting_opens, voting_closes=voting_closes)
    announced = voting_opens - timedelta(days=19)
    questions = (announced, voting_closes) if kind.has_questions else (None, None)
    return Instants(
        nominations_open=announced - timedelta(days=kind.nomination_days + 2),
        nominations_close=announced - timedelta(days=2),
        acceptance_closes=announced - timedelta(days=1),
        candidates_announced=announced,
        questions_open=questions[0],
        questions_close=questions[1],
        roll_closes=roll_closes,
        voting_opens=voting_opens,
        voting_closes=voting_closes,
    )


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
def describe(election: Election, *, name: str, description: str, by: Person, reason: str = "", seen: str = "") -> None:
    """Change the name and the introduction, which are sealed with the ballot; `seen` as in `set_rules`."""
    require_officer(by)
    election = locked(election)
    said = {"name": name, "description": description}
    changed = {each: getattr(election, each) for each in said if getattr(election, each) != said[each]}
    stale.require_unchanged(seen, changed)
    if not changed:
        return
    election, reason = _changeable(election, by, reason)
    texts.check(description)
    election.name, election.description = name, description
    election.full_clean(exclude=["created_at"])
    election.description_html = texts.render(description)
    election.save(update_fields=["name", "description", "description_html"])
    _journal("describe", election, by=by, reason=reason)


@transaction.atomic
def add_seats_contest(
    election: Election,
    *,
    title: str,
    seat_years: Sequence[int],
    by: Person,
    max_choices: int | None = None,
    reason: str = "",
) -> Contest:
    """A contest decided by approval. Seats are kept longest term first."""
    election, reason = _changeable(election, by, reason)
    if not seat_years:
        raise ValidationError(_("A contest needs at least one seat."), code="no seats")
    contest = Contest.objects.create(
        election=election, position=_next_position(election), kind="seats", title=title, max_choices=max_choices
    )
    Seat.objects.bulk_create(
        Seat(contest=contest, position=position, years=years)
        for position, years in enumerate(sorted(seat_years, reverse=True), start=1)
    )
    details = {"seat years": ", ".join(str(seat.years) for seat in contest.seats.all())}
    _journal("add contest", election, by=by, subject=title, reason=reason, details=details)
    return contest


@transaction.atomic
def add_resolution(
    election: Election, *, title: str, text: str, majority: str, by: Person, reason: str = ""
) -> Contest:
    """A question answered For, Against or Abstain; `majority` is the rule that it must meet, fixed before opening."""
    election, reason = _changeable(election, by, reason)
    texts.check(text)
    contest = Contest.objects.create(
        election=election,
        position=_next_position(election),
        kind="resolution",
        title=title,
        text=text,
        text_html=texts.render(text),
        majority=Contest.Majority(majority),
    )
    _journal("add resolution", election, by=by, subject=title, reason=reason, details={"majority": majority})
    return contest


@transaction.atomic
def remove_contest(contest: Contest, *, by: Person, reason: str = "") -> None:
    """Take a contest off a ballot that is not sealed."""
    election, reason = _changeable(contest.election, by, reason)
    _journal("remove contest", election, by=by, subject=contest.title, reason=reason)
    contest.delete()


@transaction.atomic
def set_rules(election: Election, *, rules: dict[str, object], by: Person, reason: str = "", seen: str = "") -> None:
    """Change rules of an election whose ballot is not sealed; those of the roll are fixed when the roll is sealed.

    `seen` are the rules that a page showed (`base.stale`): where others hold by now nothing is changed.
    """
    require_officer(by)
    election = locked(election)
    changed = {name: value for name, value in rules.items() if getattr(election, name) != value}
    stale.require_unchanged(seen, {name: getattr(election, name) for name in changed})
    if not changed:
        return
    election, reason = _changeable(election, by, reason)
    if election.roll_sealed_at and (fixed := changed.keys() & ROLL_RULES):
        sentence = _("The roll is sealed: who is on it was decided by this rule.")
        raise ValidationError(dict.fromkeys(fixed, sentence), code="roll sealed")
    if changed.get("officers_required") == 1:
        raise ValidationError(
            {"officers_required": _("That one officer is enough is for two officers to decide: ask for it as an act.")},
            code="second officer",
        )
    before = {name: getattr(election, name) for name in changed}
    for name, value in changed.items():
        setattr(election, name, value)
    election.full_clean(exclude=["created_at"])
    election.save(update_fields=list(changed))
    details = {name: {"from": str(before[name]), "to": str(value)} for name, value in changed.items()}
    _journal("change rules", election, by=by, reason=reason, details=details)


@transaction.atomic
def let_one_officer_suffice(election: Election, *, by: Person, seconded_by: Person | None, reason: str) -> None:
    """From now on critical acts take one officer. Two must say so, or it would protect nothing."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, reason = _changeable(election, by, reason)
    election.officers_required = 1
    election.save(update_fields=["officers_required"])
    _journal("let one officer suffice", election, by=by, second=seconded_by, reason=reason)


def _changeable(election: Election, by: Person, reason: str) -> tuple[Election, str]:
    """The election, held, and the reason; refused once its ballot is sealed. What is announced changes for a reason."""
    require_officer(by)
    election = locked(election)
    if election.ballot_sealed_at:
        raise ValidationError(_("The ballot is sealed: nothing on it can change."), code="sealed")
    if election.voided_at or election.cancelled_at or election.is_imported:
        raise ValidationError(_("This election is over."), code="over")
    return election, require_reason(reason) if election.announced_at else reason


def _journal(
    act: str,
    election: Election,
    *,
    by: Person,
    reason: str,
    subject: str = "",
    second: Person | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """A line that members see, once they can see the election."""
    journal.write(
        act,
        by=by,
        second=second,
        election=election.uuid,
        subject=subject,
        reason=reason,
        details=details,
        public=election.announced_at is not None,
    )


def _next_position(election: Election) -> int:
    last = election.contests.order_by("-position").first()
    return last.position + 1 if last else 1
