"""What is on the ballot, by which rules, and how the election introduces itself: until the ballot is sealed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import clock
from elections.contests import add_resolution, change_seats, shown
from elections.making import make_board_election
from elections.models import Contest, Election
from elections.timetable import announce
from members.models import Person
from tests.ballots.elections import Office

RULES = {
    "quorum_numerator": "1",
    "quorum_denominator": "2",
    "affirmed_since": "2026-01-01T00:00",
    "affiliation_limit": "number",
    "entity_limit": "2",
    "voting_classes": ["fellow", "contributing", "supporting"],
    "board_size": "5",
    "who_may_nominate": "members",
    "who_may_endorse": "anyone",
    "nominations_each": "",
    "endorsements_needed": "0",
    "questions_each": "3",
}


@pytest.fixture
def draft(ines: Person) -> Election:
    now = clock.now()
    return make_board_election(
        name="Board 2030", slug="b", voting_opens=now + timedelta(days=40), seat_years=[3], by=ines, at=now
    )


def page_of(name: str, election: Election) -> str:
    return reverse(f"office:{name}", args=[election.slug])


def contest_page(contest: Contest) -> str:
    return reverse("office:contest", args=[contest.election.slug, contest.pk])


def test_a_resolution_is_added_and_removed(draft: Election, desk: Client) -> None:
    typed = {
        "act": "resolution",
        "resolution-title": "Resolution A",
        "resolution-text": "RESOLVED, *that*.",
        "resolution-majority": "voting members",
    }
    desk.post(page_of("contests", draft), typed)
    resolution = Contest.objects.get(kind="resolution")
    assert (resolution.title, resolution.majority) == ("Resolution A", "voting members")
    desk.post(contest_page(resolution), {"act": "remove"})
    assert not Contest.objects.filter(kind="resolution").exists()


def test_seats_are_added(draft: Election, desk: Client) -> None:
    desk.post(page_of("contests", draft), {"act": "seats", "seats-title": "Council", "seats-seat_years": "2 1"})
    assert [seat.years for seat in Contest.objects.get(title="Council").seats.all()] == [2, 1]


def test_what_was_typed_is_kept_beside_what_is_missing(draft: Election, desk: Client) -> None:
    typed = {"act": "resolution", "resolution-title": "", "resolution-text": "RESOLVED, that."}
    text = desk.post(page_of("contests", draft), typed).content.decode()
    assert "Give the resolution a title." in text
    assert "RESOLVED, that." in text


def test_a_statement_over_the_limit_is_refused_with_its_size(draft: Election, desk: Client) -> None:
    typed = {"act": "resolution", "resolution-title": "A", "resolution-text": "x" * 20_001}
    text = desk.post(page_of("contests", draft), typed).content.decode()
    assert "20,001 bytes" in text
    assert not Contest.objects.filter(kind="resolution").exists()


def test_a_sealed_ballot_says_so(desk: Client) -> None:
    office = Office()
    office.seal()
    typed = {"act": "seats", "seats-title": "Late", "seats-seat_years": "3"}
    text = desk.post(page_of("contests", office.election), typed).content.decode()
    assert "nothing on it can change" in text
    assert not Contest.objects.filter(title="Late").exists()
    assert "sealed" in desk.post(page_of("rules", office.election), RULES).content.decode()


def test_sealed_rules_are_read_and_not_asked_for(desk: Client) -> None:
    office = Office()
    office.seal()
    text = desk.get(page_of("rules", office.election)).content.decode()
    assert "At least 1/3 of the voting members must vote" in text
    assert "Save the rules" not in text


@pytest.mark.parametrize("act", ["change", "up", "remove"])
def test_nothing_of_a_sealed_ballot_changes(desk: Client, act: str) -> None:
    office = Office()
    office.seal()
    contest = office.election.contests.get(kind="resolution")
    typed = {"act": act, "move-reason": "It came too late.", "change-reason": "It came too late."}
    typed |= {"change-title": "Another", "change-text": "Another.", "change-majority": "votes cast"}
    text = desk.post(contest_page(contest), typed).content.decode()
    assert "<title>Error:" in text
    assert "<li>The ballot is sealed: nothing on it can change.</li>" in text
    assert shown(office.election.contests.get(pk=contest.pk)) == shown(contest)
    assert "<form" not in desk.get(contest_page(contest)).content.decode().partition("<main")[2]


def test_seats_change_at_their_place(draft: Election, desk: Client) -> None:
    contest = draft.contests.get()
    assert 'value="3"' in desk.get(contest_page(contest)).content.decode()
    typed = {"act": "change", "change-title": "The board", "change-seat_years": "1, 3", "change-max_choices": "2"}
    answer = desk.post(contest_page(contest), typed, follow=True).content.decode()
    assert "Saved: The board." in answer
    assert "2 seats" in answer
    assert shown(draft.contests.get()) == {"title": "The board", "seat_years": [3, 1], "max_choices": 2}


def test_a_resolution_moves_above_the_seats(draft: Election, desk: Client, ines: Person) -> None:
    seats = draft.contests.get()
    resolution = add_resolution(draft, title="R", text="R.", majority="votes cast", by=ines)
    assert "Move it up" not in desk.get(contest_page(seats)).content.decode()
    assert "Move it up" in desk.get(contest_page(resolution)).content.decode()
    assert "Moved up: R." in desk.post(contest_page(resolution), {"act": "up"}, follow=True).content.decode()
    assert list(draft.contests.all()) == [resolution, seats]
    assert (
        "It is the first on the ballot already." in desk.post(contest_page(resolution), {"act": "up"}).content.decode()
    )


def test_what_another_officer_changed_meanwhile_is_told(draft: Election, desk: Client, jonas: Person) -> None:
    contest = draft.contests.get()
    page = desk.get(contest_page(contest)).content.decode()
    seen = re.search(r'name="change-seen" value="([^"]+)"', page)
    assert seen
    change_seats(contest, title="Board", seat_years=[3, 2], by=jonas)
    typed = {"act": "change", "change-title": "The board", "change-seat_years": "3", "change-seen": seen[1]}
    text = desk.post(contest_page(contest), typed).content.decode()
    assert "Somebody else changed this while your page was open" in text
    assert 'value="The board"' in text
    assert 'value="3, 2"' in text
    assert shown(draft.contests.get())["title"] == "Board"


def test_what_is_gone_or_of_another_election_is_not_found(draft: Election, desk: Client) -> None:
    other = Office().election.contests.get(kind="resolution")
    for pk in (draft.contests.get().pk + 10_000, other.pk):
        page = reverse("office:contest", args=[draft.slug, pk])
        assert desk.post(page, {"act": "remove"}).status_code == 404
    assert Contest.objects.filter(pk=other.pk).exists()


def test_an_announced_ballot_changes_for_a_reason(draft: Election, desk: Client, ines: Person) -> None:
    announce(draft, by=ines, at=clock.now())
    contest = draft.contests.get()
    text = desk.post(contest_page(contest), {"act": "remove", "move-reason": ""}).content.decode()
    assert "Give a reason." in text
    assert desk.post(contest_page(contest), {"act": "remove", "move-reason": "Twice."}).status_code == 302


def test_an_unknown_act_does_nothing(draft: Election, desk: Client) -> None:
    assert desk.post(page_of("contests", draft), {"act": "seal"}).status_code == 200
    assert Contest.objects.count() == 1


def test_rules_are_saved(draft: Election, desk: Client) -> None:
    desk.post(page_of("rules", draft), RULES | {"fellows_must_affirm": "on"})
    draft.refresh_from_db()
    assert (draft.quorum_denominator, draft.board_size, draft.affiliation_limit) == (2, 5, "number")
    assert draft.fellows_must_affirm
    assert not draft.server_may_seal


def test_codes_from_outside_and_sealing_by_the_server_exclude_each_other(draft: Election, desk: Client) -> None:
    both = RULES | {"strict_credentials": "on", "server_may_seal": "on"}
    refused = desk.post(page_of("rules", draft), both).content.decode()
    assert "the server has none to seal with: untick that it may seal." in refused
    assert desk.post(page_of("rules", draft), RULES | {"strict_credentials": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.strict_credentials


def test_an_instant_that_nobody_changed_keeps_its_seconds(draft: Election, desk: Client) -> None:
    draft.refresh_from_db()
    since = draft.affirmed_since
    assert since
    desk.post(page_of("rules", draft), RULES | {"affirmed_since": f"{since:%Y-%m-%dT%H:%M}"})
    draft.refresh_from_db()
    assert (draft.affirmed_since, draft.board_size) == (since, 5)


@pytest.mark.parametrize("wrong", [{"quorum_denominator": "0"}, {"quorum_numerator": "3"}])
def test_a_quorum_is_a_fraction(draft: Election, desk: Client, wrong: dict[str, str]) -> None:
    assert "A quorum is a part" in desk.post(page_of("rules", draft), RULES | wrong).content.decode()
    draft.refresh_from_db()
    assert draft.quorum_denominator == 3


def test_an_introduction_is_rendered(draft: Election, desk: Client) -> None:
    desk.post(page_of("describe", draft), {"name": "Board 2030", "description": "Read **this**. <script>x</script>"})
    draft.refresh_from_db()
    assert "<strong>this</strong>" in draft.description_html
    assert "<script" not in draft.description_html
