"""The list of voters [bylaws 3.8]: for a voting member who says what for, given out by an officer, journaled."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from base.models import JournalLine, Mail
from elections import voter_list as lists
from elections.models import RollRequest
from elections.roles import Role
from members.models import Person
from tests import cast
from tests.ballots.elections import Office, ready_election
from tests.office.conftest import signed_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(db: None) -> Office:
    return Office(voters=2, candidates=0)


def ask(office: Office, who: Person, *, purpose: str = "To call a meeting [3.3].", agrees: bool = True) -> RollRequest:
    return lists.ask(office.election, by=who, at=office.now, purpose=purpose, agrees=agrees)


def test_voting_members_ask_with_a_purpose_and_under_the_conditions(office: Office) -> None:
    voter = office.voters[0]
    with pytest.raises(PermissionDenied, match="members with a vote"):
        ask(office, cast.person())
    with pytest.raises(ValidationError, match="what you want the list for"):
        ask(office, voter, purpose=" ")
    with pytest.raises(ValidationError, match="conditions"):
        ask(office, voter, agrees=False)
    ask(office, voter)
    with pytest.raises(ValidationError, match="asked for it already"):
        ask(office, voter)


def test_an_officer_gives_it_out_and_it_is_taken_for_a_week(office: Office) -> None:
    voter = office.voters[0]
    asked = ask(office, voter)
    with pytest.raises(PermissionDenied):
        lists.grant(asked, by=cast.of_the_office(Role.KEEPER), at=office.now)
    with pytest.raises(ValidationError, match="for a week"):
        lists.download(asked, by=voter, at=office.now)
    asked = lists.grant(asked, by=office.first, at=office.now)
    listed = lists.download(asked, by=voter, at=office.now + lists.OPEN_FOR - SECOND)
    assert listed == [(each.name, each.user.email) for each in office.voters]
    with pytest.raises(ValidationError, match="for a week"):
        lists.download(asked, by=voter, at=office.now + lists.OPEN_FOR)
    with pytest.raises(PermissionDenied):
        lists.download(asked, by=office.voters[1], at=office.now)
    with pytest.raises(ValidationError, match="answered already"):
        lists.refuse(asked, by=office.first, at=office.now, reason="x")
    assert Mail.objects.get(kind="list of voters").recipient == voter.user.email


def test_the_journal_says_who_took_it_and_the_public_one_that_somebody_did(office: Office) -> None:
    asked = lists.grant(ask(office, office.voters[0]), by=office.first, at=office.now)
    lists.download(asked, by=office.voters[0], at=office.now)
    lines = JournalLine.objects.filter(act__in=["ask for roll", "hand out roll", "take roll"]).order_by("pk")
    assert [(line.act, line.public) for line in lines] == [
        ("ask for roll", False),
        ("hand out roll", True),
        ("hand out roll", False),
        ("take roll", False),
    ]
    assert all("Voter" not in f"{line.actor} {line.subject}" for line in lines if line.public)
    assert lines[3].details == {"voters": 2}


def test_it_is_refused_with_a_reason_that_they_read_and_asked_for_again(office: Office) -> None:
    asked = ask(office, office.voters[0])
    with pytest.raises(ValidationError, match="Give a reason"):
        lists.refuse(asked, by=office.first, at=office.now, reason=" ")
    lists.refuse(asked, by=office.first, at=office.now, reason="The purpose is an advertisement.")
    assert "The purpose is an advertisement." in Mail.objects.get(kind="list of voters").text
    ask(office, office.voters[0])


def test_who_was_removed_is_not_on_it_and_before_the_sealing_it_is_who_would_be(office: Office) -> None:
    entry = office.election.roll.get(person=office.voters[1])
    removed = {"removed_at": office.now, "removed_by": office.first, "removed_reason": "x"}
    office.election.roll.filter(pk=entry.pk).update(**removed)
    assert [name for name, _email in lists.voters(office.election, office.now)] == ["Voter 1"]
    office.election = ready_election(office.first, office.now, slug="unsealed")
    office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="", affirmation_required=False)
    office.voters[1].memberships.create(membership_class="fellow", source="x", name="x")
    assert [name for name, _email in lists.voters(office.election, office.now)] == ["Voter 2"]


def test_on_the_site_from_asking_to_the_file(office: Office) -> None:
    voter, desk = office.voters[0], signed_in(office.first)
    browser, page = signed_in(voter), reverse("elections:voter_list", args=[office.election.slug])
    refused = browser.post(page, {"purpose": "A meeting."}).content.decode()
    assert "<title>Error:" in refused
    assert "A meeting." in refused
    assert (
        "within five days"
        in browser.post(page, {"purpose": "A meeting.", "agrees": "on"}, follow=True).content.decode()
    )
    file = reverse("elections:voter_list_csv", args=[office.election.slug])
    assert browser.post(file).status_code == 403
    asked = reverse("office:roll_request", args=[office.election.slug, RollRequest.objects.get().pk])
    assert asked in desk.get(reverse("office:election", args=[office.election.slug])).content.decode()
    assert "A meeting." in desk.get(asked).content.decode()
    assert "Give a reason" in desk.post(asked, {"refuse": "refuse", "reason": ""}).content.decode()
    assert "Give the list out, or say why not." in desk.post(asked).content.decode()
    assert "Give the list out, or say why not." in desk.post(asked, {"reason": "No."}).content.decode()
    assert browser.post(file).status_code == 403
    desk.post(asked, {"grant": ""})
    assert "The list is ready for you" in browser.get(page).content.decode()
    answer = browser.post(file)
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines()[1] == f"Voter 1,{voter.user.email}"
    assert browser.get(file).status_code == 405
