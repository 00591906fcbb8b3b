"""The office names trustees, asks them for keys, replaces them, and sees what waits for whom."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ballots import trustees
from ballots.key_making import Step
from ballots.trustee_models import Trustee
from base.models import JournalLine, Mail
from elections.roles import Role
from members.models import User
from tests import cast
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import asked, named, open_with, with_keys


@pytest.fixture
def office(db: None) -> Office:
    office = Office(voters=1, candidates=2, seats=1, resolutions=0)
    office.move(voting_opens=office.now + HOUR, voting_closes=office.now + 3 * HOUR)
    return office


@pytest.fixture
def desk(office: Office) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(person=office.first))
    return browser


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(office: Office) -> str:
    return reverse("office:trustees", args=[office.election.slug])


def page_of(trustee: Trustee) -> str:
    return reverse("office:trustee", args=[trustee.election.slug, trustee.pk])


def test_trustees_are_named_and_asked(office: Office, desk: Client) -> None:
    for number in (1, 2, 3):
        said = {"act": "add", "add-name": f"Trustee {number}", "add-email": f"t{number}@example.org"}
        assert desk.post(page(office), said).status_code == 302
    assert 'value="2" selected' in desk.get(page(office)).content.decode()
    desk.post(page(office), {"act": "begin", "begin-needed": "2"})
    ceremony = trustees.ceremony_of(office.election)
    assert ceremony
    assert ceremony.threshold == 2
    assert Mail.objects.filter(kind="trustee invited").count() == 3
    assert "2 of 3 trustees open the totals" in words(desk.get(page(office)))


def test_all_can_be_needed_and_the_page_warns_of_it(office: Office, desk: Client) -> None:
    named(office, 2)
    desk.post(page(office), {"act": "begin", "begin-needed": "all"})
    assert "If one key is lost, so is the result" in words(desk.get(page(office)))


def test_once_all_keys_are_made_it_says_so_and_what_asking_again_costs(office: Office, desk: Client) -> None:
    (first, second) = asked(office, 2)
    first.give(Step.KEY)
    assert "All keys are made." not in words(desk.get(page(office)))
    second.give(Step.KEY)
    answer = words(desk.get(page(office)))
    assert "All keys are made." in answer
    assert "what they gave counts no more" in answer
    assert "Ask everybody for a new key" in answer
    office.seal()
    assert "All keys are made." not in words(desk.get(page(office)))


@pytest.mark.parametrize("said", [{"add-name": "", "add-email": "x@example.org"}, {"add-name": "x", "add-email": "x"}])
def test_a_name_and_an_address_are_needed(office: Office, desk: Client, said: dict[str, str]) -> None:
    answer = desk.post(page(office), {"act": "add", **said})
    assert "<title>Error:" in answer.content.decode()
    assert not Trustee.objects.exists()


def test_a_trustee_is_replaced_with_a_reason(office: Office, desk: Client) -> None:
    first, _second = (holder.trustee for holder in asked(office, 2))
    said = {"act": "replace", "replace-name": "Grace", "replace-email": "g@example.org"}
    assert "Give a reason" in words(desk.post(page_of(first), said))
    desk.post(page_of(first), said | {"replace-reason": "Lost the file."})
    assert [each.name for each in trustees.present(office.election)] == ["Grace", "Trustee 2"]
    assert JournalLine.objects.get(act="replace trustee").reason == "Lost the file."
    assert desk.get(page_of(first)).status_code == 404


def test_a_trustee_is_removed_and_a_refusal_is_shown(office: Office, desk: Client) -> None:
    first, second, *_others = (holder.trustee for holder in asked(office, 4, threshold=2))
    assert desk.post(page_of(first), {"act": "remove", "remove-reason": "x"}).status_code == 302
    answer = desk.post(page_of(second), {"act": "remove", "remove-reason": "x"})
    assert "It cannot be 2 of 2" in words(answer)


def test_a_new_link_is_sent_even_once_the_ballot_is_sealed(office: Office, desk: Client) -> None:
    (holder,) = with_keys(office, 1)
    office.seal()
    assert "Send a new link" in words(desk.get(page_of(holder.trustee)))
    assert "Remove this trustee" not in words(desk.get(page_of(holder.trustee)))
    desk.post(page_of(holder.trustee), {"act": "link"})
    assert Mail.objects.filter(kind="trustee link").count() == 1


def test_an_auditor_reads_and_changes_nothing(office: Office) -> None:
    auditor = Client()
    auditor.force_login(User.objects.get(person=cast.of_the_office(Role.AUDITOR)))
    assert auditor.get(page(office)).status_code == 200
    said = {"act": "add", "add-name": "x", "add-email": "x@example.org"}
    assert auditor.post(page(office), said).status_code == 403
    assert not Trustee.objects.exists()


def test_the_desk_says_whose_proof_and_whose_share_is_missing(office: Office, desk: Client) -> None:
    (holder,) = with_keys(office, 1)
    office.seal()
    front = reverse("office:election", args=[office.election.slug])
    assert "Not proved before the opening: Trustee 1." in words(desk.get(front))
    assert f'<a href="{page(office)}">Not proved' in desk.get(front).text
    holder.prove()
    assert "Not proved" not in words(desk.get(front))


def test_the_count_waits_in_plain_words(office: Office, desk: Client) -> None:
    (holder,) = open_with(office, 1)
    office.move(voting_opens=office.now - HOUR)
    office.vote(office.voters[0], (0,))
    office.end()
    answer = desk.post(reverse("office:act", args=[office.election.slug, "count"]), follow=True)
    assert "The trustees were asked by mail to open the totals." in words(answer)
    count = reverse("office:count", args=[office.election.slug])
    assert "nobody knows the totals before 1 more trustee opens them" in words(desk.get(count))
    assert "Turnout" not in re.sub(r"<nav.*?</nav>", "", desk.get(count).content.decode(), flags=re.DOTALL)
    holder.open()
    assert "more trustee opens them" not in words(desk.get(count))
    assert "Certify the result" in words(desk.get(count))


class TestDoingWithoutAProof:
    """Two officers let voting open although one of three has not proved the key; two of three open the totals."""

    @pytest.fixture
    def other_desk(self, office: Office) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(person=office.second))
        return browser

    def act(self, office: Office) -> str:
        return reverse("office:act", args=[office.election.slug, "do-without-proof"])

    def agree(self, office: Office, other_desk: Client) -> Any:
        proposal = office.election.proposals.get()
        address = reverse("office:proposal", args=[office.election.slug, proposal.pk])
        assert "Voting can open although a trustee has not proved their key" in words(other_desk.get(address))
        return other_desk.post(address, {"agree": ""}, follow=True)

    def is_ready(self, office: Office) -> bool:
        office.election.refresh_from_db()
        return office.election.keys_proved_at is not None

    def test_it_takes_two_officers_and_a_reason(self, office: Office, desk: Client, other_desk: Client) -> None:
        first, second, third = with_keys(office, 3, threshold=2)
        office.seal()
        first.prove()
        second.prove()
        front = reverse("office:election", args=[office.election.slug])
        assert self.act(office) in desk.get(front).content.decode()
        assert "<title>Error:" in desk.post(self.act(office), {"reason": ""}).content.decode()
        desk.post(self.act(office), {"reason": "Grace is in hospital."})
        assert not self.is_ready(office)
        assert "Voting can open without the missing proofs." in words(self.agree(office, other_desk))
        assert self.is_ready(office)
        line = JournalLine.objects.get(act="do without proof")
        assert (line.reason, line.details, line.public) == (
            "Grace is in hospital.",
            {"without": third.trustee.name},
            True,
        )
        assert self.act(office) not in desk.get(front).content.decode()

    def test_not_where_too_few_have_proved(self, office: Office, desk: Client, other_desk: Client) -> None:
        first, *_others = with_keys(office, 3, threshold=2)
        office.seal()
        first.prove()
        desk.post(self.act(office), {"reason": "They do not answer."})
        said = words(self.agree(office, other_desk))
        assert "Too few have proved their keys: if they are lost, nobody learns the result." in said
        assert not self.is_ready(office)
        assert not JournalLine.objects.filter(act="do without proof").exists()
