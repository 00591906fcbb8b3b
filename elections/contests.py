"""What is on the ballot, until it is sealed: seats to fill and resolutions to decide, in their order."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import stale, texts
from elections.drafting import changeable, write_line
from elections.models import Contest, Election, Seat
from members.models import Person


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
    election, reason = changeable(election, by, reason)
    if not seat_years:
        raise ValidationError(_("A contest needs at least one seat."), code="no seats")
    contest = Contest.objects.create(
        election=election, position=_next_position(election), kind="seats", title=title, max_choices=max_choices
    )
    _make_seats(contest, seat_years)
    details = {"seat years": _years_of(contest)}
    write_line("add contest", election, by=by, subject=title, reason=reason, details=details)
    return contest


@transaction.atomic
def add_resolution(
    election: Election, *, title: str, text: str, majority: str, by: Person, reason: str = ""
) -> Contest:
    """A question answered For, Against or Abstain; `majority` is the rule that it must meet, fixed before opening."""
    election, reason = changeable(election, by, reason)
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
    write_line("add resolution", election, by=by, subject=title, reason=reason, details={"majority": majority})
    return contest


@transaction.atomic
def change_seats(
    contest: Contest,
    *,
    title: str,
    seat_years: Sequence[int],
    by: Person,
    max_choices: int | None = None,
    reason: str = "",
    seen: str = "",
) -> None:
    """Other seats or words for the same contest, at its place. `seen` is what a page showed (`shown`)."""
    election, reason = changeable(contest.election, by, reason)
    contest = _still_there(contest, seen)
    if not seat_years:
        raise ValidationError(_("A contest needs at least one seat."), code="no seats")
    before = shown(contest)
    contest.title, contest.max_choices = title, max_choices
    contest.save(update_fields=["title", "max_choices"])
    contest.seats.all().delete()
    _make_seats(contest, seat_years)
    _tell_of_change(contest, before, election, by=by, reason=reason)


@transaction.atomic
def change_resolution(
    contest: Contest, *, title: str, text: str, majority: str, by: Person, reason: str = "", seen: str = ""
) -> None:
    """Other words or another majority for the same resolution, at its place. `seen` is what a page showed (`shown`)."""
    election, reason = changeable(contest.election, by, reason)
    contest = _still_there(contest, seen)
    texts.check(text)
    before = shown(contest)
    contest.title, contest.text, contest.majority = title, text, Contest.Majority(majority)
    contest.text_html = texts.render(text)
    contest.save(update_fields=["title", "text", "text_html", "majority"])
    _tell_of_change(contest, before, election, by=by, reason=reason)


@transaction.atomic
def move_up(contest: Contest, *, by: Person, reason: str = "") -> None:
    """Before the one that stands before it: that is the order on the ballot and in the result."""
    election, reason = changeable(contest.election, by, reason)
    contest = _still_there(contest)
    above = election.contests.filter(position__lt=contest.position).order_by("-position").first()
    if above is None:
        raise ValidationError(_("It is the first on the ballot already."), code="first")
    contest.position, above.position = above.position, contest.position
    for each in (contest, above):
        each.save(update_fields=["position"])
    write_line("move contest", election, by=by, subject=contest.title, reason=reason, details={"above": above.title})


def shown(contest: Contest) -> dict[str, object]:
    """What a form of it is filled with."""
    if contest.kind == Contest.Kind.RESOLUTION:
        return {"title": contest.title, "text": contest.text, "majority": contest.majority}
    years = [seat.years for seat in contest.seats.all()]
    return {"title": contest.title, "seat_years": years, "max_choices": contest.max_choices}


@transaction.atomic
def remove_contest(contest: Contest, *, by: Person, reason: str = "") -> None:
    """Take a contest off a ballot that is not sealed."""
    election, reason = changeable(contest.election, by, reason)
    write_line("remove contest", election, by=by, subject=contest.title, reason=reason)
    contest.delete()


def _still_there(contest: Contest, seen: str = "") -> Contest:
    """As it is now; another officer may have been faster. The election is held."""
    found = Contest.objects.filter(pk=contest.pk).first()
    if found is None:
        raise ValidationError(_("This contest is not on the ballot any more."), code="gone")
    stale.require_unchanged(seen, shown(found))
    return found


def _make_seats(contest: Contest, seat_years: Sequence[int]) -> None:
    Seat.objects.bulk_create(
        Seat(contest=contest, position=position, years=years)
        for position, years in enumerate(sorted(seat_years, reverse=True), start=1)
    )


def _tell_of_change(
    contest: Contest, before: Mapping[str, object], election: Election, *, by: Person, reason: str
) -> None:
    """What changed, from what to what; of a long text only that it did."""
    after = shown(Contest.objects.get(pk=contest.pk))
    changed = {name: value for name, value in after.items() if before[name] != value}
    details: dict[str, object] = {
        name: {"from": _said(before[name]), "to": _said(value)} for name, value in changed.items() if name != "text"
    }
    if "text" in changed:
        details["text"] = "changed"
    write_line("change contest", election, by=by, subject=contest.title, reason=reason, details=details)


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _years_of(contest: Contest) -> str:
    return _said([seat.years for seat in contest.seats.all()])


def _next_position(election: Election) -> int:
    last = election.contests.order_by("-position").first()
    return last.position + 1 if last else 1
