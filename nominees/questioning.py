"""The acts on questions to candidates: members ask, the election office lets a question through, every nominee answers.

An answer is one per nominee and question, in versions that are approved as statements are (nominees/revising.py).
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_duty, require_reason
from elections.roles import Duty
from elections.timetable import locked
from members.models import Person
from nominees import backers, letters_of_words, support
from nominees.backers import Standing
from nominees.backing import name_to_show
from nominees.models import Answer, AnswerRevision, Nominee, Question
from nominees.nominating import held
from nominees.writing import rendered, rendered_answer, said_something, together

LONGEST_QUESTION = 1000


@transaction.atomic
def ask(election: Election, *, text: str, by: Person, at: datetime, asked_name: str | None = None) -> Question:
    """A member asks everybody who stands. Nobody but they and the office sees it before it is approved.

    The same words again are the question that was asked already.
    """
    election = locked(election)
    if not windows.may_ask_questions(election.instants, election.facts, at):
        raise ValidationError(_("Questions are not open."), code="closed")
    if backers.standing(by, at) < Standing.MEMBER:
        raise PermissionDenied(backers.refusal_to_ask())
    said = together(
        lambda: {"text": asked(text)}, lambda: {"asked_name": name_to_show(asked_name, by, field="asked_name")}
    )
    own = asked_by(by, election)
    if known := next((each for each in own if each.text == said["text"]), None):
        return known
    if len(own) >= election.questions_each:
        raise ValidationError(_("You have asked as many questions as one member may here."), code="limit")
    question = Question.objects.create(election=election, asked_by=by, asked_at=at, html=rendered(said["text"]), **said)
    journal.write("ask question", by=by, election=election.uuid, subject=question.asked_name)
    return question


@transaction.atomic
def answer(question: Question, *, text: str, by: Person, at: datetime) -> AnswerRevision:
    """What a nominee answers, or answers in place of what they answered before. The same words again change nothing."""
    election = locked(question.election)
    question = Question.objects.get(pk=question.pk)
    nominee = _who_answers(election, by)
    if refusal := refusal_to_answer(nominee, election, at):
        raise ValidationError(refusal, code="refused")
    if question.approved_at is None:
        raise ValidationError(_("The election office has not approved this question."), code="not approved")
    text = said_something(text)
    own, _made = Answer.objects.get_or_create(question=question, nominee=nominee)
    last = own.revisions.order_by("-number").first()
    if last and last.text == text:
        return last
    revision = AnswerRevision.objects.create(
        answer=own,
        number=last.number + 1 if last else 1,
        written_by=by,
        written_at=at,
        text=text,
        html=rendered_answer(text),
    )
    details = {"of": "answer", "revision": revision.number}
    journal.write("answer question", by=by, election=election.uuid, subject=nominee.name, details=details)
    return revision


@transaction.atomic
def approve_question(question: Question, *, by: Person, at: datetime) -> None:
    """Everybody reads it from now on; who stands is told, and so is who asked."""
    election = _waiting(question, by)
    if question.asked_by == by:
        raise PermissionDenied(_("These are your own words: another officer approves them."))
    require_answers_open(election, at)
    question.approved_at, question.approved_by = at, by
    question.save(update_fields=["approved_at", "approved_by"])
    journal.write("approve question", by=by, election=election.uuid, subject=question.asked_name)
    letters_of_words.about_approved_question(question, election)
    for nominee in support.still_standing(election, at).select_related("person__user"):
        letters_of_words.to_who_answers(nominee, question, election)


@transaction.atomic
def send_back_question(question: Question, *, by: Person, at: datetime, reason: str) -> None:
    """To who asked it, with the reason. It counts against nobody's limit."""
    election = _waiting(question, by)
    reason = require_reason(reason)
    question.returned_at, question.returned_by, question.returned_reason = at, by, reason
    question.save(update_fields=["returned_at", "returned_by", "returned_reason"])
    journal.write("send back question", by=by, election=election.uuid, subject=question.asked_name, reason=reason)
    may_ask = windows.may_ask_questions(election.instants, election.facts, at)
    letters_of_words.about_returned_question(question, election, may_ask=may_ask)


def asked(text: str) -> str:
    """Words of a question, refused when there are none or too many."""
    text = said_something(text)
    if len(text) > LONGEST_QUESTION:
        told = {"length": len(text), "most": LONGEST_QUESTION}
        refusal = _("Your question has %(length)d characters; %(most)d are the most.") % told
        raise ValidationError({"text": refusal}, code="long")
    return text


def asked_by(person: Person, election: Election) -> list[Question]:
    """What counts against one member's limit: everything that was not sent back."""
    return list(Question.objects.filter(election=election, asked_by=person, returned_at__isnull=True))


def require_answers_open(election: Election, at: datetime) -> None:
    """Until voting closes the office lets questions and answers through."""
    if not windows.may_answer_questions(election.instants, election.facts, at):
        raise ValidationError(_("Voting has closed: what is shown stays as it is."), code="closed")


def refusal_to_answer(nominee: Nominee, election: Election, at: datetime) -> str:
    """Why this nominee answers no question here and now; empty where they may."""
    if not windows.may_answer_questions(election.instants, election.facts, at):
        return _("Questions can be answered until voting closes.")
    if nominee.withdrawn_at:
        return _("You have withdrawn.")
    if nominee.accepted_at is None:
        return _("Only who stands for election answers.")
    if not support.still_standing(election, at).filter(pk=nominee.pk).exists():
        return _("You lack endorsements by members with a vote, and do not stand.")
    return ""


def _who_answers(election: Election, by: Person) -> Nominee:
    nominee = election.nominees.filter(person=by).first()
    if nominee is None:
        raise PermissionDenied(_("Only who stands for election answers."))
    return held(nominee)


def _waiting(question: Question, by: Person) -> Election:
    """A question that nobody has judged yet; held until the transaction ends."""
    require_duty(by, Duty.WORDS)
    election = locked(question.election)
    question.refresh_from_db()
    if question.approved_at or question.returned_at:
        raise ValidationError(_("This question was approved or sent back already."), code="done")
    return election
