"""Mails to many, as the timetable and the facts bring them: begun once, and taken up where they stopped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from ballots.audiences import audience, letter, said_alike
from base import bulk, clock, journal, mail, stale
from base.locks import Lock, hold
from base.mail_kinds import KINDS, Kind
from base.mail_models import Mailing, MailRules
from base.models import Mail
from elections import mail_schedule
from elections.changes import changed_since, changes
from elections.extensions import extensions
from elections.mail_schedule import Planned, Reminders
from elections.models import Election
from elections.phases import Facts
from members.models import Person

LATEST = timedelta(days=8)
EARLIEST = timedelta(days=40)
"""Elections further away than that have nothing to mail to many: a month before the roll closes is the first."""

TO_MANY = tuple(name for name, kind in KINDS.items() if kind.bulk)


@dataclass(frozen=True, slots=True)
class Told:
    """One mail to many, for the office: planned, held back, begun or done."""

    planned: Planned
    held_back: bool
    mailing: Mailing | None


def rules_for(election: Election) -> MailRules:
    """As the office has set them, or the house's."""
    return MailRules.objects.filter(election_uuid=election.uuid).first() or MailRules(election_uuid=election.uuid)


def plan(election: Election, rules: MailRules, facts: Facts | None = None) -> list[Planned]:
    """By the facts as they are, or as they would be."""
    return mail_schedule.planned(
        election.instants,
        facts or election.facts,
        reminders=Reminders(rules.remind_every, rules.remind_most),
        affirmation=election.affirmation_required,
        extended=[(each.at, each.until) for each in extensions(election)],
        changed=[each.at for each in changes(election)],
    )


def told(election: Election) -> list[Told]:
    """Everything that will go and that went, in the order of time."""
    rules = rules_for(election)
    begun = {(each.kind, each.number): each for each in Mailing.objects.filter(election_uuid=election.uuid)}
    return [
        Told(each, each.kind in rules.held_back, begun.get((each.kind, each.number))) for each in plan(election, rules)
    ]


def expected(election: Election, each: Told, now: datetime) -> int | None:
    """To how many it would go now, at most; None before anybody can know, or when it has gone."""
    of_roll = each.planned.kind not in {"roll check", "affirmation asked", "affirmation reminder", "candidate thanks"}
    if each.mailing or each.planned.until <= now or (of_roll and election.roll_sealed_at is None):
        return None
    return audience(election, each.planned.kind, now).readers.count()


@transaction.atomic
def hold_back(election: Election, kind: Kind, *, by: Person) -> None:
    """A mail to many does not go by itself; what of it waits already goes on. The caller knows who may."""
    rules = _kept(election)
    if kind.name not in rules.held_back:
        rules.held_back = [*rules.held_back, kind.name]
        rules.save(update_fields=["held_back"])
        journal.write("hold back mail", by=by, election=election.uuid, subject=kind.name)


@transaction.atomic
def release(election: Election, kind: Kind, *, by: Person) -> None:
    """It goes when it is due; at once where that has been, and is not over."""
    rules = _kept(election)
    if kind.name in rules.held_back:
        rules.held_back = [name for name in rules.held_back if name != kind.name]
        rules.save(update_fields=["held_back"])
        journal.write("release mail", by=by, election=election.uuid, subject=kind.name)


@transaction.atomic
def write_anew(election: Election, kind: Kind, *, by: Person, at: datetime) -> int:
    """What of it still waits gets today's words; who got it already gets nothing more. Says how many it concerns.

    Refused where it does not go now: what is taken back would not be queued anew.
    """
    _one_at_a_time()
    going = [each for each in told(election) if each.planned.kind == kind.name and goes_now(each, election, at)]
    if not going:
        raise ValidationError(_("It does not go at present, so it cannot be written anew."), code="not now")
    number = sum(_take_back(each.mailing) for each in going if each.mailing)
    if not number:
        raise ValidationError(_("Nothing of it waits any more."), code="gone")
    journal.write("write mail anew", by=by, election=election.uuid, subject=kind.name, details={"mails": number})
    return number


def _take_back(mailing: Mailing) -> int:
    """Forget what waits of it and was never tried, so that it is queued anew; says how many."""
    taken = bulk.take_back(mailing.election_uuid, _keys(mailing))
    if taken:
        mailing.done_at = None
        Mailing.objects.filter(pk=mailing.pk).update(done_at=None, letters=F("letters") - taken)
    return taken


def _keys(mailing: Mailing) -> str:
    """How the keys of its letters begin."""
    return f"{mailing.kind} {mailing.number} "


def shown_reminders(rules: MailRules) -> dict[str, object]:
    """What a form of them is filled with."""
    return {"every": rules.remind_every, "most": rules.remind_most}


