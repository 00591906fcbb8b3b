"""Making an election of one of the kinds, then its words and rules, until the ballot is sealed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal, stale, texts
from elections import phases
from elections.contests import add_seats_contest
from elections.drafting import changeable, write_line
from elections.models import Election, ElectionKind
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
    election, reason = changeable(election, by, reason)
    texts.check(description)
    election.name, election.description = name, description
    election.full_clean(exclude=["created_at"])
    election.description_html = texts.render(description)
    election.save(update_fields=["name", "description", "description_html"])
    write_line("describe", election, by=by, reason=reason)


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
    election, reason = changeable(election, by, reason)
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
    if election.strict_credentials and election.server_may_seal:
        sentence = _(
            "Where somebody else makes the voting codes, the server has none to seal with: untick that it may seal."
        )
        raise ValidationError({"server_may_seal": sentence}, code="strict")
    election.full_clean(exclude=["created_at"])
    election.save(update_fields=list(changed))
    details = {name: {"from": str(before[name]), "to": str(value)} for name, value in changed.items()}
    write_line("change rules", election, by=by, reason=reason, details=details)


@transaction.atomic
def let_one_officer_suffice(election: Election, *, by: Person, seconded_by: Person | None, reason: str) -> None:
    """From now on critical acts take one officer. Two must say so, or it would protect nothing."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, reason = changeable(election, by, reason)
    election.officers_required = 1
    election.save(update_fields=["officers_required"])
    write_line("let one officer suffice", election, by=by, second=seconded_by, reason=reason)
