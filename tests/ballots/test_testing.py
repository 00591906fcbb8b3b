"""A ballot is cast or tested, never both; and what a test reveals is the voter's alone."""

import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ballots.casting import cast, private_credential_for
from ballots.models import Ballot
from ballots.protocol.__main__ import main as ballots_protocol
from ballots.protocol.questions import read_election
from ballots.protocol.wire import dump
from ballots.setup import setup_of
from ballots.tested_models import TestedChoice
from ballots.testing import give_up
from base.models import JournalLine
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office

ADDRESS = reverse("ballots:test", args=["board-2026"])
GIVE_UP = reverse("ballots:give_up", args=["board-2026"])


def alphas(sealed: bytes) -> list[str]:
    return [choice["alpha"] for answer in json.loads(sealed)["answers"] for choice in answer["choices"]]


def vote(office: Office, sealed: bytes, voter: int = 0) -> None:
    cast(office.election, sealed=sealed, by=office.voters[voter], sealed_by_server=False)


def test_a_tested_ballot_is_refused_for_ever_and_another_is_taken(open_office: Office) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter)
    give_up(open_office.election, alphas(sealed), by=voter)
    give_up(open_office.election, alphas(sealed), by=voter)
    with pytest.raises(ValidationError, match="opened as a test, so it cannot be cast"):
        vote(open_office, sealed)
    assert JournalLine.objects.get(act="refuse ballot").details == {"reason": "tested-ciphertext"}
    vote(open_office, open_office.sealed(voter))
    assert Ballot.objects.count() == 1


def test_one_part_of_it_in_another_ballot_is_refused_as_well(open_office: Office) -> None:
    voter = open_office.voters[0]
    sealed, other = open_office.sealed(voter), open_office.sealed(voter)
    give_up(open_office.election, [*alphas(other)[:-1], alphas(sealed)[-1]], by=voter)
    with pytest.raises(ValidationError, match="opened as a test"):
        vote(open_office, sealed)


def test_a_ballot_that_is_cast_cannot_be_tested(open_office: Office) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter)
    vote(open_office, sealed)
    with pytest.raises(ValidationError, match="cast already, so it cannot be tested"):
        give_up(open_office.election, alphas(sealed), by=voter)
    assert not TestedChoice.objects.exists()


def test_only_a_whole_ballot_of_this_election_is_given_up(open_office: Office) -> None:
    voter = open_office.voters[0]
    whole = alphas(open_office.sealed(voter))
    for wrong in (
        [],
        whole[:-1],
        [*whole, whole[0]],
        [*whole[:-1], whole[0]],
        [*whole[:-1], "x"],
        [*whole[:-1], "A" * 64],
    ):
        with pytest.raises(ValidationError, match="not a ballot of this election"):
            give_up(open_office.election, wrong, by=voter)


def test_by_a_voter_while_voting_is_open(open_office: Office) -> None:
    whole = alphas(open_office.sealed(open_office.voters[0]))
    with pytest.raises(PermissionDenied):
        give_up(open_office.election, whole, by=open_office.first)
    open_office.close()
    with pytest.raises(ValidationError, match="closed"):
        give_up(open_office.election, whole, by=open_office.voters[0])


