"""Another code for a voter whose own was seen by others, and codes for who is added late: both of the reserve."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ballots.issuing import from_reserve
from ballots.late_voters import add_late
from ballots.models import Ballot, Credential
from ballots.protocol.verify import verify
from ballots.replacing import replace_credential, replaced
from ballots.reserve import assigned
from ballots.setup import setup_of
from base import clock
from base.models import JournalLine, Mail
from elections import roll
from elections.models import RollEntry
from members.models import MembershipClass
from tests import cast as people
from tests.ballots.authority import Authority, strict
from tests.ballots.elections import HOUR, SECOND, Office
from tests.ballots.records import record_of


@pytest.fixture
def authority(office: Office) -> Authority:
    """The ballot is sealed with codes from outside, and voting opens later."""
    made = strict(office)
    office.move(voting_opens=office.now + HOUR / 2)
    return made


def entry_of(office: Office, number: int = 0) -> RollEntry:
    return office.election.roll.get(person=office.voters[number])


def replace(office: Office, entry: RollEntry, **said: object) -> Credential:
    given = {"by": office.first, "seconded_by": office.second, "reason": "The mail was forwarded.", "at": clock.now()}
    return replace_credential(entry, **(given | said))  # type: ignore[arg-type]


def open_voting(office: Office) -> None:
    office.move(voting_opens=clock.now())


def test_the_new_code_votes_and_the_old_one_is_refused(authority: Authority) -> None:
    office, voter = authority.office, authority.office.voters[0]
    old = authority.code(voter)
    replace(office, entry_of(office))
    assert authority.code(voter) == authority.codes["R1"]
    open_voting(office)
    with pytest.raises(ValidationError, match="another key than yours"):
        authority.vote(voter, code=old)
    receipt = authority.vote(voter)
    office.count()
    assert verify(io.BytesIO(record_of(office.election))).trackers == (receipt.tracker,)


def test_nobody_casts_with_the_old_one_not_even_by_the_database(authority: Authority) -> None:
    office = authority.office
    replace(office, entry_of(office))
    old = Credential.objects.get(roll_entry=entry_of(office), replaced_at__isnull=False)
    with pytest.raises(IntegrityError, match="nobody on the roll has this credential"), transaction.atomic():
        Ballot.objects.create(
            setup=old.setup, credential=old, tracker="a" * 43, sealed=b"{}", sealed_by_server=False, cast_at=clock.now()
        )
    with pytest.raises(IntegrityError, match="set once"), transaction.atomic():
        Credential.objects.filter(pk=old.pk).update(replaced_at=clock.now())


def test_the_public_line_names_nobody(authority: Authority) -> None:
    office = authority.office
    replace(office, entry_of(office))
    [(number, _at, reason)] = replaced(office.election)
    line = JournalLine.objects.get(act="replace credential")
    assert (number, reason, line.details) == (1, "The mail was forwarded.", {"reserve credentials assigned": 1})
    assert line.public
    assert "Voter 1" not in f"{line.subject} {line.reason} {line.details}"
    assert JournalLine.objects.get(act="name voter of replaced credential", public=False).subject == "Voter 1"


def test_who_makes_the_codes_reads_whose_it_is_on_the_page_and_not_in_the_mail(authority: Authority) -> None:
    office = authority.office
    replace(office, entry_of(office))
    assert [(each.code, each.name) for each in from_reserve(office.election)] == [("R1", "Voter 1")]
    mail = Mail.objects.filter(kind="authority asked").latest("pk")
    assert "Code R1 of the reserve" in mail.text
    assert "Voter 1" not in mail.text


def test_the_voters_are_at_most_the_sealed_roll_and_the_assigned(authority: Authority) -> None:
    office = authority.office
    replace(office, entry_of(office, 0))
    replace(office, entry_of(office, 1))
    able = Credential.objects.filter(roll_entry__isnull=False, replaced_at=None).count()
    assert able == office.election.roll.count() == 4
    assert assigned(setup_of(office.election)) == 2


def test_it_can_be_replaced_again(authority: Authority) -> None:
    office, voter = authority.office, authority.office.voters[0]
    replace(office, entry_of(office))
    replace(office, entry_of(office))
    open_voting(office)
    with pytest.raises(ValidationError, match="another key"):
        authority.vote(voter, code=authority.codes["R1"])
    assert authority.vote(voter, code=authority.codes["R2"]).tracker


def test_not_once_voting_is_open_since_nobody_may_ask_who_voted(authority: Authority) -> None:
    open_voting(authority.office)
    with pytest.raises(ValidationError, match="before voting opens"):
        replace(authority.office, entry_of(authority.office))


def test_not_either_where_it_was_asked_for_before_the_opening_and_comes_after(authority: Authority) -> None:
    office = authority.office
    open_voting(office)
    with pytest.raises(ValidationError, match="before voting opens"):
        replace(office, entry_of(office), at=office.election.voting_opens - SECOND)


def test_not_where_the_server_makes_the_codes(open_office: Office) -> None:
    open_office.move(voting_opens=open_office.now + HOUR / 2)
    with pytest.raises(ValidationError, match="the server makes the codes"):
        replace(open_office, entry_of(open_office))


def test_takes_a_second_officer_and_a_reason(authority: Authority) -> None:
    office = authority.office
    with pytest.raises(ValidationError, match="somebody else"):
        replace(office, entry_of(office), seconded_by=office.first)
    with pytest.raises(ValidationError, match="Give a reason"):
        replace(office, entry_of(office), reason=" ")
    assert not Credential.objects.filter(replaced_at__isnull=False).exists()


def test_not_of_who_was_removed(authority: Authority) -> None:
    office, entry = authority.office, entry_of(authority.office)
    roll.remove(entry, by=office.first, seconded_by=office.second, at=clock.now(), reason="Left.")
    with pytest.raises(ValidationError, match="not on the roll"):
        replace(office, entry)


def test_a_late_voter_votes_with_a_code_of_the_reserve(authority: Authority) -> None:
    office, late = authority.office, people.person("Lena Late")
    said = {"membership_class": MembershipClass.SUPPORTING, "email": "late@example.org", "reason": "Overlooked"}
    add_late(office.election, late, **said, by=office.first, seconded_by=office.second, at=clock.now())  # type: ignore[arg-type]
    assert [each.address for each in from_reserve(office.election)] == ["late@example.org"]
    open_voting(office)
    assert authority.vote(late, code=authority.codes["R1"]).tracker
