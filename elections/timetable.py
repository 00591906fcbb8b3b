"""The acts that move an election through time: they move instants or write facts, never a status."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from base import clock, journal, stale
from elections import casting_lock, phases, proposals, windows
from elections.models import Election
from elections.officers import require_officer, require_reason, require_two
from elections.phases import Facts, Instant, Instants
from elections.sentences import instant_name, problem_sentence
from members.models import Person

Moves = Mapping[str, datetime | None]
Window = Callable[[Instants, Facts, datetime], bool]


def locked(election: Election) -> Election:
    """The election as it is now, held against other officers until the transaction ends."""
    return Election.objects.select_for_update().get(pk=election.pk)


@transaction.atomic
def announce(election: Election, *, by: Person, at: datetime) -> None:
    """Make the timetable public; refused where something of it is past, because nobody could have kept it."""
    require_officer(by)
    election = locked(election)
    if election.announced_at:
        raise ValidationError(_("This election is announced already."), code="done")
    _require(windows.may_announce, election, at, _("This election is over."))
    if missed := phases.missed(election.instants, at):
        names = get_text_list([f"“{instant_name(name)}”" for name in missed], _("and"))
        raise ValidationError(
            _("Nobody could keep what is past: move %(names)s first.") % {"names": names}, code="late"
        )
    _come_true(election, "announced", by=by, at=at)
    journal.write("announce", by=by, election=election.uuid, public=True)


@transaction.atomic
def set_instants(
    election: Election, *, instants: Moves, by: Person, at: datetime | None = None, reason: str = "", seen: str = ""
) -> None:
    """Change the timetable ahead of time. Once announced, a change needs a reason and what has passed stays.

    `seen` is the timetable of which it was made (`base.stale`): where that was moved meanwhile nothing is.
    """
    require_officer(by)
    election, at = _without_casts(election, at)
    moved = moves(election, instants, at, seen=seen)
    if not moved:
        return
    if election.announced_at:
        reason = require_reason(reason)
    _move(election, moved, by=by, reason=reason, act="change timetable")


def moves(election: Election, instants: Moves, at: datetime, *, seen: str = "") -> dict[str, datetime | None]:
    """What would move, before it does; refused as `set_instants` refuses it."""
    if not windows.may_change_timetable(election.instants, election.facts, at):
        raise ValidationError(_("Voting is over: the timetable cannot change any more."), code="over")
    moved = {name: value for name, value in instants.items() if getattr(election, name) != value}
    stale.require_unchanged(seen, {name: getattr(election, name) for name in moved})
    if election.announced_at:
        for name, value in moved.items():
            _refuse_if_passed(election, Instant(name), value, at)
    _moved(election, moved)
    return moved


@transaction.atomic
def open_nominations_now(election: Election, *, by: Person, at: datetime, reason: str) -> None:
    """Nominations open at this moment."""
    require_officer(by)
    reason = require_reason(reason)
    election = locked(election)
    if not election.instants.has_nominations:
        raise ValidationError(_("This election has no nominations."), code="no nominations")
    refusal = _("Nominations can be opened once the election is announced, and once.")
    _require(windows.may_open_nominations_now, election, at, refusal)
    _move(election, {"nominations_open": at}, by=by, reason=reason, act="open nominations now")


@transaction.atomic
def close_nominations_now(election: Election, *, by: Person, at: datetime, reason: str) -> None:
    """Nominations and acceptance close and the candidates are announced at this moment."""
    require_officer(by)
    reason = require_reason(reason)
    election = locked(election)
    _require(windows.may_close_nominations_now, election, at, _("Nominations are not open."))
    instants = election.instants
    block = (Instant.NOMINATIONS_CLOSE, Instant.ACCEPTANCE_CLOSES, Instant.CANDIDATES_ANNOUNCED)
    moved = {name.value: at for name in block if not phases.reached(instants.of(name), at)}
    _move(election, moved, by=by, reason=reason, act="close nominations now")


@transaction.atomic
def open_now(election: Election, *, by: Person, at: datetime, reason: str, seconded_by: Person | None = None) -> None:
    """Voting opens at this moment. A sealed ballot is the only readiness that it needs."""
    require_officer(by)
    reason = require_reason(reason)
    election = locked(election)
    _require(windows.may_open_now, election, at, _("Voting can be opened once the ballot is sealed, and once."))
    _move(election, {"voting_opens": at}, by=by, second=seconded_by, reason=reason, act="open now")


@transaction.atomic
def close_now(
    election: Election, *, by: Person, at: datetime | None = None, reason: str, seconded_by: Person | None = None
) -> None:
    """Voting closes at this moment, before its time: `at`, or else when the last cast in flight is through."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, at = _without_casts(election, at)
    _require(windows.may_close_now, election, at, _("Voting is not open."))
    moved = {"voting_closes": at}
    if election.questions_close and election.questions_close > at:
        moved["questions_close"] = at
    if election.questions_open and election.questions_open >= at:
        moved["questions_open"] = election.voting_opens
    _move(election, moved, by=by, second=seconded_by, reason=reason, act="close now")


