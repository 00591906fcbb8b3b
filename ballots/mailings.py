"""Mails to many, as the timetable and the facts bring them: begun once, and taken up where they stopped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from ballots.audiences import audience, letter, values_of
from base import bulk, journal, mail
from base.mail_models import Mailing, MailRules
from base.models import Mail
from elections import mail_schedule
from elections.changes import changes
from elections.extensions import extensions
from elections.mail_schedule import Planned, Reminders
from elections.models import Election

LATEST = timedelta(days=8)
EARLIEST = timedelta(days=40)
"""Elections further away than that have nothing to mail to many: a month before the roll closes is the first."""
QUEUEING = 5  # names this lock among the advisory locks of two numbers


@dataclass(frozen=True, slots=True)
class Told:
    """One mail to many, for the office: planned, held back, begun or done."""

    planned: Planned
    held_back: bool
    mailing: Mailing | None


def rules_for(election: Election) -> MailRules:
    """As the office has set them, or the house's."""
    return MailRules.objects.filter(election_uuid=election.uuid).first() or MailRules(election_uuid=election.uuid)


def plan(election: Election, rules: MailRules) -> list[Planned]:
    return mail_schedule.planned(
        election.instants,
        election.facts,
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


def send_due(at: datetime) -> int:
    """Queue every mail to many that is due and not done; says how many mails. What nobody needs any more is let go."""
    lasts = Q(voting_closes__gte=at - LATEST) | Q(published_at__gte=at - LATEST) | Q(voided_at__gte=at - LATEST)
    near = Election.objects.filter(lasts, announced_at__isnull=False, imported_at=None, roll_closes__lte=at + EARLIEST)
    return sum(_of_election(election, at) for election in near)


def _of_election(election: Election, at: datetime) -> int:
    due = [each for each in told(election) if _is_due(each, election, at)]
    if election.voided_at or election.cancelled_at:  # of which people hear, and of nothing else
        bulk.let_go(Mail.objects.filter(election_uuid=election.uuid).exclude(kind="change"), at=at)
        due = [each for each in due if each.planned.kind == "change"]
    return sum(mail_out(election, each.planned, at=at) for each in due)


def _is_due(each: Told, election: Election, at: datetime) -> bool:
    done = each.mailing is not None and each.mailing.done_at is not None
    return not done and not each.held_back and mail_schedule.is_due(each.planned, election.instants, election.facts, at)


def mail_out(election: Election, planned: Planned, *, at: datetime) -> int:
    """Queue it to everybody, in batches that are each kept: whoever stops in between goes on with the next one."""
    mailing, _new = Mailing.objects.get_or_create(
        election_uuid=election.uuid,
        kind=planned.kind,
        number=planned.number,
        defaults={"planned_at": planned.at, "begun_at": at},
    )
    values, queued = values_of(election, planned), 0
    for readers in audience(election, planned.kind, at).batches():
        with transaction.atomic():
            _one_at_a_time()
            letters = [letter(planned, election, reader, values) for reader in readers]
            number = mail.queue_many(planned.kind, letters, election=election.uuid, until=planned.until)
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [QUEUEING])
