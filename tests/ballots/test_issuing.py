"""Voting codes made outside the server: a list goes out, the public part comes back, the ballot is sealed with it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ballots import authorities, exposure, issuing
from ballots.asked import ballot_hash
from ballots.authority_asking import AGAIN, remind
from ballots.authority_models import CredentialAuthority, ExposedCredentials, IssuedCredentials
from ballots.models import Credential, Secret, Setup
from ballots.preflight import preflight
from ballots.protocol.group import write_element
from ballots.protocol.issuing import public_part, write_private, write_public
from ballots.protocol.questions import read_election
from ballots.setup import seal_ballot, setup_of
from base import clock
from base.models import JournalLine, Mail
from elections import roll
from elections.making import set_rules
from elections.models import Election
from tests import cast as people
from tests.ballots.authority import Authority, strict
from tests.ballots.elections import HOUR, SECOND, Office, add_voter

MIXED = "11111-111111-11111-111111"


@pytest.fixture
def authority(office: Office) -> Authority:
    return Authority(office)


class TestTheRule:
    def test_the_server_makes_the_codes_unless_it_is_said(self, office: Office) -> None:
        assert not office.election.strict_credentials
        assert issuing.to_seal(office.election) is None

    def test_with_it_the_server_seals_nothing(self, office: Office) -> None:
        with pytest.raises(ValidationError, match="the server has none to seal with"):
            set_rules(office.election, rules={"strict_credentials": True}, by=office.first, reason="Asked for.")
        rules: dict[str, object] = {"strict_credentials": True, "server_may_seal": False}
        set_rules(office.election, rules=rules, by=office.first, reason="Asked for.")
        assert Election.objects.get().strict_credentials

    def test_the_database_says_so_too(self, office: Office) -> None:
        with pytest.raises(IntegrityError, match="server_seals_with_its_own_codes"), transaction.atomic():
            office.move(strict_credentials=True)

    def test_nobody_is_named_where_the_server_makes_them(self, office: Office) -> None:
        with pytest.raises(ValidationError, match="the server makes the codes"):
            authorities.name(office.election, name="Cora", email="c@example.org", by=office.first, at=office.sealing)

    def test_it_is_fixed_with_the_ballot(self, open_office: Office) -> None:
        rules: dict[str, object] = {"strict_credentials": True, "server_may_seal": False}
        with pytest.raises(ValidationError, match="The ballot is sealed"):
            set_rules(open_office.election, rules=rules, by=open_office.first, reason="Too late.")


class TestTheList:
    def test_every_voter_has_a_number_and_the_reserve_is_named(self, authority: Authority) -> None:
        listed = issuing.voter_list(authority.row)
        entries = authority.office.election.roll.order_by("pk")
        assert [(each.code, each.name, each.address) for each in listed.voters] == [
            (str(entry.pk), entry.name, entry.email) for entry in entries
        ]
        assert (listed.uuid, listed.reserve) == (authority.row.uuid, 25)
        assert listed.page.endswith("/elections/board-2026/ballot/")

    def test_everybody_may_know_that_it_went_out(self, authority: Authority) -> None:
        issuing.take_list(authority.row, at=authority.office.sealing)
        line = JournalLine.objects.get(act="take list for codes")
        assert (line.public, line.details) == (True, {"voters": 4})

    def test_not_before_the_roll_is_sealed(self, office: Office) -> None:
        with pytest.raises(ValidationError, match="sealing of the roll"):
            issuing.take_list(early(office), at=office.now)

    def test_once_the_ballot_is_sealed_it_says_who_has_which(self, office: Office) -> None:
        authority = strict(office)
        authority.row.refresh_from_db()
        listed = issuing.voter_list(authority.row)
        assert [each.code for each in listed.voters] == [str(entry.pk) for entry in office.election.roll.order_by("pk")]

    def test_not_once_voting_is_over(self, office: Office) -> None:
        authority = strict(office)
        office.close()
        with pytest.raises(ValidationError, match="until voting closes"):
            issuing.take_list(authority.row, at=clock.now())


def early(office: Office) -> CredentialAuthority:
    """Of an election whose roll is not sealed yet."""
    election = Election.objects.create(
        slug="early",
        name="Early",
        roll_closes=office.now + HOUR,
        voting_opens=office.now + 2 * HOUR,
        voting_closes=office.now + 3 * HOUR,
        strict_credentials=True,
        server_may_seal=False,
    )
    return authorities.name(election, name="Cora", email="cora@example.org", by=office.first, at=office.now)


class TestThePublicPart:
    def test_it_is_kept_as_it_came(self, authority: Authority) -> None:
        raw = authority.make()
        given = issuing.give(authority.row, raw=raw, at=authority.office.sealing)
        assert (bytes(given.content), given.voters, given.reserve) == (raw, 4, 25)
        assert issuing.lacking(authority.office.election, given) == 0

    def test_what_comes_last_counts(self, authority: Authority) -> None:
        first, authority.codes = authority.give(), {}
        second = authority.give()
        assert issuing.last(authority.row) == second != first
        assert IssuedCredentials.objects.count() == 2

    def test_not_before_the_roll_is_sealed(self, office: Office) -> None:
        with pytest.raises(ValidationError, match="from the sealing of the roll"):
            issuing.give(early(office), raw=b"[]", at=office.now)

    def test_not_once_the_ballot_is_sealed(self, office: Office) -> None:
        authority = strict(office)
        with pytest.raises(ValidationError, match="until the ballot is sealed"):
            authority.give()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ("one missing", "1 code is missing, that of R25"),
            ("one more", "1 code is nobody’s on the list: R26"),
            ("the same twice", "The same key is in it twice"),
            ("one voter twice", "two codes for one voter"),
            ("outside the group", "no key that could sign"),
            ("the identity", "no key that could sign"),
            ("with a weight", "for no number of the list"),
            ("not JSON", "cannot be read as one"),
            ("the codes themselves", "nobody but you may have"),
        ],
    )
    def test_what_is_wrong_is_said_and_not_kept(self, authority: Authority, wrong: str, sentence: str) -> None:
        with pytest.raises(ValidationError, match=sentence):
            issuing.give(authority.row, raw=spoiled(authority, wrong), at=authority.office.sealing)
        assert not IssuedCredentials.objects.exists()


class TestCodesThatReachedTheServer:
    """By mistake the file of codes was handed in, which its maker alone may have."""

    @pytest.fixture
    def exposed(self, authority: Authority) -> Authority:
        authority.give()
        with pytest.raises(ValidationError, match="nobody but you may have"):
            issuing.give(authority.row, raw=write_private(authority.codes), at=authority.office.sealing)
        return authority

    def test_their_public_part_counts_no_more(self, exposed: Authority) -> None:
        assert issuing.last(exposed.row) is None
        with pytest.raises(ValidationError, match="Voting codes are missing"):
            issuing.to_seal(exposed.office.election)

    def test_it_is_not_taken_again_not_even_one_code_of_it(self, exposed: Authority) -> None:
        kept = dict([exposed.codes.popitem()])
        exposed.codes = kept
        with pytest.raises(ValidationError, match="handed in themselves before"):
            exposed.give()

    def test_made_anew_they_are_good(self, exposed: Authority) -> None:
        exposed.codes = {}
        given = exposed.give()
        assert issuing.last(exposed.row) == given
        assert issuing.to_seal(exposed.office.election) == given

    def test_what_was_good_before_stays_good(self, authority: Authority) -> None:
        """Other codes than those that were exposed, by a mistake with an old file."""
        authority.make()
        old, authority.codes = write_private(authority.codes), {}
        given = authority.give()
        with pytest.raises(ValidationError, match="nobody but you may have"):
            issuing.give(authority.row, raw=old, at=authority.office.sealing)
        assert issuing.last(authority.row) == given

    def test_what_was_replaced_does_not_come_back(self, authority: Authority) -> None:
        """The first codes may have been stolen; whoever makes them gave others."""
        authority.give()
        authority.codes = {}
        authority.give()
        with pytest.raises(ValidationError, match="nobody but you may have"):
            issuing.give(authority.row, raw=write_private(authority.codes), at=authority.office.sealing)
        assert issuing.last(authority.row) is None
        assert exposure.is_waited_for_anew(authority.row)

    def test_once_the_ballot_is_sealed_everybody_is_told(self, office: Office) -> None:
        authority = strict(office)
        authority.row.refresh_from_db()
        sealed_with = issuing.last(authority.row)
        with pytest.raises(ValidationError, match="nobody but you may have"):
            issuing.give(authority.row, raw=write_private(authority.codes), at=clock.now())
        assert issuing.last(authority.row) == sealed_with
        assert "codes" in [check.name for check in preflight(office.election, clock.now()) if not check.passed]
        page = Client().get(reverse("ballots:trustees", args=[office.election.slug])).content.decode()
        assert "the codes themselves reached the server" in page
        assert "cannot vote for members who stay away" not in page
        assert "The server has their public part alone" not in page

    def test_sent_twice_it_is_noted_once(self, exposed: Authority) -> None:
        with pytest.raises(ValidationError, match="nobody but you may have"):
            issuing.give(exposed.row, raw=write_private(exposed.codes), at=exposed.office.sealing)
        assert ExposedCredentials.objects.count() == 1

    def test_everybody_may_know(self, exposed: Authority) -> None:
        line = JournalLine.objects.get(act="expose codes")
        assert (line.public, line.details) == (True, {"credentials": 29})
        assert not any(code in str(ExposedCredentials.objects.values()) for code in exposed.codes.values())


def spoiled(authority: Authority, wrong: str) -> bytes:
    raw, codes = authority.make(), authority.codes
    first = raw.split(b'"')[1].decode()
    mixed = public_part(authority.row.uuid, {"R26": MIXED})
    return {
        "one missing": lambda: write_public(
            public_part(authority.row.uuid, {each: code for each, code in codes.items() if each != "R25"})
        ),
        "one more": lambda: raw[:-1] + b"," + write_public(mixed)[1:],
        "the same twice": lambda: raw[:-1] + f',"{first.split(",")[0]},,R26"]'.encode(),
        "one voter twice": lambda: raw[:-1] + f',"{write_element(mixed["R26"])},,R1"]'.encode(),
        "outside the group": lambda: raw.replace(first.split(",")[0].encode(), b"0" * 62 + b"02"),
        "the identity": lambda: raw.replace(first.split(",")[0].encode(), b"0" * 63 + b"1"),
        "with a weight": lambda: raw.replace(b",,", b",2,", 1),
        "not JSON": lambda: raw[:-1],
        "the codes themselves": lambda: write_private(codes),
    }[wrong]()


class TestTheSealing:
    def test_with_these_credentials_and_none_of_the_servers(self, authority: Authority) -> None:
        authority.give()
        setup = authority.office.seal()
        made = {write_element(public) for public in public_part(authority.row.uuid, authority.codes).values()}
        assert set(Credential.objects.values_list("public", flat=True)) == made
        assert setup.uuid == authority.row.uuid
        assert read_election(bytes(setup.election_json)).credential_authority == "Cora Codes"
        assert list(Secret.objects.values_list("purpose", flat=True)) == [Secret.Purpose.TRUSTEE]

    def test_each_voter_has_the_one_of_their_number_and_reserve_numbers_stay(self, authority: Authority) -> None:
        authority.give()
        authority.office.seal()
        public = {each: write_element(of) for each, of in public_part(authority.row.uuid, authority.codes).items()}
        for entry in authority.office.election.roll.all():
            assert entry.credentials.get().public == public[str(entry.pk)]
        spare = Credential.objects.filter(roll_entry=None)
        assert {each.public: each.number for each in spare} == {public[f"R{n}"]: n for n in range(1, 26)}

    def test_it_waits_for_them(self, authority: Authority) -> None:
        with pytest.raises(ValidationError, match="It is up to Cora Codes"):
            authority.office.seal()
        assert not Setup.objects.exists()

    def test_it_waits_for_who_was_added_since(self, authority: Authority) -> None:
        office = authority.office
        authority.give()
        add_voter(office.election, "Nora New")
        with pytest.raises(ValidationError, match="1 voter has no voting code yet"):
            office.seal()
        kept = dict(authority.codes)
        authority.give()
        assert kept.items() <= authority.codes.items()
        office.seal()

    def test_who_was_removed_since_has_none_on_the_list(self, authority: Authority) -> None:
        office, gone = authority.office, authority.office.election.roll.first()
        authority.give()
        assert gone
        roll.remove(gone, by=office.first, seconded_by=office.second, at=office.sealing, reason="Left.")
        office.seal()
        assert not gone.credentials.exists()
        assert Credential.objects.count() == 3 + 25

    def test_both_officers_put_their_names_to_the_codes(self, authority: Authority) -> None:
        office = authority.office
        authority.give()
        seen = ballot_hash(office.election)
        authority.codes = {}
        authority.give()
        with pytest.raises(ValidationError, match="not what the other officer saw"):
            seal_ballot(office.election, by=office.first, seconded_by=office.second, at=office.sealing, seen=seen)

    def test_the_codes_are_to_be_mailed_then(self, office: Office) -> None:
        strict(office)
        mail = Mail.objects.filter(kind="authority asked").latest("pk")
        assert "The ballot is sealed with your codes" in mail.text
        assert mail.recipient == "cora@example.org"


class TestSomebodyElse:
    def test_their_predecessors_codes_are_worth_nothing(self, authority: Authority) -> None:
        office = authority.office
        authority.give()
        said = {"name": "Cleo", "email": "cleo@example.org", "reason": "Cora fell ill."}
        instead = authorities.replace(authority.row, **said, by=office.first, at=office.sealing)
        assert instead.uuid != authority.row.uuid
        with pytest.raises(ValidationError, match="It is up to Cleo"):
            office.seal()
        with pytest.raises(ValidationError, match="Somebody else makes the codes"):
            authority.give()

    def test_not_once_the_ballot_is_sealed(self, office: Office) -> None:
        authority = strict(office)
        said = {"name": "Cleo", "email": "cleo@example.org", "reason": "Cora fell ill."}
        with pytest.raises(ValidationError, match="the ballot is sealed"):
            authorities.replace(authority.row, **said, by=office.first, at=office.sealing)

    def test_two_are_not_named(self, authority: Authority) -> None:
        office = authority.office
        with pytest.raises(ValidationError, match="Somebody makes the codes already"):
            authorities.name(office.election, name="Cleo", email="c@example.org", by=office.first, at=office.sealing)


class TestAsking:
    def asked(self) -> int:
        return Mail.objects.filter(kind="authority asked").count()

    def test_once_the_roll_is_sealed_and_every_two_days(self, authority: Authority) -> None:
        office = authority.office
        office.move(voting_opens=office.now + 4 * AGAIN, voting_closes=office.now + 5 * AGAIN)
        sealed = office.election.roll_sealed_at
        assert sealed
        assert [remind(sealed), remind(sealed + HOUR), remind(sealed + AGAIN - SECOND)] == [1, 0, 0]
        assert [remind(sealed + AGAIN), self.asked()] == [1, 2]

    def test_not_when_all_have_codes(self, authority: Authority) -> None:
        authority.give()
        assert remind(authority.office.sealing) == 0

    def test_not_where_the_server_makes_them(self, office: Office) -> None:
        assert remind(office.sealing) == 0


def test_an_officer_names_them_and_no_member(office: Office) -> None:
    office.move(strict_credentials=True, server_may_seal=False)
    with pytest.raises(Exception, match="election office"):
        authorities.name(office.election, name="C", email="c@example.org", by=people.person("Max"), at=office.sealing)


def test_the_setup_is_of_the_record_that_was_named_early(office: Office) -> None:
    authority = strict(office)
    assert setup_of(office.election).uuid == authority.row.uuid
