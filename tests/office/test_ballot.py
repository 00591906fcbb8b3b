"""What is on the ballot, by which rules, and how the election introduces itself: until the ballot is sealed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import clock
from elections.making import make_board_election
from elections.models import Contest, Election
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
    desk.post(page_of("contests", draft), {"act": "remove", "contest": resolution.pk})
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


def test_nothing_is_removed_from_a_sealed_ballot(desk: Client) -> None:
    office = Office()
    office.seal()
    contest = office.election.contests.get(kind="resolution")
    answer = desk.post(
        page_of("contests", office.election),
        {"act": "remove", "contest": contest.pk, "remove-reason": "It came too late."},
    )
    text = answer.content.decode()
    assert "<title>Error:" in text
    assert "<li>The ballot is sealed: nothing on it can change.</li>" in text
    assert Contest.objects.filter(pk=contest.pk).exists()


def test_what_is_gone_cannot_be_removed_again(draft: Election, desk: Client) -> None:
    gone = draft.contests.get().pk
    draft.contests.get().delete()
    for typed in ({"contest": gone}, {"contest": "9" * 30}, {"contest": "nonsense"}):
        text = desk.post(page_of("contests", draft), {"act": "remove"} | typed).content.decode()
        assert "This contest is not on the ballot any more." in text


def test_to_remove_takes_a_choice(draft: Election, desk: Client) -> None:
    text = desk.post(page_of("contests", draft), {"act": "remove"}).content.decode()
    assert "Choose the contest to remove." in text
    assert draft.contests.count() == 1


def test_a_contest_of_another_election_stays(draft: Election, desk: Client) -> None:
    other = Office().election.contests.get(kind="resolution")
    desk.post(page_of("contests", draft), {"act": "remove", "contest": other.pk})
    assert Contest.objects.filter(pk=other.pk).exists()


def test_an_unknown_act_does_nothing(draft: Election, desk: Client) -> None:
    assert desk.post(page_of("contests", draft), {"act": "seal"}).status_code == 200
    assert Contest.objects.count() == 1


def test_rules_are_saved(draft: Election, desk: Client) -> None:
    desk.post(page_of("rules", draft), RULES | {"fellows_must_affirm": "on"})
    draft.refresh_from_db()
    assert (draft.quorum_denominator, draft.board_size, draft.affiliation_limit) == (2, 5, "number")
    assert draft.fellows_must_affirm
    assert not draft.server_may_seal


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
