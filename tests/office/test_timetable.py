"""The timetable's page: what has passed is shown, what is ahead can change, and mistakes say where they are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import clock
from elections.making import make_board_election
from elections.models import Election
from elections.timetable import announce
from members.models import Person

DAY = timedelta(days=1)


@pytest.fixture
def draft(ines: Person) -> Election:
    now = clock.now()
    return make_board_election(
        name="Board 2030", slug="board-2030", voting_opens=now + 40 * DAY, seat_years=[3], by=ines, at=now
    )


def typed(election: Election, **changes: str) -> dict[str, str]:
    """What the page's form holds."""
    block = ["nominations_open", "nominations_close", "acceptance_closes", "candidates_announced"]
    names = [*block, "roll_closes", "voting_opens", "voting_closes"]
    return {name: f"{getattr(election, name):%Y-%m-%dT%H:%M}" for name in names} | changes


def page_of(election: Election) -> str:
    return reverse("office:timetable", args=[election.slug])


def test_a_draft_is_saved_without_a_reason(draft: Election, desk: Client) -> None:
    later = f"{draft.voting_closes + DAY:%Y-%m-%dT%H:%M}"
    answer = desk.post(page_of(draft), typed(draft, voting_closes=later), follow=True)
    assert "The timetable is saved." in answer.content.decode()
    draft.refresh_from_db()
    assert f"{draft.voting_closes:%Y-%m-%dT%H:%M}" == later


def test_every_field_says_utc(draft: Election, desk: Client) -> None:
    text = desk.get(page_of(draft)).content.decode()
    assert "Voting opens (UTC)</label>" in text
    assert text.count("(UTC)</label>") == text.count('type="datetime-local"') == 9


def test_out_of_order_is_refused_and_what_was_typed_is_kept(draft: Election, desk: Client) -> None:
    wrong = f"{draft.voting_opens - DAY:%Y-%m-%dT%H:%M}"
    text = desk.post(page_of(draft), typed(draft, voting_closes=wrong)).content.decode()
    assert "“Voting closes” must be later than “Voting opens”." in text
    assert wrong in text
    assert "<title>Error:" in text


def test_the_nominations_go_as_a_whole(draft: Election, desk: Client) -> None:
    text = desk.post(page_of(draft), typed(draft, nominations_close="")).content.decode()
    assert "has no time, although its neighbours have one" in text
    block = ("nominations_open", "nominations_close", "acceptance_closes", "candidates_announced")
    desk.post(page_of(draft), typed(draft, **dict.fromkeys(block, "")))
    draft.refresh_from_db()
    assert draft.nominations_open is None


def test_no_election_is_without_its_vote(draft: Election, desk: Client) -> None:
    assert "Every election needs this date." in desk.post(page_of(draft), typed(draft, roll_closes="")).content.decode()


def test_once_announced_a_change_needs_a_reason(draft: Election, ines: Person, desk: Client) -> None:
    announce(draft, by=ines, at=clock.now())
    later = f"{draft.voting_closes + DAY:%Y-%m-%dT%H:%M}"
    text = desk.post(page_of(draft), typed(draft, voting_closes=later, reason="")).content.decode()
    assert "Give a reason." in text
    desk.post(page_of(draft), typed(draft, voting_closes=later, reason="a holiday"))
    draft.refresh_from_db()
    assert f"{draft.voting_closes:%Y-%m-%dT%H:%M}" == later


def test_what_has_passed_is_not_asked_for(draft: Election, ines: Person, desk: Client) -> None:
    Election.objects.filter(pk=draft.pk).update(nominations_open=clock.now() - DAY)
    announce(draft, by=ines, at=clock.now())
    text = desk.get(page_of(draft)).content.decode()
    assert 'name="nominations_open"' not in text
    assert 'name="nominations_close"' in text