@transaction.atomic
def extend(
    election: Election, *, until: datetime, by: Person, at: datetime, reason: str, seconded_by: Person | None = None
) -> None:
    """Voting closes later, for instance after an outage. Possible until the ballots are ended."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    refusal = _("Voting is not open, or its close is final: it cannot be extended.")
    _require(windows.may_extend, election, at, refusal)
    require_later(election, until, at)
    _move(election, {"voting_closes": until}, by=by, second=seconded_by, reason=reason, act="extend")


def require_later(election: Election, until: datetime, at: datetime) -> None:
    """An extension ends later than now and than the present close."""
    if until <= max(election.voting_closes, at):
        raise ValidationError({"until": _("Choose a time later than now and than the present close.")}, code="past")
    if until - election.voting_opens > phases.LONGEST_VOTE:
        raise ValidationError({"until": _("Voting may last 60 days at most.")}, code="too long")


@transaction.atomic
def pause(
    election: Election, *, by: Person, at: datetime | None = None, reason: str, seconded_by: Person | None = None
) -> None:
    """Hold back casting, from `at` or the last cast on. The close does not move by itself; `extend` moves it."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, at = _without_casts(election, at)
    _require(windows.may_pause, election, at, _("Voting is not open."))
    _come_true(election, "paused", by=by, at=at)
    journal.write("pause", by=by, second=seconded_by, election=election.uuid, reason=reason, public=True)


@transaction.atomic
def resume(election: Election, *, by: Person, at: datetime, reason: str, seconded_by: Person | None = None) -> None:
    """Let casting go on."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    _require(windows.may_resume, election, at, _("Voting is not paused."))
    _come_true(election, "paused", by=None, at=None)
    journal.write("resume", by=by, second=seconded_by, election=election.uuid, reason=reason, public=True)


@transaction.atomic
def void(
    election: Election,
    *,
    by: Person,
    at: datetime | None = None,
    reason: str,
    seconded_by: Person | None = None,
    ground: str = "decision",
) -> None:
    """Declare that the vote does not count, for want of a quorum or by decision; what waits to be agreed is dropped."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, at = _without_casts(election, at)
    _refuse_if_stopped(election)
    _require(windows.may_void, election, at, _("Voting has not opened: an election that is not held is cancelled."))
    _come_true(election, "voided", by=by, at=at)
    proposals.drop_all(election, by=by, at=at)
    details = {"ground": ground}
    journal.write(
        "void", by=by, second=seconded_by, election=election.uuid, reason=reason, details=details, public=True
    )


@transaction.atomic
def cancel(
    election: Election, *, by: Person, at: datetime | None = None, reason: str, seconded_by: Person | None = None
) -> None:
    """Declare that the vote will not be held; what else officers asked for is dropped."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election, at = _without_casts(election, at)
    _refuse_if_stopped(election)
    refusal = _("Voting has opened. From now on an election can only be declared void.")
    _require(windows.may_cancel, election, at, refusal)
    _come_true(election, "cancelled", by=by, at=at)
    proposals.drop_all(election, by=by, at=at)
    journal.write("cancel", by=by, second=seconded_by, election=election.uuid, reason=reason, public=True)


def _without_casts(election: Election, at: datetime | None) -> tuple[Election, datetime]:
    """The election held against casts and officers, and an instant that no cast is later than: read under the lock."""
    casting_lock.take(election)
    return locked(election), at or clock.now()


def _require(window: Window, election: Election, at: datetime, refusal: str) -> None:
    if not window(election.instants, election.facts, at):
        raise ValidationError(refusal, code="phase")


def _refuse_if_stopped(election: Election) -> None:
    if election.voided_at or election.cancelled_at or election.is_imported:
        raise ValidationError(_("This election is over."), code="over")


def _refuse_if_passed(election: Election, name: Instant, value: datetime | None, at: datetime) -> None:
    """The past is not rewritten, and nothing is moved into it: "now" has acts of its own."""
    said = {"name": instant_name(name)}
    if phases.reached(election.instants.of(name), at):
        raise ValidationError({name.value: _("“%(name)s” has passed and cannot be changed.") % said}, code="passed")
    if value is not None and value <= at:
        raise ValidationError({name.value: _("“%(name)s” must be in the future.") % said}, code="past")
    if name is Instant.VOTING_CLOSES and election.ballot_sealed_at:
        refusal = _("The ballot is sealed: use “Extend voting” or “Close voting now”.")
        raise ValidationError({name.value: refusal}, code="sealed")


def _come_true(election: Election, fact: str, *, by: Person | None, at: datetime | None) -> None:
    setattr(election, f"{fact}_at", at)
    setattr(election, f"{fact}_by", by)
    election.save(update_fields=[f"{fact}_at", f"{fact}_by"])


def _move(election: Election, moved: Moves, *, by: Person, reason: str, act: str, second: Person | None = None) -> None:
    """Write the new instants and the journal line; refused with every reason when they would be out of order."""
    before = asdict(election.instants)
    _moved(election, moved)
    for name, value in moved.items():
        setattr(election, name, value)
    election.save(update_fields=list(moved))
    journal.write(
        act,
        by=by,
        second=second,
        election=election.uuid,
        reason=reason,
        details={name: {"from": _iso(before[name]), "to": _iso(value)} for name, value in moved.items()},
        public=election.announced_at is not None,
    )


def _moved(election: Election, moved: Moves) -> Instants:
    """The timetable as it would be; refused with every reason where it is out of order."""
    after = Instants(**asdict(election.instants) | dict(moved))
    if found := phases.problems(after):
        raise ValidationError([problem_sentence(problem) for problem in found], code="order")
    return after


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
