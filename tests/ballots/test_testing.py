"""A ballot is cast or tested, never both; and what a test reveals is the voter's alone."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ballots.casting import cast
from ballots.models import Ballot
from ballots.protocol.questions import read_election
from ballots.setup import setup_of
from ballots.tested_models import TestedChoice
from ballots.testing import give_up
from base.models import JournalLine
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office

ADDRESS = reverse("ballots:test", args=["board-2026"])


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


def test_the_sealed_election_is_anybodys_to_the_byte(open_office: Office) -> None:
    answer = Client().get(reverse("ballots:election_file", args=["board-2026"]))
    assert read_election(answer.content).fingerprint == setup_of(open_office.election).fingerprint
    assert answer["Content-Disposition"] == 'attachment; filename="election.json"'


def test_the_page_for_opened_ballots_has_the_same_election_and_the_command(open_office: Office) -> None:
    page = Client().get(reverse("ballots:tested", args=["board-2026"])).content.decode()
    assert "python -m ballots.protocol audit election.json board-2026-tested.json" in page
    assert setup_of(open_office.election).uuid in page
