"""Every act of this room has a window, and keeps it to the microsecond: just before, at and just after each boundary.

What is refused leaves nothing behind. Which window is whose is in elections/windows.py; that pages ask there as well is
in test_who_may.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from base.models import JournalLine, Mail
from elections.models import Election
from members.models import Person
from nominees.links import bind
from nominees.models import AnswerRevision, Nomination, Nominee, ProfileRevision, Question
from nominees.nominating import accept, decline, endorse, nominate, withdraw
from nominees.questioning import answer, approve_question, ask
from nominees.revising import (
    approve,
    ask_for_correction,
    hide_endorsement,
    revise_endorsement,
    show_class,
    show_endorsement,
    write_profile,
)
from tests.cast import officer, person
from tests.nominees.asking import ASKED_FROM, ASKED_UNTIL, ENDS, asked, open_to_questions, public
from tests.nominees.nominations import (
    ANSWERED,
    CLOSED,
    DURING,
    MICROSECOND,
    OPEN,
    VOTING,
    member,
    named,
    seal,
    standing,
)

pytestmark = pytest.mark.django_db


@dataclass
class Cast:
    """An election sealed to be voted on, and everything that an act of this room is done to."""

    board: Election
    officer: Person
    mia: Person
    """Endorses who stands."""
    max: Person
    """Has said nothing yet."""
    stands: Nominee
    asked: Nominee
    """Has not answered."""
    declined: Nominee
    endorsement: Nomination
    hidden: Nomination
    profile: ProfileRevision
    """Waits for the office, as does the next."""
    question: Question
    public: Question
    answer: AnswerRevision


@pytest.fixture
def cast() -> Cast:
    board = open_to_questions(officers_required=1)
    mia, bo = member("Mia Member"), member("Bo Member")
    stands = standing(board, "Nora Nominee", "nora@example.org")
    declined = named(board, "Dee Declined", "dee@example.org", bo).nominee
    hidden = endorse(stands, text="Hm.", by=bo, at=DURING)
    hide_endorsement(hidden, by=stands.person, at=DURING)
    shown = public(board)
    seal(board)
    return Cast(
        board=board,
        officer=officer("Otto Officer"),
        mia=mia,
        max=member("Max Member"),
        stands=stands,
        asked=named(board, "Una Unanswered", "una@example.org", mia).nominee,
        declined=decline(declined, by=declined.person, at=DURING),
        endorsement=endorse(stands, text="Solid.", by=mia, at=DURING),
        hidden=hidden,
        profile=stands.profiles.get(),
        question=asked(board, "Why?", bo),
        public=shown,
        answer=answer(shown, text="More.", by=stands.person, at=ASKED_FROM),
    )


def nominate_somebody(cast: Cast, at: datetime) -> None:
    nominate(cast.board, name="New", email="new@example.org", text="Yes!", by=cast.max, at=at)


def nominate_oneself(cast: Cast, at: datetime) -> None:
    nominate(
        cast.board,
        name="Max",
        email=cast.max.user.email,
        text="I stand.",
        by=cast.max,
        at=at,
        agrees_to_code_of_conduct=True,
    )


def nominate_who_is_named_already(cast: Cast, at: datetime) -> None:
    nominate(cast.board, name="Una", email="una@example.org", text="Yes!", by=cast.max, at=at)


def bind_an_account(cast: Cast, at: datetime) -> None:
    bind(cast.asked.links.get(), user=person("Una", "elsewhere@example.org").user, at=at)


Act = Callable[[Cast, datetime], object]
ACTS: dict[str, tuple[Act, datetime, datetime | None, str]] = {
    "nominate somebody": (nominate_somebody, OPEN, CLOSED, "not open"),
    "nominate oneself": (nominate_oneself, OPEN, CLOSED, "not open"),
    "nominate who is named already": (nominate_who_is_named_already, OPEN, CLOSED, "not open"),
    "endorse": (lambda c, at: endorse(c.stands, text="Yes!", by=c.max, at=at), OPEN, CLOSED, "not open"),
    "accept": (lambda c, at: accept(c.asked, by=c.asked.person, at=at), OPEN, ANSWERED, "is over"),
    "accept by mail": (lambda c, at: accept(c.asked, link=c.asked.links.get(), at=at), OPEN, ANSWERED, "is over"),
    "accept after all": (lambda c, at: accept(c.declined, by=c.declined.person, at=at), OPEN, ANSWERED, "is over"),
    "decline": (lambda c, at: decline(c.asked, by=c.asked.person, at=at), OPEN, ANSWERED, "is over"),
    "decline by mail": (lambda c, at: decline(c.asked, link=c.asked.links.get(), at=at), OPEN, ANSWERED, "is over"),
    "withdraw": (lambda c, at: withdraw(c.stands, by=c.stands.person, at=at), OPEN, None, "too late"),
    "record a withdrawal": (
        lambda c, at: withdraw(c.stands, by=c.officer, at=at, reason="By mail."), OPEN, None, "only the nominee"
    ),
    "connect an account": (bind_an_account, OPEN, VOTING, "too old"),
    "write a statement": (
        lambda c, at: write_profile(c.stands, by=c.stands.person, at=at, text="New."), OPEN, VOTING, "until voting"
    ),
    "revise an endorsement": (
        lambda c, at: revise_endorsement(c.endorsement, text="New.", by=c.mia, at=at), OPEN, VOTING, "until voting"
    ),
    "show one's class": (
        lambda c, at: show_class(c.endorsement, shown=True, by=c.mia, at=at), OPEN, VOTING, "until voting"
    ),
    "ask for a correction": (
        lambda c, at: ask_for_correction(c.endorsement, by=c.stands.person, at=at, what="x"),
        OPEN, VOTING, "until voting",
    ),
    "hide an endorsement": (
        lambda c, at: hide_endorsement(c.endorsement, by=c.stands.person, at=at), OPEN, VOTING, "until voting"
    ),
    "show an endorsement": (
        lambda c, at: show_endorsement(c.hidden, by=c.stands.person, at=at), OPEN, VOTING, "until voting"
    ),
    "approve a statement": (lambda c, at: approve(c.profile, by=c.officer, at=at), OPEN, VOTING, "Voting has opened"),
    "approve an endorsement": (
        lambda c, at: approve(c.endorsement.revisions.get(), by=c.officer, at=at), OPEN, VOTING, "Voting has opened"
    ),
    "ask a question": (lambda c, at: ask(c.board, text="How?", by=c.max, at=at), ASKED_FROM, ASKED_UNTIL, "not open"),
    "approve a question": (
        lambda c, at: approve_question(c.question, by=c.officer, at=at), ASKED_FROM, ENDS, "Voting has closed"
    ),
    "answer a question": (
        lambda c, at: answer(c.public, text="Less.", by=c.stands.person, at=at), ASKED_FROM, ENDS, "until voting closes"
    ),
    "approve an answer": (
        lambda c, at: approve(c.answer, by=c.officer, at=at), ASKED_FROM, ENDS, "Voting has closed"
    ),
}  # fmt: skip


def everything() -> list[object]:
    """All that is kept of this room, and what the journal and the mail say of it."""
    models: list[type[Model]] = [*apps.get_app_config("nominees").get_models(), JournalLine, Mail]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_keeps_its_window_to_the_microsecond(cast: Cast, name: str) -> None:
    act, opens, closes, refusal = ACTS[name]
    before = everything()
    moments = [(opens - MICROSECOND, False), (opens, True), (opens + MICROSECOND, True)]
    if closes:
        moments += [(closes - MICROSECOND, True), (closes, False), (closes + MICROSECOND, False)]
    for at, is_open in moments:
        with transaction.atomic():
            if is_open:
                act(cast, at)
                assert everything() != before
            else:
                with pytest.raises(ValidationError, match=refusal):
                    act(cast, at)
                assert everything() == before
            transaction.set_rollback(True)
