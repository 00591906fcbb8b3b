"""Anybody tries the ballot at any time: it goes as a real one does, and nothing of it is kept.

No test of the pages asks for the database, so a page that touched it would fail here.
"""

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ballots import practice
from ballots.protocol.__main__ import main as ballots_protocol
from nominees import orders
from tests.ballots.ballot_forms import Fields, checked, hidden, signed_in, words
from tests.ballots.elections import HOUR, Office

PRACTICE, REVIEW = reverse("ballots:practice"), reverse("ballots:practice_review")
MARK = "Practice: nothing that you do here is recorded or counted."
FILLED: Fields = {"contest-1": ["0", "3"], "contest-2": ["1"], "agree": ["on"]}
OPTION = re.compile(r'name="contest-1" value="(\d)"')


@pytest.fixture
def anybody() -> Client:
    client = Client()
    client.cookies[orders.COOKIE] = "5"
    return client


def got(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert isinstance(answer, HttpResponse)
    return answer


def sent(client: Client, address: str, fields: Fields) -> HttpResponse:
    answer = client.post(address, fields)
    assert isinstance(answer, HttpResponse)
    return answer


def test_mark_review_and_what_would_have_happened(anybody: Client) -> None:
    ballot = got(anybody, PRACTICE)
    review = sent(anybody, REVIEW, FILLED)
    end = got(anybody, reverse("ballots:practice_cast"))
    for page in (ballot, review, end):
        assert MARK in words(page)
    assert not checked(ballot)
    for told in ("Jay Longacre", "Robin Redcrest", "2 of 6", "Against"):
        assert told in words(review)
    assert "In an election your sealed ballot would be in the box now" in words(end)
    assert f'<form action="{reverse("ballots:practice_cast")}"' in words(review)


def test_change_gives_the_marks_back(anybody: Client) -> None:
    again = sent(anybody, PRACTICE, hidden(sent(anybody, REVIEW, FILLED)))
    assert checked(again) == {("contest-1", "0"), ("contest-1", "3"), ("contest-2", "1")}


def test_it_is_as_strict_as_a_real_one(anybody: Client) -> None:
    for fields, said in (
        (FILLED | {"contest-1": []}, "You left this empty."),
        (FILLED | {"contest-1": ["0", "abstain"]}, "You chose and you abstained."),
        (FILLED | {"contest-2": ["0", "1"]}, "You marked 2. Keep at most 1."),
        ({**FILLED, "agree": []}, "Say that you agree to the server sealing your ballot."),
    ):
        answer = sent(anybody, REVIEW, fields)
        assert said in words(answer)
        assert "<title>Error:" in words(answer)
        assert checked(answer)
    assert "You abstain." in words(sent(anybody, REVIEW, FILLED | {"contest-1": ["abstain"]}))
    assert anybody.get(REVIEW)["Location"] == PRACTICE


def test_names_stand_in_the_order_of_the_browser_on_every_step(anybody: Client) -> None:
    first = OPTION.findall(words(got(anybody, PRACTICE)))[:6]
    assert OPTION.findall(words(sent(anybody, PRACTICE, FILLED)))[:6] == first
    leads = set()
    for number in range(6):
        anybody.cookies[orders.COOKIE] = str(number)
        leads.add(OPTION.findall(words(got(anybody, PRACTICE)))[0])
    assert leads == set("012345")


def test_one_page_serves_everybody_and_asks_for_no_token() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get(PRACTICE)
    assert list(answer.cookies) == [orders.COOKIE]
    assert not answer.has_header("Cache-Control")
    assert client.post(REVIEW, FILLED).status_code == 200


def test_what_the_page_hands_out_seals_and_opens(anybody: Client, tmp_path: Path) -> None:
    page = words(got(anybody, PRACTICE))
    sealed, credential = (
        html.unescape(re.findall(f'data-{name}="([^"]*)"', page)[0]) for name in ("sealed-election", "credential")
    )
    file = anybody.get(reverse("ballots:practice_election_file")).content
    assert file.decode() == sealed
    (tmp_path / "election.json").write_bytes(file)
    (tmp_path / "code").write_text(credential)
    command = ["seal", str(tmp_path / "election.json"), "--code", str(tmp_path / "code"), "--folder", str(tmp_path)]
    assert ballots_protocol([*command, "--choose", "Robin Redcrest", "--choose", "abstain", "--test"]) == 0
    (opened,) = tmp_path.glob("*-tested-*")
    assert ballots_protocol(["audit", str(tmp_path / "election.json"), str(opened)]) == 0
    looked_at = words(got(anybody, reverse("ballots:practice_tested")))
    assert html.escape(sealed) in looked_at


def test_the_names_on_the_page_are_those_that_are_sealed() -> None:
    board, resolution = practice.pages(range(6))
    questions = json.loads(practice.sealed().raw)["questions"]
    assert [option.name for option in board.options] == questions[0]["answers"]
    assert [option.name for option in resolution.options] == questions[1]["answers"]
    assert [page.most for page in (board, resolution)] == [question["max"] for question in questions]


def test_signed_in_it_is_in_ones_own_order(open_office: Office) -> None:
    for voter in open_office.voters[:2]:
        order = orders.own_order(range(6), practice.IDENTITY, voter.pk)
        assert OPTION.findall(words(got(signed_in(voter), PRACTICE)))[:6] == [str(place) for place in order]


def test_pages_of_an_election_lead_to_it_until_voting_is_over(open_office: Office) -> None:
    front = open_office.election.get_absolute_url()
    ballot = reverse("ballots:ballot", args=["board-2026"])
    voter = signed_in(open_office.voters[0])
    assert PRACTICE in words(got(Client(), "/help/"))
    assert PRACTICE in words(got(Client(), front))
    open_office.move(voting_opens=open_office.now + HOUR, voting_closes=open_office.now + timedelta(days=1))
    assert PRACTICE in words(got(Client(), front))
    assert PRACTICE in words(got(voter, ballot))
    open_office.move(voting_opens=open_office.now - HOUR)
    open_office.close()
    assert PRACTICE not in words(got(Client(), front))
    assert PRACTICE not in words(got(voter, ballot))
