"""Sealing the ballot: who may, when, and what is fixed by it."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ballots import setup as sealing
from ballots.choices import named_apart
from ballots.credentials import signing_key
from ballots.models import Choice, Credential, RecordEvent, Secret, Setup
from ballots.protocol.errors import Refused
from ballots.protocol.setup import read_setup
from ballots.reserve import reserve
from ballots.server_keys import credentials_key, trustee_key
from ballots.setup import prepared, seal_ballot, setup_of
from base.models import JournalLine
from elections.models import Contest, RollEntry
from nominees.models import Nominee, ProfileRevision
from tests import cast as people
from tests.ballots.elections import SECOND, Office, add_candidate, add_voter
from tests.ballots.tampering import change
from tests.databases import DatabaseForTests


class TestWhoAndWhen:
    def test_two_officers_seal(self, office: Office) -> None:
        office.seal()
        election = office.election
        assert (election.ballot_sealed_at, election.ballot_sealed_by) == (office.sealing, office.first)
        line = JournalLine.objects.get(act="seal ballot")
        assert line.public
        assert line.details["fingerprint"] == setup_of(election).fingerprint
        assert (line.actor_id, line.second_id) == (office.first.pk, office.second.pk)

    def test_one_officer_is_not_enough(self, office: Office) -> None:
        for second in (None, office.first):
            with pytest.raises(ValidationError, match="second officer"):
                seal_ballot(office.election, by=office.first, seconded_by=second, at=office.sealing)

    def test_one_officer_is_enough_where_the_election_says_so(self, office: Office) -> None:
        office.election.officers_required = 1
        office.election.save()
        seal_ballot(office.election, by=office.first, seconded_by=None, at=office.sealing)

    def test_an_outsider_is_refused(self, office: Office) -> None:
        with pytest.raises(PermissionDenied):
            seal_ballot(office.election, by=people.person(), seconded_by=office.first, at=office.sealing)

    def test_it_is_done_once(self, office: Office) -> None:
        office.seal()
        with pytest.raises(ValidationError, match="sealed already"):
            office.seal()

    def test_not_before_the_election_is_announced(self, office: Office) -> None:
        office.move(announced_at=None, announced_by=None)
        with pytest.raises(ValidationError):
            office.seal()
        assert not Setup.objects.exists()

    def test_a_failing_preflight_is_told_whole(self, office: Office) -> None:
        office.election.roll.update(removed_at=office.now, removed_by=office.first, removed_reason="Moved")
        Nominee.objects.exclude(slug="candidate-01").update(accepted_at=None, accepted_by=None)
        with pytest.raises(ValidationError) as refusal:
            office.seal()
        assert refusal.value.messages == [
            "Board: 1 candidate for 1 seat. Everybody would be elected.",
            "The roll is empty.",
        ]


class TestWhatIsSealed:
    def test_the_bytes_are_those_of_the_protocol(self, open_office: Office) -> None:
        stored = Setup.objects.get()
        files = (bytes(stored.election_json), bytes(stored.trustees_json), bytes(stored.public_credentials_json))
        sealed = read_setup(*files)
        assert sealed.files == files
        assert prepared(stored) == sealed
        assert stored.fingerprint == sealed.election.fingerprint
        assert stored.timestamp == int(open_office.sealing.timestamp())

    def test_contests_become_questions(self, open_office: Office) -> None:
        board, resolution = prepared(setup_of(open_office.election)).questions
        assert board.answers == ("Candidate 01", "Candidate 02", "Candidate 03")
        assert (board.minimum, board.maximum, board.blank) == (1, 3, True)
        assert resolution.answers == ("For", "Against")
        assert (resolution.minimum, resolution.maximum, resolution.blank) == (1, 1, True)

    def test_a_contest_may_limit_the_choices(self, office: Office) -> None:
        Contest.objects.filter(kind="seats").update(max_choices=2)
        office.seal()
        assert prepared(setup_of(office.election)).questions[0].maximum == 2

    def test_choices_name_who_they_stand_for(self, open_office: Office) -> None:
        board = Choice.objects.filter(contest__kind="seats").select_related("nominee")
        assert [(each.position, each.label) for each in board] == [
            (0, "Candidate 01"),
            (1, "Candidate 02"),
            (2, "Candidate 03"),
        ]
        assert all(each.nominee is not None and each.nominee.name == each.label for each in board)

    def test_the_withdrawn_are_not_on_it(self, office: Office) -> None:
        gone = Nominee.objects.get(slug="candidate-02")
        gone.withdrawn_at, gone.withdrawn_by = office.now, gone.person
        gone.save()
        office.seal()
        assert "Candidate 02" not in prepared(setup_of(office.election)).questions[0].answers

    def test_equal_names_are_told_apart(self, office: Office) -> None:
        twins = [add_candidate(office.election, "Kim Lee", slug) for slug in ("kim-lee", "kim-lee-2", "kim-lee-3")]
        for twin, employer in zip(twins, ("Acme", "Bolt", "Bolt"), strict=True):
            ProfileRevision.objects.create(
                nominee=twin, number=1, employer=employer, approved_at=office.now, approved_by=office.first
            )
        assert [offer.label for offer in named_apart(twins)] == ["Kim Lee (Acme)", "Kim Lee (1)", "Kim Lee (2)"]

    def test_the_first_event_names_it(self, open_office: Office) -> None:
        event = RecordEvent.objects.get()
        assert (event.position, event.type) == (0, "Setup")
        assert event.data == [prepared(setup_of(open_office.election)).raw.decode()]

    def test_the_servers_keys_are_kept_encrypted(self, open_office: Office) -> None:
        boxes = [bytes(secret.box) for secret in Secret.objects.all()]
        assert len(boxes) == 2
        for key in (credentials_key(open_office.election), trustee_key(open_office.election).to_bytes()):
            assert not any(key in box for box in boxes)


class TestCredentials:
    @pytest.mark.parametrize(("voters", "expected"), [(1, 25), (1250, 25), (1251, 26), (100_000, 2000)])
    def test_the_reserve_is_two_percent_and_at_least_25(self, voters: int, expected: int) -> None:
        assert reserve(voters) == expected

    def test_each_voter_has_one_and_the_reserve_is_nobodys(self, open_office: Office) -> None:
        assert Credential.objects.filter(roll_entry__isnull=False).count() == 4
        assert Credential.objects.filter(roll_entry__isnull=True).count() == 25
        assert setup_of(open_office.election).reserve_credentials == 25

    def test_who_was_removed_before_the_sealing_has_none(self, office: Office) -> None:
        RollEntry.objects.filter(person=office.voters[0]).update(
            removed_at=office.now, removed_by=office.first, removed_reason="Listed twice"
        )
        office.seal()
        assert not Credential.objects.filter(roll_entry__person=office.voters[0]).exists()
        assert Credential.objects.count() == 3 + 25

    def test_the_published_order_says_nothing_about_the_roll(self, open_office: Office) -> None:
        published = json.loads(bytes(Setup.objects.get().public_credentials_json))
        assert published == sorted(published)
        assert list(Credential.objects.order_by("pk").values_list("public", flat=True)) == published

    def test_the_numbers_are_dealt_at_random(self, office: Office) -> None:
        """Seventy voters in the roll's order by chance: once in more universes than there are."""
        for number in range(66):
            add_voter(office.election, f"Another {number}")
        office.seal()
        in_roll_order = list(
            Credential.objects.filter(roll_entry__isnull=False).order_by("roll_entry").values_list("number", flat=True)
        )
        assert in_roll_order != sorted(in_roll_order)
        assert set(Credential.objects.values_list("number", flat=True)) == set(range(1, 96))

    def test_the_public_part_is_derived_from_the_servers_key(self, open_office: Office) -> None:
        setup, key = setup_of(open_office.election), credentials_key(open_office.election)
        for credential in Credential.objects.all():
            derived = signing_key(key, open_office.election.uuid, credential.number, setup.uuid)
            assert derived.credential == credential.public


@pytest.mark.parametrize("file", ["election_json", "trustees_json", "public_credentials_json"])
def test_what_was_sealed_and_changed_since_is_found(committed: DatabaseForTests, file: str) -> None:
    """Well formed or not: nothing is checked, cast or counted against what the record did not begin with."""
    office = Office()
    setup = office.seal()
    old, new = ("'Board'", "'Broad'") if file == "election_json" else ("'1'", "'2'")
    change(committed, f"UPDATE ballots_setup SET {file} = replace(encode({file}, 'escape'), {old}, {new})::bytea")
    sealing._prepared.cache_clear()
    with pytest.raises((RuntimeError, Refused)):
        prepared(setup)


def test_sealing_after_the_opening_is_allowed_and_opens_nothing(office: Office) -> None:
    office.move(voting_opens=office.sealing - SECOND)
    office.seal()
    with pytest.raises(ValidationError) as refusal:
        office.vote(office.voters[0])
    assert refusal.value.code == "not open"
