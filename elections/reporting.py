"""A member reports that what we know of their right to vote is wrong; the office answers by mail."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import journal, mail
from elections.models import Election, MistakeReport
from elections.officers import require_duty
from elections.phases import BEFORE_THE_VOTE, CASTING
from elections.roles import Duty
from elections.voters import tests_for
from members.models import Person, User

LONGEST = 2_000


def may_report(election: Election, now: datetime) -> bool:
    """While something can still be done about it: from the announcement until voting closes."""
    return election.phase(now) in BEFORE_THE_VOTE | CASTING


@transaction.atomic
def report(election: Election, *, by: User, at: datetime, text: str = "") -> MistakeReport:
    """One click; words are welcome. Who is on no list of ours reports it too: that may be the mistake."""
    if not may_report(election, at):
        raise ValidationError(_("Voting is over: nothing about this election’s roll can change any more."), code="over")
    if len(text) > LONGEST:
        raise ValidationError(_("Use at most 2,000 characters."), code="long")
    tests = tests_for(election, by.person, at) if by.person else []
    failed = [test.name.value for test in tests if test.decides and not test.passed]
    try:
        with transaction.atomic():
            said = MistakeReport.objects.create(
                election=election,
                person=by.person,
                email=by.email,
                name=by.person.name if by.person else "",
                text=text.strip(),
                findings=failed,
                reported_at=at,
            )
    except IntegrityError as error:
        raise ValidationError(
            _("You have reported this already. The office will answer by mail."), code="open"
        ) from error
    journal.write("report mistake", by=by.person or "somebody signed in", election=election.uuid)
    return said


@transaction.atomic
def answer(said: MistakeReport, *, by: Person, at: datetime, text: str) -> MistakeReport:
    """Write back. Whether anything was put right says the list of tests, which the mail leads to."""
    require_duty(by, Duty.MEMBERS)
    if not text.strip():
        raise ValidationError({"answer": _("Write an answer.")}, code="empty")
    said = MistakeReport.objects.select_for_update(of=("self",)).select_related("election").get(pk=said.pk)
    if said.answered_at:
        raise ValidationError(_("This was answered already."), code="done")
    said.answered_at, said.answered_by, said.answer = at, by, text.strip()
    said.save(update_fields=["answered_at", "answered_by", "answer"])
    election = said.election
    journal.write("answer report", by=by, election=election.uuid, subject=said.name or said.email, reason=said.answer)
    mail.queue(
        kind="mistake answered",
        to=said.email,
        template="elections/mail/report_answered",
        context={"report": said, "election": election},
        election=election.uuid,
    )
    return said
