"""A trustee's pages behind the mailed link, step by step without JavaScript; and what everybody sees of it."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from ballots import trustees
from ballots.key_making import Step
from ballots.models import Share
from ballots.preflight import preflight
from ballots.protocol.strong import read_proofs
from ballots.setup import setup_of
from ballots.trustee_models import Contribution
from ballots.trustee_states import Task
from base.models import JournalLine, Mail
from elections.models import Election
from elections.phases import Phase
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked, open_with, with_keys


@pytest.fixture
def office(db: None) -> Office:
    """Ready to be sealed, and voting opens in an hour: pages read the clock."""
    office = Office(voters=1, candidates=2, seats=1, resolutions=0)
    office.move(voting_opens=office.now + HOUR, voting_closes=office.now + 3 * HOUR)
    return office


def link(email: str) -> str:
    text = Mail.objects.filter(recipient=email).latest("pk").text
    found = re.search(r"/trustee/[\w-]+/", text)
    assert found
    return found[0]


def browser_of(holder: Holder) -> Client:
    browser = Client()
    assert browser.get(link(holder.trustee.email)).status_code == 302
    return browser


def own_page(office: Office) -> str:
    return reverse("ballots:trustee", args=[office.election.slug])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(browser: Client, office: Office, task: Task, raw: bytes, **more: bytes) -> Any:
    files = {name: SimpleUploadedFile(f"{name}.json", content) for name, content in {"file": raw, **more}.items()}
    return browser.post(own_page(office), {"task": task.value, **files}, follow=True)


class TestTheLink:
    def test_it_leads_to_the_page_and_leaves_the_address_bar(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = Client()
        answer = browser.get(link("trustee1@example.org"), follow=True)
        assert answer.redirect_chain == [(own_page(office), 302)]
        assert "Trustee 1, trustee" in words(answer)
        assert not any("/trustee/" in str(value) for value in browser.session.values())
        assert holder.trustee.links.count() == 1

    def test_nobody_else_opens_the_page(self, office: Office, client: Client) -> None:
        asked(office, 1)
        assert client.get(own_page(office)).status_code == 403
        assert client.get("/trustee/nobody-has-this/").status_code == 404
        assert client.get(own_page(office)).status_code == 403

    def test_nobody_learns_of_a_draft_and_its_trustee_is_told_the_way_back(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        office.move(announced_at=None, announced_by=None)
        page, nowhere = own_page(office), own_page(office).replace(office.election.slug, "no-such-election")
        assert browser_of(holder).get(page).status_code == 200
        told = [Client().get(each) for each in (page, nowhere)]
        assert [answer.status_code for answer in told] == [403, 403]
        assert all("Open it by the link in the latest mail to you." in words(answer) for answer in told)

    def test_a_browser_is_the_trustees_until_they_are_replaced(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        trustees.send_link(holder.trustee, by=office.first, at=office.sealing)
        assert browser.get(own_page(office)).status_code == 403

    def test_a_shared_computer_is_left(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        answer = browser.post(own_page(office), {"leave": "leave"})
        assert answer["Location"] == office.election.get_absolute_url()
        assert browser.get(own_page(office)).status_code == 403

    def test_it_is_for_one_election(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        another = Election.objects.create(
            slug="another",
            name="Another",
            roll_closes=office.now,
            voting_opens=office.now + HOUR,
            voting_closes=office.now + 2 * HOUR,
            announced_at=office.now,
            announced_by=office.first,
        )
        browser = browser_of(holder)
        assert browser.get(reverse("ballots:trustee", args=[another.slug])).status_code == 403

    def test_in_a_draft_it_leads_to_no_page_that_nobody_else_sees(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        public = reverse("pages:election", args=[office.election.slug])
        assert f'href="{public}"' in browser_of(holder).get(own_page(office)).content.decode()
        Election.objects.filter(pk=office.election.pk).update(announced_at=None, announced_by=None)
        page = browser_of(holder).get(own_page(office)).content.decode()
        assert office.election.name in page
        assert not re.findall(rf'href="/elections/{office.election.slug}/(?!trustee/)', page)

    def test_links_are_not_tried_without_end(self, office: Office, client: Client, settings: Settings) -> None:
        settings.RATES = settings.RATES | {"mailed_link": (1, 60)}
        assert [client.get("/trustee/x/").status_code for _ in range(2)] == [404, 429]


class TestAKeyOfTheirOwn:
    def test_a_public_key_is_sent_and_kept(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        assert "generate-trustee-key --group Ed25519" in words(browser.get(own_page(office)))
        answer = send(browser, office, Task.KEY, holder.file(Step.KEY))
        assert "What you sent is checked and kept." in words(answer)
        assert "Nothing is asked of you now." in words(answer)
        assert "Your private file is needed again: once the ballot is sealed" in words(answer)
        assert Contribution.objects.get().trustee == holder.trustee

    @pytest.mark.parametrize("raw", [b"no key", b"[]"])
    def test_another_file_is_refused_at_its_field(self, office: Office, raw: bytes) -> None:
        (holder,) = asked(office, 1)
        answer = send(browser_of(holder), office, Task.KEY, raw)
        assert "<title>Error:" in answer.content.decode()
        assert "This is not the file that is asked for here" in words(answer)
        assert not Contribution.objects.exists()

    def test_a_private_file_is_told_apart(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        for private in (holder.alone.to_bytes(), holder.seed.to_bytes() + b"\n"):
            assert "This is your private file" in words(send(browser, office, Task.KEY, private))

    def test_a_key_whose_private_file_was_sent_seals_nothing(self, office: Office) -> None:
        holder, other = asked(office, 2)
        for each in (holder, other):
            each.give(Step.KEY)
        for _again in range(2):  # from whosever browser it comes
            send(browser_of(other), office, Task.WAIT, holder.alone.to_bytes())
        with pytest.raises(ValidationError, match="by mistake: Trustee 1"):
            office.seal()
        assert JournalLine.objects.filter(act="expose key", public=True).count() == 1
        assert "Your private file reached the server" in words(browser_of(holder).get(own_page(office)))
        assert "Your private file reached the server" not in words(browser_of(other).get(own_page(office)))
        everybody = Client().get(reverse("ballots:trustees", args=[office.election.slug]))
        assert "The private file of this trustee reached the server, by mistake: Trustee 1" in words(everybody)

    def test_another_key_is_good_and_the_same_is_refused(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        send(browser_of(holder), office, Task.KEY, holder.alone.to_bytes())
        with pytest.raises(ValidationError, match="sent before, and so is no secret"):
            holder.give(Step.KEY)
        trustees.begin(office.election, threshold=None, by=office.first, at=office.sealing)
        Holder(office, holder.trustee).give(Step.KEY)
        assert office.seal().uuid

    def test_in_a_group_it_is_the_seed(self, office: Office) -> None:
        first, _second, _third = asked(office, 3, threshold=2)
        send(browser_of(first), office, Task.CERTIFICATE, first.seed.to_bytes())
        with pytest.raises(ValidationError, match="sent before, and so is no secret"):
            first.give(Step.CERTIFICATE)

    def test_once_the_ballot_is_sealed_everybody_is_told(self, office: Office) -> None:
        (holder,) = open_with(office, 1)
        send(browser_of(holder), office, Task.PROOF, holder.alone.to_bytes())
        checks = [check.sentence for check in preflight(office.election, office.now) if not check.passed]
        assert any("reached the server after the sealing, by mistake: Trustee 1." in each for each in checks)
        everybody = Client().get(reverse("ballots:trustees", args=[office.election.slug]))
        assert "The ballot was sealed with the key" in words(everybody)

    def test_no_file_and_one_that_is_too_large_are_refused(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        assert "Choose a file." in words(browser.post(own_page(office), {"task": "key"}))
        assert "too large" in words(send(browser, office, Task.KEY, b"x" * 1_000_001))

    def test_what_was_asked_before_is_not_taken_later(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        send(browser, office, Task.KEY, holder.file(Step.KEY))
        assert "not yours to do now" in words(send(browser, office, Task.KEY, holder.file(Step.KEY)))

    def test_files_are_not_sent_without_end(self, office: Office, settings: Settings) -> None:
        settings.RATES = settings.RATES | {"trustee_file": (1, 60)}
        (holder,) = asked(office, 1)
        browser = browser_of(holder)
        assert [send(browser, office, Task.KEY, b"[]").status_code for _ in range(2)] == [200, 429]


class TestAKeyWithOthers:
    def test_three_steps_with_what_each_needs(self, office: Office) -> None:
        holders = asked(office, 3, threshold=2)
        browsers = {holder.trustee.pk: browser_of(holder) for holder in holders}
        downloads = {
            Task.CERTIFICATE: [],
            Task.POLYNOMIAL: ["certificates.jsons"],
            Task.ACKNOWLEDGEMENT: ["certificates.jsons", "to-check.json"],
        }
        for task, names in downloads.items():
            for holder in holders:
                browser = browsers[holder.trustee.pk]
                page = browser.get(own_page(office)).content.decode()
                for name in names:
                    address = reverse("ballots:trustee_file", args=[office.election.slug, name])
                    assert address in page
                    assert browser.get(address).content.startswith(b"{")
                assert "is checked and kept" in words(send(browser, office, task, holder.file(Step(task.value))))
        assert all("Nothing is asked of you now." in words(each.get(own_page(office))) for each in browsers.values())

    def test_the_command_names_the_place(self, office: Office) -> None:
        _first, second, _third = asked(office, 3, threshold=2)
        assert "--threshold-context 2/2/3 --step 1" in words(browser_of(second).get(own_page(office)))

    def test_files_that_are_not_there_are_not_found(self, office: Office) -> None:
        holder, *_others = asked(office, 3, threshold=2)
        browser = browser_of(holder)
        for name in ("certificates.jsons", "to-check.json", "sealed-key.json", "other.json"):
            assert browser.get(reverse("ballots:trustee_file", args=[office.election.slug, name])).status_code == 404

    def test_files_are_the_trustees_alone(self, office: Office, client: Client) -> None:
        with_keys(office, 3, threshold=2)
        address = reverse("ballots:trustee_file", args=[office.election.slug, "sealed-key.json"])
        assert client.get(address).status_code == 403


class TestProofsAndShares:
    def test_the_number_is_shown_and_the_signature_taken(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        browser = browser_of(holder)
        proof = holder.trustee.proofs.get(occasion="opening")
        assert proof.nonce in words(browser.get(own_page(office)))
        answer = send(browser, office, Task.PROOF, holder.proof())
        assert "Your key is there" in words(answer)
        assert holder.trustee.proofs.get(occasion="close").nonce not in words(answer)

    def test_after_the_count_both_files_are_taken(self, office: Office) -> None:
        (holder,) = open_with(office, 1)
        office.move(voting_opens=office.now - HOUR)
        office.vote(office.voters[0], (0,))
        office.count()
        browser = browser_of(holder)
        page = words(browser.get(own_page(office)))
        assert "election decrypt --privkey MINE.privkey --trustee-id 2" in page
        share = holder.opened()
        answer = send(browser, office, Task.SHARE, share.raw + b"\n", strong=holder.strong(share))
        assert "Your part is checked and kept." in words(answer)
        assert "Your private file is needed again" not in words(answer)
        office.election.refresh_from_db()
        assert office.election.phase(office.now + 4 * HOUR) is Phase.COUNTED
        assert read_proofs(bytes(Share.objects.get(owner=2).strong or b""))[0].owner == 2

    def test_once_it_is_published_it_is_over(self, office: Office, client: Client) -> None:
        (holder,) = open_with(office, 1)
        office.move(voting_opens=office.now - HOUR)
        office.vote(office.voters[0], (0,))
        office.count()
        address = reverse("ballots:shares", args=[office.election.slug])
        holder.open()
        assert client.get(address).status_code == 404
        office.certify()
        office.publish()
        assert "your work as a trustee is done" in words(browser_of(holder).get(own_page(office)))
        assert [proof.owner for proof in read_proofs(client.get(address).content)] == [1, 2]
        everybody = client.get(reverse("ballots:trustees", args=[office.election.slug]))
        assert f"--strong {setup_of(office.election).uuid}.shares.json" in words(everybody)


class TestWhatEverybodySees:
    def page(self, office: Office, client: Client) -> str:
        return words(client.get(reverse("ballots:trustees", args=[office.election.slug])))

    def test_only_the_server(self, office: Office, client: Client) -> None:
        assert "The server alone holds the key" in self.page(office, client)

    def test_the_rules_of_a_sealed_ballot_say_who_holds_keys(self, office: Office, client: Client) -> None:
        page = office.election.get_absolute_url()
        assert "the totals" not in words(client.get(page))
        open_with(office, 2)
        assert "so the server alone cannot open the totals" in words(client.get(page))

    def test_so_do_they_where_only_the_server_does(self, office: Office, client: Client) -> None:
        office.seal()
        assert "The server alone holds the key to the totals." in words(client.get(office.election.get_absolute_url()))

    def test_names_and_what_each_has_done_but_no_address(self, office: Office, client: Client) -> None:
        first, _second, _third = asked(office, 3, threshold=2)
        first.give(Step.CERTIFICATE)
        page = self.page(office, client)
        assert "The server and 2 of 3 trustees together" in page
        assert "Trustee 1" in page
        assert "trustee1@example.org" not in page

    def test_while_too_few_have_opened_the_totals_it_says_how_many_are_missing(
        self, office: Office, client: Client
    ) -> None:
        first, _second = open_with(office, 2)
        office.move(voting_opens=office.now - HOUR)
        office.vote(office.voters[0], (0,))
        office.count()
        first.open()
        assert "before 1 more trustee has opened them" in self.page(office, client)
        assert "The same again, before voting closes not given" in self.page(office, client)
        front = words(client.get(office.election.get_absolute_url()))
        assert "Until the trustees open the totals, nobody knows the result." in front

    def test_once_enough_have_opened_the_totals_nobody_lacks(self, office: Office, client: Client) -> None:
        first, second, third = open_with(office, 3, threshold=2)
        office.move(voting_opens=office.now - HOUR)
        office.vote(office.voters[0], (0,))
        office.count()
        first.open()
        assert "Opening of the totals not needed" not in self.page(office, client)
        second.open()
        assert "Opening of the totals not needed" in self.page(office, client)
        assert "Enough trustees have opened it." in words(browser_of(third).get(own_page(office)))

    def test_the_same_as_data(self, office: Office, client: Client) -> None:
        address = reverse("ballots:trustees_json", args=[office.election.slug])
        assert client.get(address).json() == {
            "election": "board-2026", "needed": None, "awaited": 0, "trustees": [],
        }  # fmt: skip
        first, second, _third = asked(office, 3, threshold=2)
        first.give(Step.CERTIFICATE)
        data = client.get(address).json()
        assert (data["needed"], data["awaited"]) == (2, 0)
        assert [(each["name"], each["number"]) for each in data["trustees"]] == [
            ("Trustee 1", 2),
            ("Trustee 2", 3),
            ("Trustee 3", 4),
        ]
        done, asked_now = (data["trustees"][place]["did"][0] for place in (0, 1))
        assert (done["what"], done["due"]) == ("certificate", False)
        assert datetime.fromisoformat(done["at"]) == Contribution.objects.get().given_at
        assert asked_now == {"what": "certificate", "at": None, "due": True}
        assert second.trustee.email not in client.get(address).content.decode()

    def test_as_data_until_the_totals_are_opened(self, office: Office, client: Client) -> None:
        address = reverse("ballots:trustees_json", args=[office.election.slug])
        first, _second = open_with(office, 2)
        office.move(voting_opens=office.now - HOUR)
        office.vote(office.voters[0], (0,))
        office.count()
        first.open()
        data = client.get(address).json()
        assert data["awaited"] == 1
        for each in data["trustees"]:
            assert [line["what"] for line in each["did"]] == ["key", "proof opening", "proof close", "share"]
        assert [each["did"][-1]["due"] for each in data["trustees"]] == [False, True]

    def test_it_costs_the_same_for_one_trustee_and_for_many(self, db: None, client: Client) -> None:
        costs = []
        for slug, number in (("one", 1), ("many", 5)):
            office = Office(voters=1, candidates=2, seats=1, resolutions=0)
            office.move(slug=slug)
            with_keys(office, number)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse("ballots:trustees", args=[slug])).status_code == 200
            costs.append(len(queries))
        assert costs[0] == costs[1]