def test_nothing_tells_who_tested(open_office: Office) -> None:
    voter = open_office.voters[0]
    lines = JournalLine.objects.count()
    give_up(open_office.election, alphas(open_office.sealed(voter)), by=voter)
    assert JournalLine.objects.count() == lines
    assert [field.name for field in TestedChoice._meta.fields] == ["id", "setup", "alpha"]
    with pytest.raises(Exception, match="ballots_testedchoice"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ballots_testedchoice")


def test_the_pages_script_gives_it_up(open_office: Office, settings: Settings) -> None:
    settings.RATES = settings.RATES | {"test_ballot": (2, 60)}
    client = signed_in(open_office.voters[0])
    fields = {"alphas": " ".join(alphas(open_office.sealed(open_office.voters[0])))}
    headers = {"accept": "application/json"}
    assert client.post(ADDRESS, fields, headers=headers).json() == {}
    assert client.post(ADDRESS, {"alphas": ""}, headers=headers).json()["sentences"]
    assert client.post(ADDRESS, fields, headers=headers).status_code == 429
    assert Client().post(ADDRESS, fields, headers=headers).status_code == 401
    assert client.get(ADDRESS)["Location"] == reverse("ballots:ballot", args=["board-2026"])


def hand_in(client: Client, file: bytes) -> str:
    content = SimpleUploadedFile("give-up.json", file)
    return client.post(GIVE_UP, {"file": content}, follow=True).content.decode()


def test_a_program_of_ones_own_gives_it_up_with_a_file(
    open_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command waits for Enter with the ballot in its memory; here the file is handed in when it has gone."""
    client = signed_in(open_office.voters[0])
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "code").write_text(private_credential_for(open_office.election, person=open_office.voters[0]))
    (tmp_path / "election.json").write_bytes(bytes(setup_of(open_office.election).election_json))
    command = ["seal", str(tmp_path / "election.json"), "--code", str(tmp_path / "code"), "--folder", str(tmp_path)]
    assert ballots_protocol([*command, "--choose", "1", "--choose", "abstain", "--test", "--give-up"]) == 1
    (file,) = tmp_path.glob("*-give-up-*.json")
    for _twice in range(2):
        assert "The ballot is given up" in hand_in(client, file.read_bytes())
    assert set(TestedChoice.objects.values_list("alpha", flat=True)) == set(json.loads(file.read_bytes())["alphas"])


def test_what_was_given_up_with_a_file_is_refused_for_ever(open_office: Office) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter)
    setup = setup_of(open_office.election)
    named = {"election_uuid": setup.uuid, "election_hash": setup.fingerprint, "alphas": alphas(sealed)}
    hand_in(signed_in(voter), dump(named))
    with pytest.raises(ValidationError, match="opened as a test, so it cannot be cast"):
        vote(open_office, sealed)


def test_a_file_that_gives_up_nothing_of_this_election(open_office: Office) -> None:
    voter = open_office.voters[0]
    client = signed_in(voter)
    sealed = open_office.sealed(voter)
    setup = setup_of(open_office.election)
    named = {"election_uuid": setup.uuid, "election_hash": setup.fingerprint, "alphas": alphas(sealed)}
    for wrong, said in (
        (sealed, "This is not the file that gives a ballot up."),
        (dump(named | {"election_uuid": "AnotherE1ection"}), "This gives up a ballot of another election."),
        (dump(named | {"election_hash": "A" * 43}), "This gives up a ballot of another version of this election."),
        (b"x" * 200_000, "The file is too large"),
    ):
        page = hand_in(client, wrong)
        assert said in page
        assert "<title>Error:" in page
    vote(open_office, sealed)
    assert "cast already, so it cannot be tested" in hand_in(client, dump(named))
    assert not TestedChoice.objects.exists()


def test_a_file_is_handed_in_by_a_voter_while_voting_is_open(open_office: Office, settings: Settings) -> None:
    settings.RATES = settings.RATES | {"test_ballot": (1, 60)}
    client = signed_in(open_office.voters[0])
    assert client.get(GIVE_UP).status_code == 200
    assert [client.post(GIVE_UP, {"file": SimpleUploadedFile("x", b"{}")}).status_code for _ in range(2)] == [200, 429]
    assert signed_in(open_office.first).get(GIVE_UP).status_code == 403
    assert Client().post(GIVE_UP)["Location"].startswith("/accounts/login/")
    open_office.close()
    assert client.get(GIVE_UP).status_code == 409


def test_the_sealed_election_is_anybodys_to_the_byte(open_office: Office) -> None:
    answer = Client().get(reverse("ballots:election_file", args=["board-2026"]))
    assert read_election(answer.content).fingerprint == setup_of(open_office.election).fingerprint
    assert answer["Content-Disposition"] == 'attachment; filename="election.json"'


def test_the_page_for_opened_ballots_has_the_same_election_and_the_command(open_office: Office) -> None:
    page = Client().get(reverse("ballots:tested", args=["board-2026"])).content.decode()
    assert "python -m ballots.protocol audit election.json board-2026-tested.json" in page
    assert setup_of(open_office.election).uuid in page
