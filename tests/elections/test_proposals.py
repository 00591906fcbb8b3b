"""Critical acts take two: one asks, another agrees, and then it is done."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import Mail
from elections import proposals
from elections.making import make_election
from elections.models import Election, Proposal
from elections.models.proposal import WAITS
from members.models import Person, User
from tests import cast
from tests.elections.board_of_2026 import BOARD, SECOND, at

pytestmark = pytest.mark.django_db
NOW = at(9, 3)


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def jonas() -> Person:
    return cast.officer("Jonas")


@pytest.fixture
def asked(ines: Person) -> Proposal:
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    return proposals.propose(election, act="close", arguments={}, reason="an outage", by=ines, at=NOW)


def rename(proposal: Proposal, second: Person, when: datetime) -> None:
    """An act that leaves its mark."""
    Election.objects.filter(proposals=proposal).update(name=f"{proposal.proposed_by} and {second}")


def refuse(proposal: Proposal, second: Person, when: datetime) -> None:
    rename(proposal, second, when)
    raise ValidationError("Voting is not open.")


def test_every_other_officer_is_told_and_nobody_else(ines: Person, jonas: Person) -> None:
    gone, nobody = cast.officer("Gone"), cast.officer("Nobody")
    User.objects.filter(person=gone).update(is_active=False)
    User.objects.filter(person=nobody).update(person=None)
    cast.person("Ada Outsider")
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    asked = proposals.propose(election, act="close", arguments={}, reason="an outage", by=ines, at=NOW)
    [told] = Mail.objects.all()
    assert (told.recipient, told.election_uuid) == (jonas.user.email, election.uuid)
    assert told.subject == "Ines wants to close voting now: Board 2026"
    assert "an outage" in told.text
    assert f"/office/2026/proposal/{asked.pk}/" in told.text


def test_another_officer_agrees_and_it_is_done(asked: Proposal, jonas: Person) -> None:
    proposals.second(asked, by=jonas, at=NOW, run=rename)
    asked.refresh_from_db()
    assert asked.seconded_by == jonas
    assert Election.objects.get().name == "Ines and Jonas"
    with pytest.raises(ValidationError, match="agreed already"):
        proposals.second(asked, by=jonas, at=NOW, run=rename)


def test_nobody_agrees_with_themselves(asked: Proposal, ines: Person) -> None:
    with pytest.raises(ValidationError, match="another officer"):
        proposals.second(asked, by=ines, at=NOW, run=rename)
    assert Election.objects.get().name == "Board 2026"


def test_an_outsider_neither_asks_nor_agrees_nor_drops(asked: Proposal) -> None:
    outsider = cast.person()
    with pytest.raises(PermissionDenied):
        proposals.propose(asked.election, act="void", arguments={}, reason="x", by=outsider, at=NOW)
    with pytest.raises(PermissionDenied):
        proposals.second(asked, by=outsider, at=NOW, run=rename)
    with pytest.raises(PermissionDenied):
        proposals.drop(asked, by=outsider, at=NOW)


def test_a_refused_act_changes_nothing_and_leaves_the_proposal_open(asked: Proposal, jonas: Person) -> None:
    with pytest.raises(ValidationError, match="Voting is not open"):
        proposals.second(asked, by=jonas, at=NOW, run=refuse)
    asked.refresh_from_db()
    assert asked.seconded_at is None
    assert Election.objects.get().name == "Board 2026"


def test_the_same_act_is_asked_for_once_at_a_time(asked: Proposal, ines: Person, jonas: Person) -> None:
    with pytest.raises(ValidationError, match="asked for already"):
        proposals.propose(asked.election, act="close", arguments={}, reason="me too", by=jonas, at=NOW)
    proposals.drop(asked, by=ines, at=NOW)
    proposals.propose(asked.election, act="close", arguments={}, reason="after all", by=jonas, at=NOW)


def test_what_was_dropped_is_not_done(asked: Proposal, ines: Person, jonas: Person) -> None:
    proposals.drop(asked, by=ines, at=NOW)
    with pytest.raises(ValidationError, match="dropped"):
        proposals.second(asked, by=jonas, at=NOW, run=rename)


def test_a_reason_is_needed(asked: Proposal, ines: Person) -> None:
    with pytest.raises(ValidationError, match="Give a reason"):
        proposals.propose(asked.election, act="void", arguments={}, reason=" ", by=ines, at=NOW)


class TestWaiting:
    """Three days, to the second."""

    def test_is_answered_until_it_expires(self, asked: Proposal, jonas: Person) -> None:
        with pytest.raises(ValidationError, match="expired"):
            proposals.second(asked, by=jonas, at=NOW + WAITS, run=rename)
        with pytest.raises(ValidationError, match="expired"):
            proposals.drop(asked, by=jonas, at=NOW + WAITS)
        assert Election.objects.get().name == "Board 2026"
        proposals.second(asked, by=jonas, at=NOW + WAITS - SECOND, run=rename)
        assert Election.objects.get().name == "Ines and Jonas"

    def test_what_expired_is_asked_for_anew(self, asked: Proposal, ines: Person, jonas: Person) -> None:
        with pytest.raises(ValidationError, match="asked for already"):
            ask_again(asked, jonas, NOW + WAITS - SECOND)
        anew = ask_again(asked, jonas, NOW + WAITS)
        asked.refresh_from_db()
        assert asked.has_expired(NOW + WAITS)
        assert list(Proposal.objects.open(NOW + WAITS)) == [anew]
        proposals.second(anew, by=ines, at=NOW + WAITS, run=rename)

    def test_what_was_dropped_in_time_has_not_expired(self, asked: Proposal, ines: Person) -> None:
        proposals.drop(asked, by=ines, at=NOW)
        asked.refresh_from_db()
        assert not asked.has_expired(NOW + 2 * WAITS)

    def test_its_mail_says_until_when(self, asked: Proposal, jonas: Person) -> None:
        Mail.objects.all().delete()
        proposals.drop(asked, by=jonas, at=NOW)
        ask_again(asked, asked.proposed_by, NOW)
        assert "It waits until Sun 6 Sep 2026, 14:00 UTC" in Mail.objects.get(recipient=jonas.user.email).text


class TestHearingHowItEnded:
    def told(self, person: Person) -> list[str]:
        return list(Mail.objects.filter(recipient=person.user.email).order_by("pk").values_list("subject", flat=True))

    def test_who_asked_hears_that_it_is_done(self, asked: Proposal, ines: Person, jonas: Person) -> None:
        proposals.second(asked, by=jonas, at=NOW, run=rename)
        assert self.told(ines) == ["Jonas agreed: close voting now: Board 2026"]

    def test_who_asked_hears_that_it_was_dropped(self, asked: Proposal, ines: Person, jonas: Person) -> None:
        proposals.drop(asked, by=jonas, at=NOW)
        assert self.told(ines) == ["Jonas did not agree: close voting now: Board 2026"]

    def test_who_was_asked_hears_that_it_was_taken_back(self, ines: Person, jonas: Person) -> None:
        election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
        asked = proposals.propose(election, act="close", arguments={}, reason="an outage", by=ines, at=NOW)
        proposals.drop(asked, by=ines, at=NOW)
        assert self.told(jonas)[1:] == ["Ines took back: close voting now: Board 2026"]
        assert not self.told(ines)


def test_about_the_office_the_same_is_asked_for_once_too(ines: Person, jonas: Person) -> None:
    proposals.propose(None, act="appoint", arguments={"person": 1}, reason="x", by=ines, at=NOW)
    with pytest.raises(ValidationError, match="asked for already"):
        proposals.propose(None, act="appoint", arguments={"person": 1}, reason="x", by=jonas, at=NOW)
    proposals.propose(None, act="appoint", arguments={"person": 2}, reason="x", by=ines, at=NOW)


def ask_again(asked: Proposal, by: Person, when: datetime) -> Proposal:
    return proposals.propose(asked.election, act=asked.act, arguments={}, reason="after all", by=by, at=when)
