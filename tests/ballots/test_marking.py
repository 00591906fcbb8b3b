"""The ballot before it is sealed: what stands on it, what was marked, and what keeps it from being sealed."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from ballots import marking
from ballots.models import Setup
from ballots.setup import setup_of
from elections.models import Contest
from tests.ballots.elections import Office


@pytest.fixture
def setup(open_office: Office) -> Setup:
    return setup_of(open_office.election)


def data(setup: Setup, *chosen: str) -> QueryDict:
    """One string of values a contest."""
    contests = setup.election.contests.all()
    return QueryDict(
        "&".join(f"contest-{c.pk}={v}" for c, vs in zip(contests, chosen, strict=True) for v in vs.split())
    )


def pages(setup: Setup, *chosen: str) -> list[marking.Page]:
    return marking.pages(setup, [], data(setup, *chosen))


def test_the_empty_ballot_has_every_contest_in_order_and_nothing_marked(setup: Setup) -> None:
    board, resolution = marking.pages(setup, [])
    assert [(page.number, page.total, page.title, page.kind) for page in (board, resolution)] == [
        (1, 2, "Board", "approval"),
        (2, 2, "Resolution 1", "resolution"),
    ]
    assert [option.name for option in board.options] == ["Candidate 01", "Candidate 02", "Candidate 03"]
    assert [option.name for option in resolution.options] == ["For", "Against"]
    assert not any(option.marked for page in (board, resolution) for option in page.options)
    assert not board.abstains


def test_names_stand_in_the_readers_order_and_keep_their_place_on_the_sealed_ballot(setup: Setup) -> None:
    order = [choice.nominee_id or 0 for choice in setup.choices.filter(nominee__isnull=False).order_by("-position")]
    board, resolution = marking.pages(setup, order, data(setup, "2", "0"))
    assert [(option.value, option.name) for option in board.options] == [
        ("2", "Candidate 03"),
        ("1", "Candidate 02"),
        ("0", "Candidate 01"),
    ]
    assert [option.name for option in resolution.options] == ["For", "Against"]
    assert (board.marks, board.choices) == ([2], ["Candidate 03"])


def test_names_lead_to_the_candidates_pages_where_there_are_such(open_office: Office, setup: Setup) -> None:
    assert not any(option.url for page in marking.pages(setup, []) for option in page.options)
    day = timedelta(days=1)
    names = ("candidates_announced", "acceptance_closes", "nominations_close", "nominations_open")
    open_office.move(**{name: open_office.now - days * day for days, name in enumerate(names, start=6)})
    board, resolution = marking.pages(setup_of(open_office.election), [])
    assert board.options[0].url == "/elections/board-2026/candidates/candidate-01/"
    assert [option.url for option in resolution.options] == ["", ""]


def test_every_candidate_may_be_approved(setup: Setup) -> None:
    assert marking.check(pages(setup, "0 1 2", "0"))


def test_abstaining_is_marked_not_left_out(setup: Setup) -> None:
    found = pages(setup, "abstain", "abstain")
    assert marking.check(found)
    assert [page.marks for page in found] == [[], []]


@pytest.mark.parametrize(
    ("chosen", "errors"),
    [
        (("", "0"), ["You left this empty. Choose, or mark that you abstain.", ""]),
        (("0", ""), ["", "You left this empty. Choose, or mark that you abstain."]),
        (("0 abstain", "0"), ["You chose and you abstained. Keep one of the two.", ""]),
        (("0", "0 abstain"), ["", "You chose and you abstained. Keep one of the two."]),
        (("0", "0 1"), ["", "You marked 2. Keep at most 1."]),
        (("", ""), ["You left this empty. Choose, or mark that you abstain."] * 2),
    ],
)
def test_what_is_not_ready_is_said_at_its_contest(setup: Setup, chosen: tuple[str, ...], errors: list[str]) -> None:
    found = pages(setup, *chosen)
    assert not marking.check(found)
    assert [page.error for page in found] == errors


@pytest.mark.parametrize(("marks", "ready"), [("0 1", True), ("0 1 2", False)])
def test_at_most_as_many_as_the_contest_allows(office: Office, marks: str, ready: bool) -> None:
    Contest.objects.filter(kind=Contest.Kind.SEATS).update(max_choices=2)
    office.seal()
    assert marking.check(pages(setup_of(office.election), marks, "0")) is ready


@pytest.mark.parametrize("value", ["3", "-1", "00", "x", "", "☃"])
def test_what_the_ballot_does_not_have_is_no_mark(setup: Setup, value: str) -> None:
    board, _ = pages(setup, value, "0")
    assert board.marks == []
    assert board.sent == []


def test_the_hidden_fields_are_the_marks_and_the_consent(setup: Setup) -> None:
    board, resolution = pages(setup, "0 2", "abstain")
    assert marking.hidden_fields([board, resolution]) == (
        f'<input type="hidden" name="{board.id}" value="0"><input type="hidden" name="{board.id}" value="2">'
        f'<input type="hidden" name="{resolution.id}" value="abstain"><input type="hidden" name="agree" value="on">'
    )


def test_kept_is_what_belongs_to_a_ballot_and_nothing_else_and_is_escaped() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("contest-1", ["0", '"><script>'])
    sent["agree"], sent["sealed"], sent["csrfmiddlewaretoken"], sent["next"] = "on", "bytes", "secret", "/"
    assert marking.kept(sent) == (
        '<input type="hidden" name="contest-1" value="0">'
        '<input type="hidden" name="contest-1" value="&quot;&gt;&lt;script&gt;">'
        '<input type="hidden" name="agree" value="on">'
    )
