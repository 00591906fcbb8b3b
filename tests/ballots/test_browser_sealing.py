"""A voter's browser seals: the server hands out what that takes, and gets the sealed ballot alone."""

import base64
import html
import json
import logging
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ballots.browser_sealing import BrowserSealing, for_voter
from ballots.casting import private_credential_for
from ballots.models import Ballot
from ballots.protocol.__main__ import main as ballots_protocol
from ballots.protocol.ballot import seal
from ballots.protocol.questions import read_election
from ballots.setup import setup_of
from ballots.trackers import groups
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office

ADDRESS = reverse("ballots:cast", args=["board-2026"])
BALLOT = reverse("ballots:ballot", args=["board-2026"])
ATTRIBUTE = re.compile(r'data-(sealed-election|credential)="([^"]*)"')


def handed_out(client: Client) -> dict[str, str]:
    page = client.get(BALLOT).content.decode()
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(page)}


def sealed_by(client: Client) -> bytes:
    """A ballot made of nothing but what the page hands out."""
    given = handed_out(client)
    election = read_election(given["sealed-election"].encode())
    plaintexts = [question.choose([0]) for question in election.questions]
    return seal(election, given["credential"], plaintexts)


def cast(client: Client, sealed: bytes) -> HttpResponse:
    fields = {"sealed": base64.b64encode(sealed).decode(), "sealed_by": "browser"}
    answer = client.post(ADDRESS, fields, headers={"accept": "application/json"})
    assert isinstance(answer, HttpResponse)
    return answer


def said(answer: HttpResponse) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer.content)
    return found


def test_the_page_has_all_that_it_takes_to_seal_and_is_kept_by_no_cache(open_office: Office) -> None:
    client = signed_in(open_office.voters[0])
    answer = cast(client, sealed_by(client))
    ballot = Ballot.objects.get()
    assert said(answer) == {"receipt": reverse("ballots:receipt", args=["board-2026", ballot.tracker])}
    assert not ballot.sealed_by_server
    assert ballot.credential.roll_entry is not None
    assert ballot.credential.roll_entry.person == open_office.voters[0]
    assert "no-store" in client.get(BALLOT)["Cache-Control"]
    receipt = client.get(str(said(answer)["receipt"])).content.decode()
    assert "It was sealed on your own device" in receipt
    assert "It was sealed by the server" not in receipt


def test_the_sealed_election_is_that_of_the_record_to_the_byte(open_office: Office) -> None:
    given = handed_out(signed_in(open_office.voters[0]))
    assert given["sealed-election"].encode() == bytes(setup_of(open_office.election).election_json)
    others = handed_out(signed_in(open_office.voters[1]))
    assert others["credential"] != given["credential"]


def test_the_credential_is_nobody_elses_to_read(open_office: Office, caplog: pytest.LogCaptureFixture) -> None:
    voter = open_office.voters[0]
    credential = private_credential_for(open_office.election, person=voter)
    assert credential not in repr(for_voter(open_office.election, person=voter))
    with caplog.at_level(logging.DEBUG):
        for client in (Client(), signed_in(open_office.voters[1]), signed_in(open_office.first)):
            assert credential not in client.get(BALLOT).content.decode()
        signed_in(voter).get(BALLOT)
    assert credential not in caplog.text


def test_the_same_bytes_again_give_the_same_receipt(open_office: Office) -> None:
    client = signed_in(open_office.voters[0])
    sealed = sealed_by(client)
    assert said(cast(client, sealed)) == said(cast(client, sealed))
    assert Ballot.objects.count() == 1


def test_a_refusal_is_said_in_the_voters_words(open_office: Office) -> None:
    client = signed_in(open_office.voters[0])
    answer = cast(client, sealed_by(signed_in(open_office.voters[1])))
    assert answer.status_code == 409
    assert said(answer)["sentences"]
    open_office.close()
    answer = cast(client, b"late")
    assert said(answer) == {"sentences": ["Voting is closed. Your ballot was not cast."]}
    assert not Ballot.objects.exists()


def test_who_is_signed_out_is_told_so(open_office: Office) -> None:
    assert cast(Client(), b"").status_code == 401


def test_a_new_token_comes_with_the_refusal_of_an_old_one(open_office: Office) -> None:
    client = signed_in(open_office.voters[0], enforce_csrf_checks=True)
    client.get(BALLOT)
    headers = {"accept": "application/json", "origin": "http://testserver"}
    refused = client.post(ADDRESS, {"sealed": ""}, headers=headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.content.decode())
    assert refused.status_code == 403
    assert token
    sealed = base64.b64encode(sealed_by(client)).decode()
    fields = {"sealed": sealed, "sealed_by": "browser", "csrfmiddlewaretoken": token[1]}
    assert "receipt" in client.post(ADDRESS, fields, headers=headers).json()


def test_sealed_by_a_browser_is_taken_where_the_server_may_not_seal(open_office: Office) -> None:
    open_office.move(server_may_seal=False)
    client = signed_in(open_office.voters[0])
    sealed = sealed_by(client)
    page = client.get(BALLOT).content.decode()
    assert "I agree that the server seals my ballot" not in page
    assert "receipt" in said(cast(client, sealed))


def test_the_receipt_as_a_file(open_office: Office) -> None:
    voter, other = open_office.voters[:2]
    tracker = open_office.vote(voter).tracker
    address = reverse("ballots:receipt_file", args=["board-2026", tracker])
    answer = signed_in(voter).get(address)
    text = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="receipt-board-2026.txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    for told in (tracker, " ".join(groups(tracker)), setup_of(open_office.election).fingerprint, "by the server"):
        assert told in text
    assert voter.name not in text
    assert signed_in(other).get(address).status_code == 404


def test_a_ballot_that_a_program_of_ones_own_sealed_is_cast_as_a_file(open_office: Office, tmp_path: Path) -> None:
    """With what the page for it shows, and nothing else of this site."""
    client = signed_in(open_office.voters[0])
    page = client.get(reverse("ballots:own_program", args=["board-2026"]))
    code = re.search(r"<code data-voting-code>([^<]+)</code>", page.content.decode())
    assert code
    assert "no-store" in page["Cache-Control"]
    (tmp_path / "code").write_text(code[1])
    (tmp_path / "election.json").write_bytes(
        client.get(reverse("ballots:election_file", args=["board-2026"])).content + b"\n"
    )
    command = ["seal", str(tmp_path / "election.json"), "--code", str(tmp_path / "code"), "--folder", str(tmp_path)]
    assert ballots_protocol([*command, "--choose", "1 3", "--choose", "abstain", "--cast"]) == 0
    (sealed,) = tmp_path.glob("*-ballot.json")
    with sealed.open("rb") as file:
        answer = client.post(ADDRESS, {"file": file, "sealed_by": "browser"})
    ballot = Ballot.objects.get()
    assert answer["Location"] == reverse("ballots:receipt", args=["board-2026", ballot.tracker])
    assert not ballot.sealed_by_server


def test_a_file_that_is_no_ballot_is_refused(open_office: Office) -> None:
    file = SimpleUploadedFile("ballot.json", b"{}")
    answer = signed_in(open_office.voters[0]).post(ADDRESS, {"file": file, "sealed_by": "browser"})
    assert answer.status_code == 409
    assert not Ballot.objects.exists()


def test_what_is_handed_out_says_who_holds_the_keys(open_office: Office) -> None:
    sealing = for_voter(open_office.election, person=open_office.voters[0])
    assert isinstance(sealing, BrowserSealing)
    assert not sealing.outside_trustees
    assert "The server holds the only key" in signed_in(open_office.voters[0]).get(BALLOT).content.decode()
