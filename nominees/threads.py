"""Questions to candidates as readers see them: each with the answers of everybody who stands, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString, mark_safe

from elections.models import Election
from elections.officers import may_read
from elections.roles import Duty
from members.models import User
from nominees.models import Answer, AnswerRevision, Nominee, ProfileRevision, Question


@dataclass(frozen=True, slots=True)
class Reply:
    """What one nominee answers, in the words approved last; without words there is no answer yet."""

    nominee: Nominee
    role: str
    """What tells two of the same name apart."""
    words: AnswerRevision | None

    @property
    def html(self) -> SafeString:
        return mark_safe(self.words.html if self.words else "")  # noqa: S308  made by texts.render when it was written


@dataclass(frozen=True, slots=True)
class Thread:
    """One question and a reply for everybody who stands; who withdrew is there for what they had answered."""

    question: Question
    number: int
    replies: list[Reply]
    own: AnswerRevision | None = None
    """What the reader, who stands, wrote last."""

    @property
    def answered(self) -> int:
        return sum(reply.words is not None for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and what one nominee answers to it; without `html` there is no answer yet."""

    number: int
    opening: str
    asked_name: str
    asked: SafeString
    url: str
    html: SafeString
    approved_at: datetime | None


def answers(found: Sequence[Thread]) -> dict[int, list[Answered]]:
    """By the nominee's key, in the order in which was asked."""
    by_nominee: dict[int, list[Answered]] = defaultdict(list)
    for thread in found:
        opening, url = thread.question.opening, thread.question.get_absolute_url()
        asked = mark_safe(thread.question.html)  # noqa: S308  made by texts.render when it was written
        for reply in thread.replies:
            at = reply.words.approved_at if reply.words else None
            answered = Answered(thread.number, opening, thread.question.asked_name, asked, url, reply.html, at)
            by_nominee[reply.nominee.pk].append(answered)
    return by_nominee


def public_questions(election: Election) -> QuerySet[Question]:
    """In the order in which they were approved: the number of a question never changes."""
    return Question.objects.filter(election=election, approved_at__isnull=False).order_by("approved_at", "pk")


def threads(election: Election, nominees: Sequence[Nominee], reader: Nominee | None = None) -> list[Thread]:
    """Every question with what these nominees answer, in three queries; the nominees keep the order that they come in.

    A fourth one finds what the reader wrote last, where they stand themselves.
    """
    asked = public_questions(election).select_related("election")
    approved = AnswerRevision.objects.filter(
        approved_at__isnull=False, answer__question__election=election, answer__nominee__in=nominees
    )
    last = approved.order_by("answer_id", "-number").distinct("answer_id").select_related("answer")
    given = {(each.answer.question_id, each.answer.nominee_id): each for each in last}
    own, roles = own_answers(reader) if reader else {}, _roles(nominees)
    return [
        Thread(question, number, list(_replies(question, nominees, roles, given)), own.get(question.pk))
        for number, question in enumerate(asked, start=1)
    ]


def visible_to(user: AbstractBaseUser | AnonymousUser, election: Election) -> QuerySet[Question]:
    """What is public; and before: one's own, and for who reads words in the office everything."""
    person = user.person if isinstance(user, User) else None
    questions = Question.objects.filter(election=election).select_related("election")
    if person and may_read(person, Duty.WORDS):
        return questions
    return questions.filter(
        Q(approved_at__isnull=False) | Q(asked_by=person) if person else Q(approved_at__isnull=False)
    )


def own_questions(user: AbstractBaseUser | AnonymousUser, election: Election) -> list[Question]:
    """What this reader asked, whatever the election office made of it."""
    person = user.person if isinstance(user, User) else None
    return list(Question.objects.filter(election=election, asked_by=person).order_by("pk")) if person else []


def own_answers(nominee: Nominee) -> dict[int, AnswerRevision]:
    """What a nominee wrote last, by the question's key, whatever the election office made of it."""
    newest = AnswerRevision.objects.filter(answer__nominee=nominee).order_by("answer_id", "-number")
    return {each.answer.question_id: each for each in newest.distinct("answer_id").select_related("answer")}


def unanswered() -> Coalesce:
    """For a query of nominees: how many public questions of their election they have written no answer to."""
    answered = Answer.objects.filter(question=OuterRef("pk"), nominee=OuterRef(OuterRef("pk")))
    waiting = (
        Question.objects.filter(~Exists(answered), election=OuterRef("election"), approved_at__isnull=False)
        .order_by()
        .values("election")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(waiting), 0)


def owed(election: Election, by: Iterable[Nominee], *, approved_before: datetime) -> dict[Nominee, list[Question]]:
    """Which public questions each has written no answer to, for those who owe some; two queries for any number."""
    asked = list(public_questions(election).filter(approved_at__lt=approved_before))
    written = set(Answer.objects.filter(question__in=asked).values_list("nominee_id", "question_id"))
    left = {each: [question for question in asked if (each.pk, question.pk) not in written] for each in by}
    return {nominee: questions for nominee, questions in left.items() if questions}


def _roles(nominees: Sequence[Nominee]) -> dict[int, str]:
    """By the nominee's key, as their cards have it."""
    said = ProfileRevision.objects.filter(approved_at__isnull=False, nominee__in=nominees)
    last = said.order_by("nominee_id", "-number").distinct("nominee_id")
    return {nominee: employer or "" for nominee, employer in last.values_list("nominee_id", "employer")}


def _replies(
    question: Question,
    nominees: Iterable[Nominee],
    roles: Mapping[int, str],
    given: Mapping[tuple[int, int], AnswerRevision],
) -> Iterator[Reply]:
    for nominee in nominees:
        words = given.get((question.pk, nominee.pk))
        if words or nominee.withdrawn_at is None:
            yield Reply(nominee, roles.get(nominee.pk, ""), words)
