"""The timetable's page: what has passed is shown, what is ahead can change, and mistakes say where they are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import clock
from elections.making import make_board_election
from elections.models import Election, TimetableTemplate
from elections.timetable import announce
from members.models import Person
from nominees.models import Nominee
from office.acts import ACTS
from tests import cast
from tests.ballots.elections import Office

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
    assert text.count("(UTC)</label>") == text.count('type="datetime-local"') == 9 + 1  # and a template’s date


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
    asked = typed(draft, voting_closes=later, reason="a holiday")
    text = desk.post(page_of(draft), asked).content.decode()
    assert "Nothing has moved yet." in text
    assert "a holiday" in text
    before = draft.voting_closes
    draft.refresh_from_db()
    assert draft.voting_closes == before
    desk.post(page_of(draft), asked | {"confirm": "1"})
    draft.refresh_from_db()
    assert f"{draft.voting_closes:%Y-%m-%dT%H:%M}" == later


def test_it_is_shown_what_moves_and_who_hears_of_it(draft: Election, ines: Person, desk: Client) -> None:
    announce(draft, by=ines, at=clock.now())
    later = f"{draft.voting_opens + DAY:%Y-%m-%dT%H:%M}"
    asked = typed(draft, voting_opens=later, reason="a holiday")
    answer = desk.post(page_of(draft), asked)
    assert [row["label"] for row in answer.context["rows"]] == ["Voting opens"]
    assert "Nobody is concerned yet" in answer.content.decode()
    nominee = Nominee.objects.create(election=draft, person=cast.person("Nina Nominee"), name="Nina", slug="nina")
    nominee.nominations.create(nominator=cast.person("Bea Backer"), nominator_name="Bea")
    text = desk.post(page_of(draft), asked).content.decode()
    assert "1 nominee and 1 who nominated or endorsed" in text
    assert 'class="was"' in text
    text = desk.post(page_of(draft), asked | {"back": "1"}).content.decode()
    assert (later in text, "a holiday" in text, "Nothing has moved yet." in text) == (True, True, False)
    draft.refresh_from_db()
    assert f"{draft.voting_opens:%Y-%m-%dT%H:%M}" != later


def test_one_date_fills_all_others_and_saves_nothing(draft: Election, desk: Client) -> None:
    template = TimetableTemplate.objects.get(name="PSF 2026 board")
    asked = {"template": str(template.pk), "opens": "2031-09-02T14:00"}
    text = desk.get(page_of(draft), asked).content.decode()
    assert 'value="2031-07-29T14:00"' in text
    assert 'value="2031-09-16T14:00"' in text
    assert "Nothing is saved yet." in text
    draft.refresh_from_db()
    assert draft.voting_opens.year != 2031


def test_a_timetable_is_kept_as_a_template(draft: Election, desk: Client) -> None:
    assert "Give the template a name." in desk.post(page_of(draft), {"keep": "1", "name": ""}).content.decode()
    desk.post(page_of(draft), {"keep": "1", "name": "Ours"})
    assert TimetableTemplate.objects.get(name="Ours").minutes["voting_closes"] == 14 * 24 * 60


def test_it_is_drawn_with_a_table_behind(draft: Election, desk: Client) -> None:
    text = desk.get(page_of(draft)).content.decode()
    assert text.count('<rect class="column"') == 5
    assert "The picture as a table" in text


def test_what_has_passed_is_not_asked_for(draft: Election, ines: Person, desk: Client) -> None:
    Election.objects.filter(pk=draft.pk).update(nominations_open=clock.now() - DAY)
    announce(draft, by=ines, at=clock.now())
    text = desk.get(page_of(draft)).content.decode()
    assert 'name="nominations_open"' not in text
    assert 'name="nominations_close"' in text


def test_the_close_of_a_sealed_ballot_moves_by_the_acts_that_it_names(desk: Client) -> None:
    office = Office()
    office.seal()
    later = f"{office.election.voting_closes + DAY:%Y-%m-%dT%H:%M}"
    text = desk.post(page_of(office.election), {"voting_closes": later, "reason": "x"}).content.decode()
    assert f"use “{ACTS['extend'].title}” or “{ACTS['close'].title}”." in text
