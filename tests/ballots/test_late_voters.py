"""Voters added after the sealing: with reason, second officer and a public line, and then they vote like all others."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from ballots.late_voters import add_late, restore
from ballots.models import Credential
from ballots.protocol.verify import verify
from ballots.reserve import assigned, unassigned
from ballots.setup import setup_of
from base import clock
from base.models import JournalLine
from elections import roll
from elections.models import RollEntry
from members.merging import merge
from members.models import MembershipClass, Person
from tests import cast as people
from tests.ballots.elections import Office
from tests.ballots.records import record_of


def add(office: Office, person: Person, *, second: Person | None = None, reason: str = "Overlooked") -> RollEntry:
    return add_late(
        office.election,
        person,
        membership_class=MembershipClass.SUPPORTING,
        email="late@example.org",
        by=office.first,
        seconded_by=second or office.second,
        reason=reason,
        at=clock.now(),
    )


def test_a_late_voter_votes_and_the_record_verifies(open_office: Office) -> None:
    late = people.person("Lena Late")
    entry = add(open_office, late)
    assert (entry.name, entry.added_late_by) == ("Lena Late", open_office.first)
    receipt = open_office.vote(late, (0,), (0,))
    open_office.count()
    assert receipt.tracker in verify(io.BytesIO(record_of(open_office.election))).trackers


def test_the_public_line_tells_how_many_and_names_nobody(open_office: Office) -> None:
    add(open_office, people.person("Lena Late"))
    add(open_office, people.person("Lars Late"))
    public = JournalLine.objects.filter(act="add late voter", public=True).order_by("pk")
    assert [line.details for line in public] == [{"reserve credentials assigned": number} for number in (1, 2)]
    assert all("Late" not in f"{line.subject} {line.reason}" for line in public)
    assert JournalLine.objects.get(subject="Lena Late", public=False).second_id == open_office.second.pk


def test_everybody_reads_each_by_number_and_reason(open_office: Office, client: Client) -> None:
    page = reverse("ballots:ballot_box", args=[open_office.election.slug])
    assert "Nobody was added after the ballot was sealed." in client.get(page).content.decode()
    add(open_office, people.person("Lena Late"), reason="The list left a page out")
    add(open_office, people.person("Lars Late"), reason="Paid in time")
    told = client.get(page).content.decode()
    assert [told.count(f"{number}. <bdi>") for number in (1, 2, 3)] == [1, 1, 0]
    assert "The list left a page out" in told
    assert "Late</bdi>" not in told
    assert "Lena" not in told


def test_the_voters_are_at_most_the_sealed_roll_and_the_assigned(open_office: Office) -> None:
    add(open_office, people.person("Lena Late"))
    setup = setup_of(open_office.election)
    assert (assigned(setup), unassigned(setup)) == (1, 24)
    assert open_office.election.roll.count() == 4 + assigned(setup)


def test_before_the_opening_too(open_office: Office) -> None:
    open_office.move(voting_opens=clock.now() + (open_office.election.voting_closes - clock.now()) / 2)
    add(open_office, people.person("Lena Late"))
    assert assigned(setup_of(open_office.election)) == 1


def test_takes_a_second_officer_and_a_reason(open_office: Office) -> None:
    late = people.person("Lena Late")
    with pytest.raises(ValidationError, match="somebody else"):
        add(open_office, late, second=open_office.first)
    with pytest.raises(ValidationError, match="Give a reason"):
        add(open_office, late, reason=" ")
    with pytest.raises(PermissionDenied):
        add(open_office, late, second=late)
    assert assigned(setup_of(open_office.election)) == 0


def test_nobody_is_on_the_roll_twice(open_office: Office) -> None:
    with pytest.raises(ValidationError, match="Voter 1 is on the roll already"):
        add(open_office, open_office.voters[0])


def test_who_was_merged_meanwhile_is_nobody_who_votes(open_office: Office) -> None:
    late, into = people.person("Lena Late"), people.person("Lena")
    merge(late, into, by=open_office.first, seconded_by=open_office.second, at=clock.now(), reason="One person.")
    with pytest.raises(ValidationError, match="was merged into Lena, and cannot vote"):
        add(open_office, late)
    assert unassigned(setup_of(open_office.election)) == setup_of(open_office.election).reserve_credentials


def test_not_before_the_sealing(office: Office) -> None:
    with pytest.raises(ValidationError, match="not sealed yet"):
        add(office, people.person("Lena Late"))


def test_not_after_the_close(open_office: Office) -> None:
    open_office.close()
    with pytest.raises(ValidationError, match="Voting is over"):
        add(open_office, people.person("Lena Late"))


def test_not_when_the_reserve_is_used_up(open_office: Office) -> None:
    for number in range(25):
        add(open_office, people.person(f"Late {number}"))
    with pytest.raises(ValidationError, match="No reserve credential is left"):
        add(open_office, people.person("Lena Late"))
    assert not Credential.objects.filter(roll_entry__isnull=True).exists()


class TestPuttingBack:
    def remove(self, office: Office, entry: RollEntry) -> None:
        roll.remove(entry, by=office.first, seconded_by=office.second, at=clock.now(), reason="Taken for another.")

    def restore(self, office: Office, entry: RollEntry, *, reason: str = "It was the right person.") -> RollEntry:
        return restore(entry, by=office.first, seconded_by=office.second, at=clock.now(), reason=reason)

    def test_they_vote_with_the_credential_that_they_had(self, open_office: Office) -> None:
        entry = open_office.election.roll.get(person=open_office.voters[0])
        self.remove(open_office, entry)
        with pytest.raises(PermissionDenied):
            open_office.vote(open_office.voters[0])
        self.restore(open_office, entry)
        assert open_office.vote(open_office.voters[0]).tracker
        assert assigned(setup_of(open_office.election)) == 0

    def test_who_was_removed_before_the_sealing_gets_one_of_the_reserve(self, office: Office) -> None:
        entry = office.election.roll.get(person=office.voters[0])
        roll.remove(entry, by=office.first, seconded_by=office.second, at=office.sealing, reason="Taken for another.")
        office.seal()
        self.restore(office, entry)
        assert assigned(setup_of(office.election)) == 1
        assert office.vote(office.voters[0]).tracker

    def test_once_with_a_reason_and_in_public(self, open_office: Office) -> None:
        entry = open_office.election.roll.get(person=open_office.voters[0])
        self.remove(open_office, entry)
        with pytest.raises(ValidationError, match="Give a reason"):
            self.restore(open_office, entry, reason=" ")
        self.restore(open_office, entry)
        with pytest.raises(ValidationError, match="on the roll already"):
            self.restore(open_office, entry)
        line = JournalLine.objects.get(act="restore to roll")
        assert line.public
        assert entry.name not in f"{line.subject} {line.details}"

    def test_not_after_the_close(self, open_office: Office) -> None:
        entry = open_office.election.roll.get(person=open_office.voters[0])
        self.remove(open_office, entry)
        open_office.close()
        with pytest.raises(ValidationError, match="Voting is over"):
            self.restore(open_office, entry)

    def test_adding_them_anew_points_to_it(self, open_office: Office) -> None:
        entry = open_office.election.roll.get(person=open_office.voters[0])
        self.remove(open_office, entry)
        with pytest.raises(ValidationError, match="Put that entry back"):
            add(open_office, open_office.voters[0])
