"""The office names who makes the voting codes, sees how far they are, and gives a voter another code."""

import html
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ballots import issuing
from ballots.authority_models import CredentialAuthority
from ballots.models import Credential
from ballots.protocol.issuing import write_private
from base.models import JournalLine, Mail
from elections.models import Proposal
from elections.roles import Role
from members.models import User
from tests import cast
from tests.ballots.authority import Authority, strict
from tests.ballots.elections import HOUR, Office, add_voter

SAID = {"name": "Cora Codes", "email": "cora@example.org"}


@pytest.fixture
def office(db: None) -> Office:
    """The rules leave the codes to somebody outside; the ballot is not sealed."""
    office = Office(voters=2, candidates=2, seats=1, resolutions=0)
    later = {"voting_opens": office.now + HOUR, "voting_closes": office.now + 3 * HOUR}
    office.move(strict_credentials=True, server_may_seal=False, **later)
    return office


@pytest.fixture
def desk(office: Office) -> Client:
    return browser_of(office.first)


def browser_of(person: Any) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(person=person))
    return browser


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page(office: Office) -> str:
    return reverse("office:codes", args=[office.election.slug])


def test_somebody_is_named_and_asked_by_mail(office: Office, desk: Client) -> None:
    assert "nobody is named yet" in words(desk.get(page(office)))
    assert desk.post(page(office), {"act": "name", **SAID}).status_code == 302
    assert "Cora Codes makes the voting codes" in words(desk.get(page(office)))
    mail = Mail.objects.get(kind="authority invited")
    assert (mail.recipient, "/voting-codes/" in mail.text) == ("cora@example.org", True)
    line = JournalLine.objects.get(act="name credential authority")
    assert (line.public, line.subject) == (True, "Cora Codes")
    assert "cora@example.org" not in str(line.details)


def test_somebody_else_takes_a_reason(office: Office, desk: Client) -> None:
    desk.post(page(office), {"act": "name", **SAID})
    other = {"act": "replace", "name": "Cleo", "email": "cleo@example.org"}
    assert "Give a reason." in words(desk.post(page(office), other))
    assert desk.post(page(office), other | {"reason": "Cora fell ill."}).status_code == 302
    assert CredentialAuthority.objects.get(removed_at=None).name == "Cleo"


def test_a_new_link_ends_the_one_before(office: Office, desk: Client) -> None:
    desk.post(page(office), {"act": "name", **SAID})
    [before] = CredentialAuthority.objects.get().links.all()
    desk.post(page(office), {"act": "link"})
    [link] = CredentialAuthority.objects.get().links.all()
    assert link != before
    assert Mail.objects.filter(kind="authority link").count() == 1


def test_in_a_draft_it_leads_to_no_public_page(office: Office, desk: Client) -> None:
    Authority(office)
    public = reverse("ballots:trustees", args=[office.election.slug])
    assert public in desk.get(page(office)).text
    office.move(announced_at=None, announced_by=None)
    assert public not in desk.get(page(office)).text


def test_it_says_how_far_they_are(office: Office, desk: Client) -> None:
    authority = Authority(office)
    authority.give()
    assert "Codes for 2 voters, and 25 in reserve" in words(desk.get(page(office)))
    add_voter(office.election, "Nora New")
    assert "1 voter has no code" in words(desk.get(page(office)))
    preflight = reverse("office:preflight", args=[office.election.slug])
    assert "1 voter has no voting code yet" in words(desk.get(preflight))


def test_codes_that_reached_the_server_are_waited_for_anew(office: Office, desk: Client) -> None:
    authority = Authority(office)
    authority.give()
    with pytest.raises(ValidationError):
        issuing.give(authority.row, raw=write_private(authority.codes), at=office.sealing)
    assert "The codes themselves reached the server" in words(desk.get(page(office)))
    preflight = reverse("office:preflight", args=[office.election.slug])
    assert "Voting codes reached the server by mistake: Cora Codes makes all of them anew." in words(
        desk.get(preflight)
    )
    authority.codes = {}
    authority.give()
    assert "reached the server" not in words(desk.get(page(office)))


def test_once_sealed_the_office_reads_what_the_server_could_do_with_them(office: Office, desk: Client) -> None:
    authority = strict(office)
    assert "The server has none, and can’t vote" in words(desk.get(page(office)))
    with pytest.raises(ValidationError):
        issuing.give(authority.row, raw=write_private(authority.codes), at=office.now)
    told = words(desk.get(page(office)))
    assert "could vote for members who stay away" in told
    assert "The server has none" not in told


def test_who_seals_reads_whose_codes_they_are(office: Office, desk: Client) -> None:
    Authority(office).give()
    seal = reverse("office:act", args=[office.election.slug, "seal-ballot"])
    assert "Cora Codes made a voting code for each of 2 voters" in words(desk.get(seal))


def test_where_the_server_makes_them_it_says_so(office: Office, desk: Client) -> None:
    office.move(strict_credentials=False)
    assert "By its rules the server makes the voting codes" in words(desk.get(page(office)))
    assert "By its rules the server makes the codes" in words(desk.post(page(office), {"act": "name", **SAID}))
    assert not CredentialAuthority.objects.exists()


class TestAnotherCode:
    @pytest.fixture
    def sealed(self, office: Office) -> Office:
        strict(office)
        return office

    def test_takes_two_officers(self, sealed: Office, desk: Client) -> None:
        entry = sealed.election.roll.order_by("pk")[0]
        asking = reverse("office:roll_code", args=[sealed.election.slug, entry.pk])
        assert asking in desk.get(reverse("office:roll", args=[sealed.election.slug])).content.decode()
        desk.post(asking, {"reason": "The mail was forwarded."})
        assert not Credential.objects.filter(replaced_at__isnull=False).exists()
        proposal = reverse("office:proposal", args=[sealed.election.slug, Proposal.objects.get().pk])
        assert "The code that they had counts no more" in words(browser_of(sealed.second).get(proposal))
        assert browser_of(sealed.second).post(proposal, {"agree": ""}).status_code == 302
        assert Credential.objects.get(replaced_at__isnull=False).roll_entry == entry
        assert "R1 Voter 1" in words(desk.get(page(sealed)))

    def test_not_once_voting_is_open(self, sealed: Office, desk: Client) -> None:
        sealed.move(voting_opens=sealed.now)
        entry = sealed.election.roll.order_by("pk")[0]
        asking = reverse("office:roll_code", args=[sealed.election.slug, entry.pk])
        assert "before voting opens" in words(desk.post(asking, {"reason": "Lost."}))
        assert not Proposal.objects.exists()
        assert asking not in desk.get(reverse("office:roll", args=[sealed.election.slug])).content.decode()


def test_who_does_not_conduct_the_vote_names_nobody(office: Office) -> None:
    keeper = cast.of_the_office(Role.KEEPER)
    assert browser_of(keeper).post(page(office), {"act": "name", **SAID}).status_code == 403
    assert not CredentialAuthority.objects.exists()
