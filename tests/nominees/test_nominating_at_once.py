"""Nominations that meet: nobody is named twice, and nobody answers in two ways."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from base.models import Mail
from elections.models import Election
from nominees.models import Nomination, Nominee
from nominees.nominating import accept, decline, nominate
from nominees.questioning import ask
from tests.ballots.threads import at_once
from tests.databases import DatabaseForTests
from tests.nominees.asking import ASKING, open_to_questions
from tests.nominees.nominations import DURING, member, named


@pytest.fixture
def board(committed: DatabaseForTests) -> Election:
    return open_to_questions()


def test_eight_who_name_the_same_person_make_one_nominee_whom_all_back(board: Election) -> None:
    acts = [
        partial(nominate, board, name="Nora", email="nora@example.org", text="Yes!", by=member(f"M {n}"), at=DURING)
        for n in range(8)
    ]
    given = at_once(acts)
    assert all(isinstance(each, Nomination) for each in given)
    assert Nominee.objects.get().nominations.count() == 8


def test_a_form_that_is_sent_eight_times_is_one_nomination(board: Election) -> None:
    mia = member("Mia Member")
    act = partial(nominate, board, name="Nora", email="nora@example.org", text="Yes!", by=mia, at=DURING)
    given = at_once([act] * 8)
    assert sum(isinstance(each, Nomination) for each in given) == 1
    assert {each.code for each in given if isinstance(each, ValidationError)} == {"twice"}
    assert Mail.objects.filter(kind="nominated").count() == 1


def test_one_may_not_stand_twice(board: Election) -> None:
    nora = member("Nora", "nora@example.org")
    act = partial(
        nominate,
        board,
        name="Nora",
        email="nora@example.org",
        text="I stand.",
        by=nora,
        at=DURING,
        agrees_to_code_of_conduct=True,
    )
    given = at_once([act] * 8)
    assert sum(isinstance(each, Nomination) for each in given) == 1
    assert Nominee.objects.count() == 1


def test_nobody_goes_over_the_limit_of_nominations(board: Election) -> None:
    Election.objects.update(nominations_each=3)
    mia = member("Mia Member")
    acts = [
        partial(nominate, board, name=f"N {n}", email=f"n{n}@example.org", text="Yes!", by=mia, at=DURING)
        for n in range(8)
    ]
    at_once(acts)
    assert Nominee.objects.count() == 3


def test_who_presses_both_buttons_gives_one_answer(board: Election) -> None:
    una = named(board, "Una", "una@example.org").nominee
    link = una.links.get()
    at_once([partial(act, una, link=link, at=DURING) for act in (accept, decline) * 4])
    una.refresh_from_db()
    assert (una.accepted_at is None, una.declined_at is None) == (False, True)  # who declined may still accept
    assert Mail.objects.filter(kind="accepted").count() == 1


def test_nobody_goes_over_the_limit_of_questions(board: Election) -> None:
    Election.objects.update(questions_each=2)
    mia = member("Mia Member")
    at_once([partial(ask, board, text=f"Question {n}?", by=mia, at=ASKING) for n in range(8)])
    assert board.questions.count() == 2
