"""The links at the head of an election's pages: those that say something now, and the strip above them."""

from datetime import datetime, timedelta

import pytest
from django.template import Context, Template

from elections.models import Election
from tests.nominees.nominations import ANNOUNCED, DURING, OPEN, VOTING, election, seal

pytestmark = pytest.mark.django_db

CLOSED = VOTING + timedelta(days=14)


def shown(tag: str, board: Election, now: datetime) -> str:
    board.refresh_from_db()
    return Template("{% load elections %}" + tag).render(Context({"election": board, "now": now}))


def places(board: Election, now: datetime) -> set[str]:
    names = {"Overview", "Candidates", "Can I vote?", "Ballot box", "Result", "Journal"}
    text = shown("{% election_places election 'election' %}", board, now)
    return {name for name in names if f">{name}</a>" in text}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (DURING, {"Overview", "Can I vote?", "Journal"}),
        (ANNOUNCED, {"Overview", "Can I vote?", "Journal", "Candidates"}),
    ],
)
def test_a_page_is_linked_once_it_says_something(now: datetime, expected: set[str]) -> None:
    assert places(election(), now) == expected


def test_the_ballot_box_from_sealing_and_the_result_from_publication() -> None:
    board = election()
    seal(board)
    assert "Ballot box" in places(board, VOTING)
    assert "Result" not in places(board, CLOSED)
    facts = ("ballots_ended", "tallied", "counted", "certified", "published")
    done = {f"{fact}_at": CLOSED for fact in facts}
    by = {f"{fact}_by": board.announced_by for fact in facts}
    Election.objects.update(**done, **by, officers_required=1)
    assert places(board, CLOSED) == {"Overview", "Candidates", "Ballot box", "Result", "Journal"}


def test_of_an_imported_election_there_is_only_what_was_taken_over() -> None:
    board = Election.objects.create(
        slug="2019", name="2019", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING, imported_at=VOTING
    )
    assert places(board, CLOSED) == {"Overview", "Candidates"}


def test_the_present_page_is_marked() -> None:
    text = shown("{% election_places election 'journal' %}", election(), DURING)
    assert text.count('aria-current="page"') == 1
    assert 'aria-current="page">Journal' in text


def test_the_strip_says_the_phase_and_what_comes_next() -> None:
    text = shown("{% phase_strip election %}", election(), DURING)
    sentence = text[text.index("strip-sentence") : text.index("</p>")]
    assert "<strong>Nominations</strong> – close" in sentence
    assert "Tue 11 Aug, 14:00 UTC" in sentence
    assert text.count("(now)") == 1


def test_the_point_that_is_now_says_since_when_and_another_year_is_named() -> None:
    board = election()
    seal(board)
    text = " ".join(shown("{% phase_strip election %}", board, VOTING + timedelta(days=1)).split())
    point = text[text.index('<li class="strip-point now">') :].partition("</li>")[0]
    assert ">Voting<" in point
    assert ">since Tue 1 Sep<" in point
    year_later = shown("{% phase_strip election %}", board, CLOSED + timedelta(days=365))
    assert ">Tue 15 Sep 2026<" in year_later
