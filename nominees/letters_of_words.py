"""The mails about words that the office read, and about questions: to their authors, and to who may answer."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from base import mail, texts
from base.moments import in_words
from elections.models import Election
from nominees.letters import address_for, address_of, page, quoted
from nominees.models import AnswerRevision, EndorsementRevision, Nomination, Nominee, ProfileRevision, Question

Words = ProfileRevision | EndorsementRevision | AnswerRevision


def about_returned_words(revision: Words, election: Election, *, may_change: bool) -> None:
    """An officer sent the words back: why, and where to change them as long as one may."""
    to = address_of(revision.written_by)
    if revision.written_by is None or not to:
        return
    until = election.voting_closes if isinstance(revision, AnswerRevision) else election.voting_opens

    def what_next() -> str:
        if may_change:
            return _("You can change your words until %(when)s:") % {"when": in_words(until)}
        return _("The time to change your words is over.")

    values = {
        "name": revision.written_by.name,
        "election": election.name,
        "returned": lazy(_returned, str)(revision),
        "reason": quoted(revision.returned_reason),
        "what_next": lazy(what_next, str)(),
        "link": _page_of_words(revision, election) if may_change else "",
    }
    mail.queue(kind="sent_back", to=to, context=values, election=election.uuid, person=revision.written_by.uuid)


def _returned(revision: Words) -> str:
    if isinstance(revision, AnswerRevision):
        told = {"asker": revision.answer.question.asked_name}
        return _("The election office read your answer to the question of %(asker)s and sent it back:") % told
    told = {"name": revision.about.name}
    if isinstance(revision, ProfileRevision):
        return _("The election office read the statement of %(name)s and sent it back:") % told
    return _("The election office read what you wrote about %(name)s and sent it back:") % told


def _page_of_words(revision: Words, election: Election) -> str:
    if isinstance(revision, AnswerRevision):
        return page("answer_question", election.slug, revision.answer.question_id)
    name = "edit_profile" if isinstance(revision, ProfileRevision) else "endorse"
    return page(name, election.slug, revision.about.slug)


def about_approved_question(question: Question, election: Election) -> None:
    """To who asked: everybody reads it now, and who stands was told."""
    link = settings.PUBLIC_URL + question.get_absolute_url()
    _to_asker(question, election, "question_approved", {"voting_closes": election.voting_closes, "link": link})


def about_returned_question(question: Question, election: Election, *, may_ask: bool) -> None:
    """To who asked: why, and until when they may ask another, if they still may."""
    until = election.questions_close if may_ask else None

    def what_next() -> str:
        if until is None:
            return _("Nobody else sees it. The time to ask is over.")
        told = {"when": in_words(until)}
        return _("Nobody else sees it, and it does not count against your limit. You can ask until %(when)s:") % told

    more = {
        "reason": quoted(question.returned_reason),
        "what_next": lazy(what_next, str)(),
        "link": page("ask", election.slug) if until else "",
    }
    _to_asker(question, election, "question_returned", more)


def to_who_answers(nominee: Nominee, question: Question, election: Election) -> None:
    """There is a new question: what it says, and where to answer it."""
    to = address_for(nominee)
    if to:
        mail.queue(
            kind="question",
            to=to,
            context={
                "name": nominee.name,
                "author": question.asked_name,
                "election": election.name,
                "said": quoted(texts.plain(question.text)),
                "voting_closes": election.voting_closes,
                "link": page("answer_question", election.slug, question.pk),
            },
            election=election.uuid,
            person=nominee.person.uuid,
        )


def _to_asker(question: Question, election: Election, name: str, more: Mapping[str, object]) -> None:
    to = address_of(question.asked_by)
    if to:
        said = {"name": question.asked_name, "election": election.name, "said": quoted(texts.plain(question.text))}
        person = question.asked_by.uuid
        mail.queue(kind=name, to=to, context={**said, **more}, election=election.uuid, person=person)


def about_correction(nomination: Nomination, election: Election) -> None:
    """The nominee asks for other words: for which, and where to change them."""
    to = address_of(nomination.nominator)
    if to:
        values = {
            "name": nomination.nominator_name,
            "nominee": nomination.nominee.name,
            "election": election.name,
            "asked": quoted(nomination.correction_asked_for),
            "edit_until": election.voting_opens,
            "link": page("endorse", election.slug, nomination.nominee.slug),
        }
        person = nomination.nominator.uuid if nomination.nominator else None
        mail.queue(kind="correction", to=to, context=values, election=election.uuid, person=person)
