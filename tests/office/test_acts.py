"""The page of every act, and of what waits for a second officer."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ballots.models import CertifiedResult
from base import clock
from base.moments import in_words
from elections.making import make_board_election, set_rules
from elections.models import Election, Proposal
from members.models import Person
from nominees.eligibility import declare_ineligible
from nominees.models import Nominee
from office.acts import ACTS, TITLES
from office.forms import UtcDateTimeField
from office.outcomes import DONE
from tests.ballots.elections import Office

DAY = timedelta(days=1)


@pytest.fixture
def draft(ines: Person) -> Election:
    now = clock.now()
    return make_board_election(
        name="Board 2030", slug="board-2030", voting_opens=now + 40 * DAY, seat_years=[3], by=ines, at=now
    )


@pytest.fixture
def voting(db: None) -> Office:
    """An election in which voting is open, with two officers of its own."""
    office = Office()
    office.seal()
    return office


def seen_on(page: str) -> dict[str, str]:
    found = re.search(r'name="seen" value="(\w{64})"', page)
    assert found
    return {"seen": found[1]}


def page_of(election: Election, act: str) -> str:
    return reverse("office:act", args=[election.slug, act])


def test_who_is_signed_out_signs_in_first(draft: Election, client: Client) -> None:
    answer = client.get(page_of(draft, "announce"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_refused(draft: Election, stranger: Client, act: str) -> None:
    assert stranger.get(page_of(draft, act)).status_code == 403
    assert stranger.post(page_of(draft, act), {"reason": "x"}).status_code == 403
    draft.refresh_from_db()
    assert draft.announced_at is None


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_a_page_that_changes_nothing_when_it_is_read(draft: Election, desk: Client, act: str) -> None:
    before = Election.objects.values().get()
    answer = desk.get(page_of(draft, act))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert Election.objects.values().get() == before


def test_there_is_no_other_act(draft: Election, desk: Client) -> None:
    assert desk.get(page_of(draft, "win")).status_code == 404


def test_one_officer_announces(draft: Election, desk: Client) -> None:
    answer = desk.post(page_of(draft, "announce"), follow=True)
    draft.refresh_from_db()
    assert draft.announced_at is not None
    assert "The election is announced: everybody sees it." in answer.content.decode()


def test_every_act_says_what_is_true_afterwards() -> None:
    assert set(DONE) == set(TITLES)


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(voting: Office, desk: Client) -> None:
    answer = desk.post(page_of(voting.election, "extend"), {"until": "2199-01-01T14:00", "reason": ""})
    text = answer.content.decode()
    assert "Give a reason" in text
    assert "2199-01-01T14:00" in text
    assert not Proposal.objects.exists()


def test_closing_takes_two(voting: Office, desk: Client, other_desk: Client) -> None:
    closes = voting.election.voting_closes
    desk.post(page_of(voting.election, "close"), {"reason": "everybody voted"})
    voting.election.refresh_from_db()
    assert voting.election.voting_closes == closes
    proposal = reverse("office:proposal", args=[voting.election.slug, Proposal.objects.get().pk])
    assert "another officer must agree" in desk.post(proposal, {"agree": ""}).content.decode()
    assert "everybody voted" in other_desk.get(proposal).content.decode()
    other_desk.post(proposal, {"agree": ""})
    voting.election.refresh_from_db()
    assert voting.election.voting_closes <= clock.now()


def test_an_extension_is_shown_to_the_second_officer_with_its_instant(
    voting: Office, desk: Client, other_desk: Client
) -> None:
    until = (clock.now() + 3 * DAY).replace(second=0, microsecond=0)
    desk.post(page_of(voting.election, "extend"), {"until": f"{until:%Y-%m-%dT%H:%M}", "reason": "an outage"})
    proposal = reverse("office:proposal", args=[voting.election.slug, Proposal.objects.get().pk])
    before, after = in_words(voting.election.voting_closes), in_words(until)
    text = other_desk.get(proposal).content.decode()
    assert f"Voting then closes on {after}." in text
    assert f"As things stand, it closes on {before}." in text
    text = other_desk.post(proposal, {"agree": ""}, follow=True).content.decode()
    assert f"Voting now closes on {after}." in text
    assert "As things stand" not in other_desk.get(proposal).content.decode()
    voting.election.refresh_from_db()
    assert voting.election.voting_closes == until


def test_what_can_no_longer_be_done_says_why_and_stays_open(voting: Office, desk: Client, other_desk: Client) -> None:
    desk.post(page_of(voting.election, "pause"), {"reason": "a fault"})
    voting.close()
    proposal = reverse("office:proposal", args=[voting.election.slug, Proposal.objects.get().pk])
    answer = other_desk.post(proposal, {"agree": ""})
    assert "Voting is not open." in answer.content.decode()
    text = other_desk.get(proposal).content.decode()
    assert "This cannot be done any more." in text
    assert 'name="agree"' not in text
    assert Proposal.objects.get().seconded_at is None
    other_desk.post(proposal, {"drop": ""})
    assert Proposal.objects.get().dropped_at is not None


def test_from_the_close_to_publication(voting: Office, desk: Client, other_desk: Client) -> None:
    voting.vote(voting.voters[0])
    voting.vote(voting.voters[1])
    voting.close()
    for act in ("end-ballots", "count"):
        desk.post(page_of(voting.election, act))
    for act in ("certify", "publish"):
        desk.post(page_of(voting.election, act), {"statement": "We certify it."})
        waiting = Proposal.objects.get(act=act)
        other_desk.post(reverse("office:proposal", args=[voting.election.slug, waiting.pk]), {"agree": ""})
    voting.election.refresh_from_db()
    assert voting.election.published_at is not None
    assert voting.election.certified_by.name == "Ines Castellano"  # type: ignore[union-attr]
    assert voting.election.certified_second_by.name == "Jonas Achterberg"  # type: ignore[union-attr]
    assert CertifiedResult.objects.get().data["ballots"] == 2
    assert CertifiedResult.objects.get().statement == "We certify it."


def test_an_impossible_extension_is_refused_before_anybody_is_asked(voting: Office, desk: Client) -> None:
    answer = desk.post(page_of(voting.election, "extend"), {"until": "2020-01-01T14:00", "reason": "an outage"})
    assert "later than now" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_typed_offset_is_honoured() -> None:
    assert UtcDateTimeField().clean("2026-09-01T14:00+02:00") == datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert UtcDateTimeField().clean("2026-09-01T14:00") == datetime(2026, 9, 1, 14, tzinfo=UTC)


def test_an_empty_answer_decides_nothing(voting: Office, desk: Client, other_desk: Client) -> None:
    desk.post(page_of(voting.election, "pause"), {"reason": "a fault"})
    proposal = Proposal.objects.get()
    other_desk.post(reverse("office:proposal", args=[voting.election.slug, proposal.pk]), {})
    proposal.refresh_from_db()
    assert proposal.dropped_at is None
    assert proposal.seconded_at is None


def test_that_one_officer_is_enough_takes_two(draft: Election, ines: Person, desk: Client, other_desk: Client) -> None:
    with pytest.raises(ValidationError, match="two officers"):
        set_rules(draft, rules={"officers_required": 1}, by=ines)
    desk.post(page_of(draft, "one-officer"), {"reason": "a rehearsal"})
    draft.refresh_from_db()
    assert draft.officers_required == 2
    other_desk.post(reverse("office:proposal", args=[draft.slug, Proposal.objects.get().pk]), {"agree": ""})
    draft.refresh_from_db()
    assert draft.officers_required == 1


def test_where_one_officer_is_enough_it_is_done_at_once(voting: Office, desk: Client) -> None:
    voting.move(officers_required=1)
    desk.post(page_of(voting.election, "pause"), {"reason": "a fault"})
    voting.election.refresh_from_db()
    assert voting.election.paused_at is not None
    assert not Proposal.objects.exists()


class TestTheSecondAgreesToWhatTheFirstSaw:
    def proposal(self, election: Election) -> str:
        return reverse("office:proposal", args=[election.slug, Proposal.objects.get(dropped_at=None).pk])

    def test_of_a_result(self, voting: Office, desk: Client, other_desk: Client) -> None:
        voting.count()
        desk.post(page_of(voting.election, "certify"), {"statement": "We certify it."})
        nominee = Nominee.objects.earliest("pk")
        declare_ineligible(nominee, reason="Not of age.", by=voting.first, at=clock.now())
        answer = other_desk.post(self.proposal(voting.election), {"agree": ""})
        assert "it has changed since" in answer.content.decode()
        assert not CertifiedResult.objects.exists()
        other_desk.post(self.proposal(voting.election), {"drop": ""})
        desk.post(page_of(voting.election, "certify"), {"statement": "We certify it."})
        other_desk.post(self.proposal(voting.election), {"agree": ""})
        assert CertifiedResult.objects.exists()

    def test_and_the_first_to_what_the_page_showed(self, voting: Office, desk: Client) -> None:
        voting.count()
        page = desk.get(page_of(voting.election, "certify")).content.decode()
        declare_ineligible(Nominee.objects.earliest("pk"), reason="Not of age.", by=voting.first, at=clock.now())
        answer = desk.post(page_of(voting.election, "certify"), {"statement": "We certify it.", **seen_on(page)})
        assert "It has changed since you opened this page." in answer.content.decode()
        assert not Proposal.objects.exists()
        desk.post(
            page_of(voting.election, "certify"), {"statement": "We certify it.", **seen_on(answer.content.decode())}
        )
        assert Proposal.objects.get().arguments["seen"]

    def test_of_a_ballot(self, desk: Client, other_desk: Client) -> None:
        office = Office()
        soon = clock.now() + DAY
        office.move(voting_opens=soon, voting_closes=soon + DAY)
        desk.post(page_of(office.election, "seal-ballot"))
        set_rules(office.election, rules={"quorum_denominator": 4}, by=office.first, reason="As the board resolved.")
        answer = other_desk.post(self.proposal(office.election), {"agree": ""})
        assert "it has changed since" in answer.content.decode()
        office.election.refresh_from_db()
        assert office.election.ballot_sealed_at is None


class TestWhatFollows:
    def test_is_shown_before_and_to_the_second_officer(self, voting: Office, desk: Client, other_desk: Client) -> None:
        voting.vote(voting.voters[0])
        text = desk.get(page_of(voting.election, "void")).content.decode()
        assert "So far 1 of 4 voters have voted." in text
        assert "The quorum is not reached: 2 have to vote" in text
        assert "1 ballot stays in the record, sealed, and the keys are destroyed." in text
        assert "4 voters on the roll." in text
        desk.post(page_of(voting.election, "void"), {"reason": "a fault", "ground": "decision"})
        proposal = reverse("office:proposal", args=[voting.election.slug, Proposal.objects.get().pk])
        text = other_desk.get(proposal).content.decode()
        assert "1 ballot stays in the record, sealed, and the keys are destroyed." in text
        assert "1 thing that waits for a second officer is dropped." in text
        other_desk.post(proposal, {"agree": ""})
        assert "ballot stays" not in other_desk.get(proposal).content.decode()

    @pytest.mark.parametrize(
        ("act", "sentence"),
        [
            ("pause", "Whoever is marking a ballot keeps the marks"),
            ("close", "So far 0 of 4 voters have voted."),
            ("extend", "4 voters hear of it by mail."),
        ],
    )
    def test_of_acts_while_people_vote(self, voting: Office, desk: Client, act: str, sentence: str) -> None:
        assert sentence in desk.get(page_of(voting.election, act)).content.decode()

    def test_of_an_announcement(self, draft: Election, desk: Client) -> None:
        assert "Nobody is mailed by this" in desk.get(page_of(draft, "announce")).content.decode()

    def test_a_vote_is_void_for_want_of_a_quorum_where_it_was_missed(self, voting: Office, desk: Client) -> None:
        voting.move(officers_required=1)
        asked = {"reason": "Too few.", "ground": "quorum"}
        assert "can still be reached" in desk.post(page_of(voting.election, "void"), asked).content.decode()
        voting.close()
        desk.post(page_of(voting.election, "void"), asked)
        voting.election.refresh_from_db()
        assert voting.election.voided_at is not None