@transaction.atomic
def set_reminders(election: Election, *, every: int, most: int, by: Person, seen: str = "") -> None:
    """Every so many days, and at most so often. What has gone stays gone.

    `seen` is the rule as a page showed it (`base.stale`): where it is another by now nothing is changed.
    """
    if not 1 <= every <= 60 or not 0 <= most <= MailRules.MOST_REMINDERS:
        raise ValidationError(_("Remind every 1 to 60 days, and at most 10 times."), code="reminders")
    rules = _kept(election)
    before = (rules.remind_every, rules.remind_most)
    if before == (every, most):
        return
    stale.require_unchanged(seen, shown_reminders(rules))
    rules.remind_every, rules.remind_most = every, most
    rules.save(update_fields=["remind_every", "remind_most"])
    moved = zip(("days between reminders", "reminders"), before, (every, most), strict=True)
    details = {name: {"from": old, "to": new} for name, old, new in moved if old != new}
    journal.write("change reminders", by=by, election=election.uuid, details=details)


def _kept(election: Election) -> MailRules:
    """The row that holds the rules, against whoever changes them at the same time."""
    MailRules.objects.get_or_create(election_uuid=election.uuid)
    return MailRules.objects.select_for_update().get(election_uuid=election.uuid)


def send_due(at: datetime) -> int:
    """Queue every mail to many that is due and not done; says how many mails. What nobody needs any more is let go."""
    return sum(_of_election(election, at) for election in _lively(at))


def _lively(at: datetime) -> QuerySet[Election]:
    """Elections of which something may go out to many, or may have to be kept from going out."""
    near = Q(roll_closes__lte=at + EARLIEST, voting_closes__gte=at - LATEST)
    ended = Q(published_at__gte=at - LATEST) | Q(voided_at__gte=at - LATEST) | Q(cancelled_at__gte=at - LATEST)
    found = near | ended | changed_since(at - mail_schedule.STALE)
    return Election.objects.filter(found, announced_at__isnull=False, imported_at=None)


def _of_election(election: Election, at: datetime) -> int:
    known = told(election)
    if election.voided_at or election.cancelled_at:  # of which people hear, and of nothing else
        bulk.let_go(Mail.objects.filter(election_uuid=election.uuid).exclude(kind="change"), at=at)
        known = [each for each in known if each.planned.kind == "change"]
    for each in known:
        if each.mailing:
            _follow(each.planned, each.mailing, election, at, held_back=each.held_back)
    due = [each for each in known if goes_now(each, election, at) and not (each.mailing and each.mailing.done_at)]
    return sum(mail_out(election, each.planned, at=at) for each in due)


@transaction.atomic
def _follow(planned: Planned, mailing: Mailing, election: Election, at: datetime, *, held_back: bool) -> None:
    """What still waits of it goes by the timetable as it is now.

    Where its end moved it is queued anew, since its words name the old dates. Where it does not go for now, as in a
    pause, it is taken back until it does: `not_now` alone would look past it for each mail that goes all the same.
    """
    _one_at_a_time()
    moved = bulk.waits(mailing.election_uuid, _keys(mailing)).exclude(until=planned.until)
    over = planned.until <= at
    going = mail_schedule.is_due(planned, election.instants, election.facts, at)
    if not held_back and not over and (not going or moved.exists()):
        _take_back(mailing)
    if going or over:
        moved.update(until=planned.until)


def goes_now(each: Told, election: Election, at: datetime) -> bool:
    """It is its time, and nobody holds it back."""
    return not each.held_back and mail_schedule.is_due(each.planned, election.instants, election.facts, at)


def not_now() -> Q:
    """Of mails to many that wait: those that make no sense where their election stands at this moment."""
    now, found = clock.now(), Q(pk__in=[])
    for election in _lively(now):
        instants, facts = election.instants, election.facts
        kinds = [kind for kind in TO_MANY if not mail_schedule.fits(kind, instants, facts, now)]
        found |= Q(election_uuid=election.uuid, kind__in=kinds)
    return found


def mail_out(election: Election, planned: Planned, *, at: datetime) -> int:
    """Queue it to everybody, in batches that are each kept: whoever stops in between goes on with the next one."""
    mailing, _new = Mailing.objects.get_or_create(
        election_uuid=election.uuid,
        kind=planned.kind,
        number=planned.number,
        defaults={"planned_at": planned.at, "begun_at": at},
    )
    alike, queued = said_alike(election, planned), 0
    for readers in audience(election, planned.kind, at).batches():
        with transaction.atomic():
            _one_at_a_time()
            letters = [letter(planned, election, reader) for reader in readers]
            number = mail.queue_many(planned.kind, letters, election=election.uuid, until=planned.until, alike=alike)
            Mailing.objects.filter(pk=mailing.pk).update(letters=F("letters") + number)
            queued += number
    _done(mailing, election, at)
    return queued


@transaction.atomic
def _done(mailing: Mailing, election: Election, at: datetime) -> None:
    if Mailing.objects.filter(pk=mailing.pk, done_at=None).update(done_at=at):
        mailing.refresh_from_db()
        details = {"mails": mailing.letters, "mailing": mailing.number}
        journal.write("mail to many", by="worker", election=election.uuid, subject=mailing.kind, details=details)


def _one_at_a_time() -> None:
    """Two workers that queue the same mail take turns, so that none queues it twice or trips over the other."""
    hold(Lock.QUEUEING)
