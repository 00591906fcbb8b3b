"""Elections as data: what docs/data.md promises, and nothing of what is not public."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import journal
from elections.models import Contest, Election
from nominees.models import Archive
from tests.cast import person
from tests.nominees.nominations import OPEN, VOTING, election

pytestmark = pytest.mark.django_db


def get(address: str) -> dict[str, object]:
    data: dict[str, object] = Client().get(address).json()
    return data


class TestTheJournal:
    def test_holds_the_public_lines_in_the_words_of_the_page(self) -> None:
        board = election()
        officer = board.announced_by
        assert officer
        journal.write("announce", by=officer, election=board.uuid, public=True)
        journal.write("approve statement", by=officer, election=board.uuid)
        data = Client().get("/elections/board-2026/journal.json").json()
        [line] = data["lines"]
        assert (line["kind"], line["by"], line["second"]) == ("announce", "The election office", None)
        assert (line["act"], line["position"], data["head"]) == ("announced the election", None, None)

    def test_says_where_its_chain_ends_which_anybody_can_work_out(self) -> None:
        board = election()
        journal.write(
            "pause", by=person("Canary Wren"), second=person("Canary Finch"), election=board.uuid, public=True
        )
        journal.write("name late voter", by=person("Canary Wren"), election=board.uuid, subject="Canary Jay")
        journal.write("resume", by="worker", election=board.uuid, reason="Mended\tat last.", public=True)
        journal.chain()
        chain = b"".join(Client().get("/elections/board-2026/journal-chain.txt")).decode()
        end = "0" * 64
        for line in chain.splitlines():
            office, public = line.split("\t", 1)
            end = hashlib.sha256(f"{end}\n{office}\n{public}".encode()).hexdigest()
        data = Client().get("/elections/board-2026/journal.json").json()
        assert data["head"] == {"position": 3, "hash": end}
        assert [line["position"] for line in data["lines"]] == [1, 3]
        assert data["lines"][0]["second"] == "a second officer"
        assert "Canary" not in chain + json.dumps(data)

    def test_is_a_feed_in_which_moved_dates_stand(self) -> None:
        board = election()
        moved = {"voting_closes": {"from": VOTING.isoformat(), "to": OPEN.isoformat()}}
        journal.write("extend", by=person("Canary Wren"), election=board.uuid, details=moved, reason="<b>", public=True)
        journal.write("name late voter", by="office", election=board.uuid, subject="Canary Jay")
        text = Client().get("/elections/board-2026/journal.atom").content.decode()
        assert "The election office extended voting" in text
        assert "Voting closes: Tue 28 Jul 2026, 14:00 UTC" in text
        assert "&amp;lt;b&amp;gt;" in text
        assert "Canary" not in text

    def test_is_a_table_too(self) -> None:
        board = election()
        journal.write("pause", by=person("Canary Wren"), election=board.uuid, reason="=1+1", public=True)
        head, row = csv.reader(io.StringIO(Client().get("/elections/board-2026/journal.csv").content.decode()))
        line = dict(zip(head, row, strict=True))
        assert (line["by"], line["kind"], line["reason"]) == ("The election office", "pause", "'=1+1")

    def test_of_a_draft_is_for_nobody(self) -> None:
        Election.objects.filter(pk=election().pk).update(announced_at=None, announced_by=None)
        for name in ("journal.json", "journal.csv", "journal.atom", "journal-chain.txt"):
            assert Client().get(f"/elections/board-2026/{name}").status_code == 404


class TestOne:
    def test_says_when_and_about_what(self) -> None:
        board = election()
        contest = Contest.objects.create(election=board, position=1, kind=Contest.Kind.SEATS, title="Directors")
        contest.seats.create(position=1, years=3)
        contest.seats.create(position=2, years=1)
        data = get("/elections/board-2026.json")
        assert data["uuid"] == str(board.uuid)
        assert data["url"] == "http://localhost:8000/elections/board-2026/"
        assert data["phase"] in {"announced", "nominations", "acceptance", "campaign", "voting", "ended"}
        assert data["instants"] == {
            "nominations_open": "2026-07-28T14:00:00+00:00",
            "nominations_close": "2026-08-11T14:00:00+00:00",
            "acceptance_closes": "2026-08-12T14:00:00+00:00",
            "candidates_announced": "2026-08-13T14:00:00+00:00",
            "roll_closes": "2026-08-25T14:00:00+00:00",
            "voting_opens": "2026-09-01T14:00:00+00:00",
            "voting_closes": "2026-09-15T14:00:00+00:00",
            "questions_open": None,
            "questions_close": None,
        }
        assert data["contests"] == [
            {
                "uuid": str(contest.uuid),
                "kind": "seats",
                "title": "Directors",
                "text": "",
                "seats": [3, 1],
                "majority": None,
            }
        ]
        assert data["candidates"] == "http://localhost:8000/elections/board-2026/candidates.json"
        assert data["result"] is None

    def test_without_nominees_leads_to_no_candidates(self) -> None:
        board = election()
        Election.objects.create(
            slug="vote", name="A vote", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING,
            announced_at=OPEN, announced_by=board.announced_by,
        )  # fmt: skip
        assert get("/elections/vote.json")["candidates"] is None

    def test_of_one_that_was_taken_over_only_what_its_documents_say(self) -> None:
        board = election(slug="board-2019")
        Election.objects.filter(pk=board.pk).update(imported_at=OPEN)
        data = get("/elections/board-2019.json")
        assert (data["imported"], data["phase"], data["voting_opens"]) == (True, None, None)
        Archive.objects.create(election=board, voting_opens=datetime(2019, 6, 1, tzinfo=UTC))
        data = get("/elections/board-2019.json")
        assert data["voting_opens"] == "2019-06-01T00:00:00+00:00"
        assert data["voting_closes"] is None

    def test_a_draft_is_not_found(self) -> None:
        Election.objects.create(slug="draft", name="A draft", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING)
        assert Client().get("/elections/draft.json").status_code == 404
        assert get("/elections.json") == {"elections": []}


def test_what_has_not_changed_is_not_sent_again() -> None:
    election()
    for address in ("/elections.json", "/elections/board-2026.json"):
        tag = Client().get(address)["ETag"]
        assert Client().get(address, headers={"if-none-match": tag}).status_code == 304
    Election.objects.update(name="Another name")
    assert Client().get("/elections.json", headers={"if-none-match": tag}).status_code == 200


def test_the_list_costs_the_same_with_one_and_with_three() -> None:
    costs = []
    for number in range(3):
        election(f"board-{number}")
        with CaptureQueriesContext(connection) as queries:
            assert len(Client().get("/elections.json").json()["elections"]) == number + 1
        costs.append(len(queries))
    assert costs[0] == costs[2]
