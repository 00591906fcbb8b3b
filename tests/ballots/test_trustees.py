"""Who holds keys beside the server: named and asked by the office, until the ballot is sealed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from ballots import trustee_giving, trustee_links, trustee_proofs, trustees
from ballots.asked import ballot_hash
from ballots.key_making import Step, key_making
from ballots.preflight import preflight
from ballots.preflight.check import Check
from ballots.protocol.keys import new_private_key
from ballots.protocol.pedersen import ThresholdGroup
from ballots.protocol.trustees import Single
from ballots.setup import prepared, seal_ballot, setup_of
from ballots.trustee_asking import remind
from ballots.trustee_models import Contribution, KeyProof, Trustee
from base.models import JournalLine, Mail
from tests import cast
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked, named, open_with, with_keys


@pytest.fixture
def office(db: None) -> Office:
    return Office(voters=1, candidates=2, seats=1, resolutions=0)


def check(office: Office, name: str) -> Check:
    return next(each for each in preflight(office.election, office.sealing) if each.name == name)


def names(office: Office) -> list[tuple[int, str]]:
    return [(each.number, each.name) for each in trustees.present(office.election)]


class TestNaming:
    def test_trustees_are_numbered_in_their_order_behind_the_server(self, office: Office) -> None:
        assert [(each.number, each.owner) for each in named(office, 3)] == [(1, 2), (2, 3), (3, 4)]

    def test_who_is_removed_leaves_no_gap(self, office: Office) -> None:
        first, _second, _third = named(office, 3)
        trustees.remove(first, by=office.first, at=office.sealing, reason="Moved abroad.")
        assert names(office) == [(1, "Trustee 2"), (2, "Trustee 3")]

    def test_who_is_replaced_gives_their_place(self, office: Office) -> None:
        first, _second = named(office, 2)
        trustees.replace(first, name="Grace", email="g@example.org", by=office.first, at=office.sealing, reason="Ill.")
        assert names(office) == [(1, "Grace"), (2, "Trustee 2")]

    def test_a_name_stands_for_one_trustee(self, office: Office) -> None:
        named(office, 1)
        with pytest.raises(ValidationError, match="of this name"):
            trustees.add(office.election, name="TRUSTEE 1", email="x@example.org", by=office.first, at=office.sealing)

    def test_removing_takes_a_reason(self, office: Office) -> None:
        (first,) = named(office, 1)
        with pytest.raises(ValidationError):
            trustees.remove(first, by=office.first, at=office.sealing, reason=" ")

    def test_who_is_gone_is_not_removed_again(self, office: Office) -> None:
        (first,) = named(office, 1)
        trustees.remove(first, by=office.first, at=office.sealing, reason="x")
        with pytest.raises(ValidationError, match="no trustee any more"):
            trustees.remove(first, by=office.first, at=office.sealing, reason="x")

    def test_nobody_but_officers_names_trustees(self, office: Office) -> None:
        with pytest.raises(PermissionDenied):
            trustees.add(office.election, name="x", email="x@example.org", by=cast.person(), at=office.sealing)

    def test_once_the_ballot_is_sealed_nothing_changes(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        with pytest.raises(ValidationError, match="the ballot is sealed"):
            named(office, 1)
        with pytest.raises(ValidationError, match="the ballot is sealed"):
            trustees.remove(holder.trustee, by=office.first, at=office.sealing, reason="x")
        with pytest.raises(ValidationError, match="the ballot is sealed"):
            trustees.begin(office.election, threshold=None, by=office.first, at=office.sealing)

    def test_the_public_journal_has_names_and_no_addresses(self, office: Office) -> None:
        asked(office, 2)
        lines = JournalLine.objects.filter(election_uuid=office.election.uuid, public=True)
        assert [(line.act, line.subject) for line in lines.order_by("pk")] == [
            ("add trustee", "Trustee 1"),
            ("add trustee", "Trustee 2"),
            ("ask for keys", ""),
        ]
        assert "example.org" not in str([line.details for line in lines])

    def test_the_database_keeps_one_trustee_a_number_and_one_ceremony(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        again = Trustee(election=office.election, number=1, name="x", email="x@example.org", added_by=office.first)
        with pytest.raises(IntegrityError, match="one_a_number"), transaction.atomic():
            again.save()
        with pytest.raises(IntegrityError, match="one_goes_on"), transaction.atomic():
            office.election.ceremonies.create(number=2, began_at=office.sealing, began_by=office.first)
        holder.give(Step.KEY)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Contribution.objects.update(content=b"x")


class TestLinks:
    def link(self, email: str) -> str:
        text = Mail.objects.filter(recipient=email).latest("pk").text
        return next(word for word in text.split() if "/trustee/" in word).rstrip("/").rpartition("/")[2]

    def test_each_trustee_is_mailed_a_link_of_which_only_a_hash_is_kept(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        token = self.link("trustee1@example.org")
        assert trustee_links.find(trustee_links.hash_of(token)) == holder.trustee
        assert not holder.trustee.links.filter(token_hash=token).exists()
        assert Mail.objects.get(recipient="trustee1@example.org").secret

    def test_nobody_is_mailed_before_keys_are_asked_for(self, office: Office) -> None:
        named(office, 1)
        assert not Mail.objects.exists()

    def test_a_new_link_ends_the_old_one(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        before = self.link("trustee1@example.org")
        trustees.send_link(holder.trustee, by=office.first, at=office.sealing)
        assert trustee_links.find(trustee_links.hash_of(before)) is None
        assert trustee_links.find(trustee_links.hash_of(self.link("trustee1@example.org"))) == holder.trustee

    def test_who_is_replaced_finds_their_link_dead(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        before = self.link("trustee1@example.org")
        trustees.replace(
            holder.trustee, name="G", email="g@example.org", by=office.first, at=office.sealing, reason="x"
        )
        assert trustee_links.find(trustee_links.hash_of(before)) is None


class TestKeysOfWhichEachIsNeeded:
    def test_the_keys_stand_behind_the_servers_in_the_sealed_election(self, office: Office) -> None:
        holders = with_keys(office, 2)
        sealed = prepared(office.seal())
        assert [type(member) for member in sealed.trustees.members] == [Single, Single, Single]
        assert [sealed.trustees.key(holder.trustee.owner) for holder in holders] == [
            holder.alone.element for holder in holders
        ]
        assert sealed.trustees.missing([1]) == 2

    def test_a_key_is_given_once(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        with pytest.raises(ValidationError, match="not yours to do now"):
            holder.give(Step.KEY)

    def test_somebody_elses_key_is_refused(self, office: Office) -> None:
        first, second = asked(office, 2)
        first.give(Step.KEY)
        second.alone = first.alone
        with pytest.raises(ValidationError, match="Somebody else gave this key"):
            second.give(Step.KEY)

    @pytest.mark.parametrize("raw", [b"", b"hello", b"{}", b"\xff", b'{"pok":1,"public_key":2}'])
    def test_what_is_no_key_is_refused(self, office: Office, raw: bytes) -> None:
        (holder,) = asked(office, 1)
        with pytest.raises(ValidationError) as refused:
            trustee_giving.give(holder.trustee, step=Step.KEY, raw=raw, at=office.sealing)
        assert "file" in refused.value.message_dict
        assert not Contribution.objects.exists()

    def test_a_key_without_its_proof_is_refused(self, office: Office) -> None:
        (holder,) = asked(office, 1)
        element = new_private_key().public().to_json()["public_key"]
        forged = holder.file(Step.KEY).replace(
            str(holder.alone.public().to_json()["public_key"]).encode(), str(element).encode()
        )
        with pytest.raises(ValidationError, match="does not prove"):
            trustee_giving.give(holder.trustee, step=Step.KEY, raw=forged, at=office.sealing)

    def test_replacing_one_leaves_the_others_keys(self, office: Office) -> None:
        first, _second = with_keys(office, 2)
        instead = trustees.replace(
            first.trustee, name="Grace", email="g@example.org", by=office.first, at=office.sealing, reason="Lost it."
        )
        making = key_making(office.election)
        assert making
        assert making.missing(Step.KEY) == [instead]
        assert Mail.objects.filter(recipient="g@example.org", kind="trustee invited").count() == 1


class TestKeysOfAGroup:
    def test_two_of_three_are_one_member_of_the_sealed_election(self, office: Office) -> None:
        holders = with_keys(office, 3, threshold=2)
        sealed = prepared(office.seal())
        server, group = sealed.trustees.members
        assert isinstance(server, Single)
        assert isinstance(group, ThresholdGroup)
        assert (group.threshold, group.size) == (2, 3)
        assert [sealed.trustees.key(each.trustee.owner) for each in holders] == [each.key.element for each in holders]
        assert (sealed.trustees.missing([1, 2]), sealed.trustees.missing([1, 2, 4])) == (1, 0)

    def test_a_step_waits_for_everybody(self, office: Office) -> None:
        first, second, _third = asked(office, 3, threshold=2)
        first.give(Step.CERTIFICATE)
        making = key_making(office.election)
        assert making
        assert (making.next_of(first.trustee), making.next_of(second.trustee)) == (None, Step.CERTIFICATE)
        with pytest.raises(ValidationError, match="not yours to do now"):
            trustee_giving.give(first.trustee, step=Step.POLYNOMIAL, raw=b"x", at=office.sealing)

    def test_everybody_is_asked_for_the_next_step(self, office: Office) -> None:
        first, second, third = asked(office, 3, threshold=2)
        first.give(Step.CERTIFICATE)
        second.give(Step.CERTIFICATE)
        assert not Mail.objects.filter(kind="trustee step asked").exists()
        third.give(Step.CERTIFICATE)
        assert Mail.objects.filter(kind="trustee step asked").count() == 3

    def test_a_certificate_for_another_place_is_refused(self, office: Office) -> None:
        first, second, _third = asked(office, 3, threshold=2)
        with pytest.raises(ValidationError, match="another place"):
            trustee_giving.give(
                second.trustee, step=Step.CERTIFICATE, raw=first.file(Step.CERTIFICATE), at=office.sealing
            )

    def test_somebody_elses_polynomial_is_refused(self, office: Office) -> None:
        first, second, third = asked(office, 3, threshold=2)
        for holder in (first, second, third):
            holder.give(Step.CERTIFICATE)
        with pytest.raises(ValidationError, match="not signed with your key"):
            trustee_giving.give(
                second.trustee, step=Step.POLYNOMIAL, raw=first.file(Step.POLYNOMIAL), at=office.sealing
            )

    @pytest.mark.parametrize("threshold", [0, 1, 3, 4])
    def test_fewer_than_all_are_enough_or_it_is_no_group(self, office: Office, threshold: int) -> None:
        named(office, 3)
        with pytest.raises(ValidationError, match="of 3: at least 2"):
            trustees.begin(office.election, threshold=threshold, by=office.first, at=office.sealing)

    def test_who_comes_or_goes_makes_all_begin_anew(self, office: Office) -> None:
        first, _second, _third = with_keys(office, 3, threshold=2)
        trustees.replace(
            first.trustee, name="Grace", email="g@example.org", by=office.first, at=office.sealing, reason="Lost it."
        )
        making = key_making(office.election)
        assert making
        assert (making.ceremony.number, len(making.missing(Step.CERTIFICATE))) == (2, 3)
        assert Mail.objects.filter(kind="trustee invited").count() == 6
        assert Contribution.objects.count() == 9

    def test_nobody_is_removed_who_leaves_too_few(self, office: Office) -> None:
        first, *_others = asked(office, 3, threshold=2)
        with pytest.raises(ValidationError, match="2 of 2"):
            trustees.remove(first.trustee, by=office.first, at=office.sealing, reason="x")
        assert len(names(office)) == 3


class TestSealing:
    def test_with_the_servers_key_alone_it_goes_and_the_office_is_warned(self, office: Office) -> None:
        assert check(office, "only the server").is_warning
        assert not check(office, "only the server").passed
        office.seal()
        assert office.election.keys_asked_at is None

    def test_it_waits_for_every_key_and_says_whose(self, office: Office) -> None:
        first, _second = asked(office, 2)
        first.give(Step.KEY)
        assert check(office, "trustees").fails
        assert "Trustee 2" in check(office, "trustees").sentence
        assert "Trustee 1" not in check(office, "trustees").sentence
        with pytest.raises(ValidationError, match="Keys are being made"):
            office.seal()

    def test_it_waits_for_trustees_who_were_not_asked(self, office: Office) -> None:
        named(office, 1)
        with pytest.raises(ValidationError, match="not asked for their keys"):
            office.seal()

    def test_it_warns_while_every_trustee_is_needed(self, office: Office) -> None:
        with_keys(office, 2)
        assert not check(office, "trustees needed").passed
        assert check(office, "trustees").passed

    def test_two_officers_seal_the_same_keys(self, office: Office) -> None:
        first, _second = with_keys(office, 2)
        seen = ballot_hash(office.election)
        holder = Holder(
            office,
            trustees.replace(
                first.trustee, name="G", email="g@example.org", by=office.first, at=office.sealing, reason="x"
            ),
        )
        holder.give(Step.KEY)
        with pytest.raises(ValidationError, match="not what the other officer saw"):
            seal_ballot(office.election, by=office.first, seconded_by=office.second, at=office.sealing, seen=seen)

    def test_nothing_that_is_stored_opens_anything(self, office: Office) -> None:
        holders = with_keys(office, 3, threshold=2)
        office.seal()
        kept = b"".join(bytes(each.content) for each in Contribution.objects.all())
        kept += bytes(setup_of(office.election).trustees_json)
        for holder in holders:
            for secret in (holder.seed.seed, str(holder.key.secret), str(holder.seed.decryption)):
                assert secret.encode() not in kept


class TestProofsBeforeTheOpening:
    def test_voting_opens_once_the_last_has_proved(self, office: Office) -> None:
        first, second = with_keys(office, 2)
        office.seal()
        first.prove()
        office.election.refresh_from_db()
        assert office.election.phase(office.now).value == "announced"
        second.prove()
        office.election.refresh_from_db()
        assert office.election.keys_proved_at == office.sealing
        assert office.election.phase(office.now).value == "voting"

    def test_proved_too_late_it_is_opened_by_hand(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        trustee_proofs.prove(holder.trustee, raw=holder.proof(), at=office.now)
        office.election.refresh_from_db()
        assert office.election.phase(office.now).value == "announced"
        office.move(voting_opens=office.now)
        assert office.election.phase(office.now).value == "voting"

    def test_everybody_is_asked_by_mail_at_sealing(self, office: Office) -> None:
        with_keys(office, 2)
        office.seal()
        assert Mail.objects.filter(kind="trustee key proof asked").count() == 2

    def test_a_proof_by_another_key_is_refused(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        holder.alone = new_private_key()
        with pytest.raises(ValidationError, match="another key"):
            holder.prove()

    def test_a_proof_of_another_number_is_refused(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        with pytest.raises(ValidationError, match="something else"):
            trustee_proofs.prove(holder.trustee, raw=holder.proof(KeyProof.Occasion.CLOSE), at=office.sealing)

    def test_no_proof_is_taken_twice(self, office: Office) -> None:
        (holder,) = with_keys(office, 1)
        office.seal()
        holder.prove()
        with pytest.raises(ValidationError, match="No proof is asked"):
            holder.prove()

    def test_the_preflight_names_who_is_missing(self, office: Office) -> None:
        first, _second = with_keys(office, 2)
        office.seal()
        first.prove()
        proofs = check(office, "key proofs")
        assert proofs.fails
        assert "Trustee 2" in proofs.sentence


class TestDoingWithoutAProof:
    def do_without(self, office: Office, reason: str = "The file is lost.") -> None:
        first, second = office.first, office.second
        trustee_proofs.do_without(office.election, by=first, seconded_by=second, at=office.sealing, reason=reason)
        office.election.refresh_from_db()

    def test_enough_others_let_voting_open(self, office: Office) -> None:
        first, second, _lost = with_keys(office, 3, threshold=2)
        office.seal()
        first.prove()
        with pytest.raises(ValidationError, match="Too few"):
            self.do_without(office)
        second.prove()
        with pytest.raises(ValidationError, match="Give a reason"):
            self.do_without(office, reason="")
        self.do_without(office)
        assert office.election.phase(office.now).value == "voting"
        assert JournalLine.objects.get(act="do without proof").details == {"without": "Trustee 3"}

    def test_where_each_is_needed_nothing_opens(self, office: Office) -> None:
        first, _lost = with_keys(office, 2)
        office.seal()
        first.prove()
        with pytest.raises(ValidationError, match="Too few"):
            self.do_without(office)

    def test_with_the_servers_key_alone_there_is_nothing_to_do_without(self, office: Office) -> None:
        office.seal()
        with pytest.raises(ValidationError, match="No proof is awaited"):
            self.do_without(office)


class TestProofsBeforeTheClose:
    def test_while_people_vote_the_preflight_warns_until_each_has_proved_again(self, office: Office) -> None:
        (holder,) = open_with(office, 1)
        proofs = next(each for each in preflight(office.election, office.now) if each.name == "key proofs")
        assert not proofs.passed
        assert proofs.is_warning
        trustee_proofs.prove(holder.trustee, raw=holder.proof(KeyProof.Occasion.CLOSE), at=office.now)
        proofs = next(each for each in preflight(office.election, office.now) if each.name == "key proofs")
        assert proofs.passed

    def test_who_has_not_proved_again_is_asked_every_two_days(self, office: Office) -> None:
        open_with(office, 1)
        day = timedelta(days=1)
        office.move(voting_closes=office.now + 3 * day)
        before = Mail.objects.count()
        assert [remind(at) for at in (office.now, office.now + HOUR, office.now + 2 * day)] == [1, 0, 1]
        assert Mail.objects.count() == before + 2
