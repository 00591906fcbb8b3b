"""An election that takes questions to its candidates, and what is asked and answered in it."""

from datetime import datetime, timedelta
from typing import Any

from elections.models import Election
from members.models import Person
from nominees.models import AnswerRevision, Nominee, Question
from nominees.questioning import answer, approve_question, ask
from nominees.revising import approve
from tests.cast import officer
from tests.nominees.nominations import ANNOUNCED, VOTING, election, member

ASKED_FROM = ANNOUNCED + timedelta(days=1)
ASKED_UNTIL = ANNOUNCED + timedelta(days=10)
ASKING = ASKED_FROM + timedelta(days=2)
ENDS = VOTING + timedelta(days=14)


def open_to_questions(*, shifted: timedelta = timedelta(0), **more: Any) -> Election:
    """The board election of 2026 with questions from the day after the announcement on."""
    more = {"questions_open": ASKED_FROM + shifted, "questions_close": ASKED_UNTIL + shifted} | more
    return election(shifted=shifted, **more)


def while_asking(election: Election) -> datetime:
    assert election.questions_open is not None
    return election.questions_open + timedelta(days=2)


def asked(election: Election, text: str = "What about *grants*?", by: Person | None = None) -> Question:
    """A question that waits for the office."""
    return ask(election, text=text, by=by or member("Mia Member"), at=while_asking(election))


def public(election: Election, text: str = "What about *grants*?", by: Person | None = None) -> Question:
    """A question that everybody reads."""
    question = asked(election, text, by)
    approve_question(question, by=officer("Otto Officer"), at=while_asking(election))
    return question


def answered(question: Question, nominee: Nominee, text: str = "More of **them**.") -> AnswerRevision:
    """An answer that everybody reads."""
    revision = answer(question, text=text, by=nominee.person, at=while_asking(question.election))
    approve(revision, by=officer("Otto Officer"), at=while_asking(question.election))
    return revision
