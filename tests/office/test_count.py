"""The pre-flight's reasons, and the steps from the close to the published result."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from base import clock
from base.models import Mail
from elections.roles import Role
from elections.timetable import void
from nominees.eligibility import declare_ineligible
from nominees.models import Nominee
from office.acts import ACTS
from tests import cast as people
from tests.ballots.elections import Office
from tests.office.conftest import signed_in

DAY = timedelta(days=1)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def page_of(name: str, office: Office) -> str:
    return reverse(f"office:{name}", args=[office.election.slug])


def act_of(act: str, office: Office) -> str:
    return reverse("office:act", args=[office.election.slug, act])


class TestPreFlight:
    def test_gives_the_reasons_why_not(self, desk: Client) -> None:
        office = Office(candidates=1, seats=1)
        text = desk.get(page_of("preflight", office)).content.decode()
        assert "The ballot can’t be sealed yet." in text
        assert "Everybody would be elected." in text
        assert page_of("contests", office) in text

    def test_leads_to_sealing_when_there_is_none(self, office: Office, desk: Client) -> None:
        office.move(voting_opens=office.now + DAY, voting_closes=office.now + 2 * DAY)
        text = desk.get(page_of("preflight", office)).content.decode()
        assert "The ballot can be sealed." in text
        assert reverse("office:act", args=[office.election.slug, "seal-ballot"]) in text

    def test_leads_to_what_waits_for_a_second_officer(self, office: Office, desk: Client, other_desk: Client) -> None:
        office.move(voting_opens=office.now + DAY, voting_closes=office.now + 2 * DAY)
        desk.post(act_of("seal-ballot", office))
        proposal = office.election.proposals.get()
        assert proposal.reason == ""
        assert "The reason:" not in Mail.objects.filter(kind="second officer").latest("pk").text
        text = other_desk.get(page_of("preflight", office)).content.decode()
        assert reverse("office:proposal", args=[office.election.slug, proposal.pk]) in text
        assert act_of("seal-ballot", office) not in text
        asked = other_desk.get(reverse("office:proposal", args=[office.election.slug, proposal.pk])).content.decode()
        assert "<h2>Why</h2>" not in asked

    def test_names_the_act_as_its_button_does(self, office: Office, desk: Client) -> None:
        office.move(roll_closes=office.now - 2 * DAY, voting_opens=office.now - DAY, voting_closes=office.now + DAY)
        text = desk.get(page_of("preflight", office)).content.decode()
        assert f"after sealing, use “{ACTS['open'].title}”" in text

    def test_a_warning_is_a_note_and_holds_nothing_up(self, office: Office, desk: Client, settings: Settings) -> None:
        office.move(voting_opens=office.now + DAY, voting_closes=office.now + 2 * DAY)
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        text = desk.get(page_of("preflight", office)).content.decode()
        assert "No mail leaves this server" in text
        assert ("Note" in text, "Not yet" in text) == (True, False)
        assert act_of("seal-ballot", office) in text

    def test_has_nothing_to_say_of_a_sealed_ballot(self, office: Office, desk: Client) -> None:
        office.seal()
        text = desk.get(page_of("preflight", office)).content.decode()
        assert "The ballot is sealed" in text
        assert "Everybody would be elected" not in text
        assert act_of("seal-ballot", office) not in text


class TestCount:
    def test_shows_no_result_before_the_count(self, office: Office, desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0], (0,), (0,))
        text = desk.get(page_of("count", office)).content.decode()
        assert "1 ballot is in the box." in text
        assert "Candidate 01" not in text

    def test_shows_it_to_officers_afterwards_and_to_nobody_else(
        self, office: Office, desk: Client, client: Client
    ) -> None:
        office.seal()
        office.vote(office.voters[0], (0,), (0,))
        office.vote(office.voters[1], (0,), ())
        office.count()
        text = desk.get(page_of("count", office)).content.decode()
        assert "Not public yet" in text
        assert "Candidate 01" in text
        assert reverse("office:act", args=[office.election.slug, "certify"]) in text
        assert client.get(reverse("ballots:result", args=[office.election.slug])).status_code == 404
        auditor = signed_in(people.of_the_office(Role.AUDITOR))
        assert "only officers and auditors see this page" in auditor.get(page_of("count", office)).content.decode()

    def test_leads_from_step_to_step(self, office: Office, desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0])
        office.close()

        def leads_to(address: str) -> bool:
            return address in desk.get(page_of("count", office)).content.decode()

        for act in ("end-ballots", "count"):
            assert leads_to(act_of(act, office))
            desk.post(act_of(act, office))
        assert leads_to(act_of("certify", office))
        office.certify()
        assert leads_to(act_of("publish", office))
        office.publish()
        assert leads_to(reverse("ballots:result", args=[office.election.slug]))

    def test_offers_no_step_while_voting_is_open(self, office: Office, desk: Client) -> None:
        office.seal()
        text = desk.get(page_of("count", office)).content.decode()
        assert act_of("end-ballots", office) not in text
        assert "/act/" not in text

    def test_leads_to_what_waits_for_a_second_officer(self, office: Office, desk: Client, other_desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0])
        office.count()
        desk.post(act_of("certify", office), {"statement": "We certify it."})
        proposal = office.election.proposals.get()
        text = other_desk.get(page_of("count", office)).content.decode()
        assert reverse("office:proposal", args=[office.election.slug, proposal.pk]) in text
        assert act_of("certify", office) not in text

    def test_two_officers_set_the_time_of_publication(self, office: Office, desk: Client, other_desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0])
        office.count()
        office.certify()
        desk.post(act_of("set-publication", office), {"due": "2099-12-01T14:00"})
        proposal = reverse("office:proposal", args=[office.election.slug, office.election.proposals.get().pk])
        assert "The result becomes public on Tue 1 Dec 2099, 14:00 UTC" in other_desk.get(proposal).content.decode()
        other_desk.post(proposal, {"agree": ""})
        text = desk.get(page_of("count", office)).content.decode()
        assert "The result becomes public by itself" in text
        desk.post(act_of("unset-publication", office), {"reason": "The board asks to wait."})
        assert "becomes public by itself" not in desk.get(page_of("count", office)).content.decode()
        past = desk.post(act_of("set-publication", office), {"due": "2020-12-01T14:00"}).content.decode()
        assert "still to come" in past

    def test_two_officers_add_a_correction(self, office: Office, desk: Client, other_desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0])
        office.count()
        office.certify()
        office.publish()
        assert act_of("correct-result", office) in desk.get(page_of("count", office)).content.decode()
        said = {"text": "Ada’s name has an accent.", "reason": "Ada wrote."}
        desk.post(act_of("correct-result", office), said)
        proposal = reverse("office:proposal", args=[office.election.slug, office.election.proposals.get().pk])
        assert said["text"] in other_desk.get(proposal).content.decode()
        other_desk.post(proposal, {"agree": ""})
        public = desk.get(reverse("ballots:result", args=[office.election.slug])).content.decode()
        assert (said["text"] in public, said["reason"] in public) == (True, True)

    def test_what_was_certified_stands_whatever_is_corrected_later(self, office: Office, desk: Client) -> None:
        office.seal()
        office.vote(office.voters[0], (0,), (0,))
        office.count()
        nominee = Nominee.objects.get(name="Candidate 01")
        declare_ineligible(nominee, reason="Moved to another board.", by=office.first, at=clock.now())
        assert "Moved to another board." in desk.get(page_of("count", office)).content.decode()
        office.certify()
        Nominee.objects.filter(pk=nominee.pk).update(ineligible_reason="Something else.")
        text = desk.get(page_of("count", office)).content.decode()
        assert ("Moved to another board." in text, "Something else." in text) == (True, False)

    def test_a_void_vote_leads_nowhere(self, office: Office, desk: Client) -> None:
        office.seal()
        office.close()
        void(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="A forged roll.")
        text = desk.get(page_of("count", office)).content.decode()
        assert "declared void" in text
        assert "/act/" not in text
