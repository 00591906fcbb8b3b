"""Candidates as data: what docs/data.md promises, and nothing that was not approved or announced."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.pictures import Shape, keep
from elections.models import BoardTerm, Election
from nominees.affiliations import Affiliated
from nominees.models import Nominee
from nominees.nominating import endorse, withdraw
from nominees.questioning import answer
from nominees.renaming import rename
from nominees.revising import write_profile
from tests.cast import officer, picture_file
from tests.nominees.asking import ASKED_FROM, answered, asked, open_to_questions, public
from tests.nominees.nominations import ANNOUNCED, approve_all, during, election, member, standing

pytestmark = pytest.mark.django_db
LIST = "/elections/board-2026/candidates.json"
PAST = {"board_terms", "stood_before"}


@pytest.fixture
def board() -> Election:
    """Announced an hour ago."""
    return election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))


def get(address: str) -> dict[str, Any]:
    data: dict[str, Any] = Client().get(address).json()
    return data


def whole(board: Election) -> Nominee:
    """A candidate who gave everything."""
    nora = standing(board)
    write_profile(
        nora, by=nora.person, at=during(board), text="I *can*.", summary="Two.", pronouns="she/her", languages="en, mi",
        country="NZ", links=["https://example.org/nora"], photo=keep(picture_file(), Shape.PORTRAIT),
        photo_text="Nora in a workshop", previous_service="New",
        affiliations=[Affiliated("Acme", "officer", "treasurer", 2019, 2022, "Acme Group")],
    )  # fmt: skip
    endorse(nora, text="**Yes!**", by=member("Mia"), at=during(board))
    approve_all(board)
    return nora


def test_a_candidate_is_whole(board: Election) -> None:
    nora = whole(board)
    data = get("/elections/board-2026/candidates/nora-nominee.json")
    photo = nora.profiles.order_by("-number")[0].photo
    assert photo
    assert data.pop("endorsed_by") == [
        {
            "author": "Mia",
            "membership": "",
            "html": "<p><strong>Yes!</strong></p>",
            "written_at": during(board).isoformat(),
        }
    ]
    assert data == {
        "election": "board-2026",
        "slug": "nora-nominee",
        "name": "Nora Nominee",
        "url": "http://localhost:8000/elections/board-2026/candidates/nora-nominee/",
        "json": "http://localhost:8000/elections/board-2026/candidates/nora-nominee.json",
        "withdrawn_at": None,
        "summary": "Two.",
        "pronouns": "she/her",
        "languages": "en, mi",
        "country": "NZ",
        "links": ["https://example.org/nora"],
        "photo": f"http://localhost:8000{photo.get_absolute_url()}",
        "photo_text": "Nora in a workshop",
        "previous_service": "New",
        "employer": None,
        "other_affiliations": "Acme (part of Acme Group): officer or director of it, treasurer, 2019–2022",
        "affiliations": [
            {
                "organisation": "Acme",
                "relation": "officer",
                "role": "treasurer",
                "since": 2019,
                "until": 2022,
                "parent": "Acme Group",
            }
        ],
        "endorsements": 1,
        "statement": "I *can*.",
        "statement_html": "<p>I <em>can</em>.</p>",
        "board_terms": [],
        "stood_before": [],
    }


def test_the_past_is_from_the_record(board: Election) -> None:
    nora = whole(board)
    earlier = election("board-2025", shifted=clock.now() - ANNOUNCED - timedelta(days=365))
    stood = standing(earlier, by=nora.person)
    withdraw(stood, by=nora.person, at=earlier.voting_opens)
    today, year = clock.now().date(), timedelta(days=365)
    terms = {"person": nora.person, "name": "N. Nominee", "seat": "Director", "cohort": "B"}
    BoardTerm.objects.create(**terms, since=date(2016, 7, 1), until=date(2019, 7, 1), election=earlier)
    BoardTerm.objects.create(**terms, since=today + timedelta(days=1), until=today + year, how="vacancy")
    term = {
        "seat": "Director", "cohort": "B", "how": "elected", "since": "2016-07-01", "until": "2019-07-01",
        "election": "board-2025",
    }  # fmt: skip
    page = f"http://localhost:8000{stood.get_absolute_url()}"
    address = "/elections/board-2026/candidates/nora-nominee.json"
    assert get(address)["board_terms"] == [term]
    assert get(address)["stood_before"] == [{"election": "board-2025", "url": page, "outcome": "withdrew"}]
    assert get("/elections/board-2025/candidates/nora-nominee.json")["stood_before"] == []


def test_no_term_names_an_election_that_is_not_announced(board: Election) -> None:
    nora = whole(board)
    draft = election("board-2027", shifted=clock.now() - ANNOUNCED + timedelta(days=365))
    Election.objects.filter(pk=draft.pk).update(announced_at=None, announced_by=None)
    BoardTerm.objects.create(
        person=nora.person, name="N", since=date(2016, 7, 1), until=date(2019, 7, 1), election=draft
    )
    (term,) = get("/elections/board-2026/candidates/nora-nominee.json")["board_terms"]
    assert term["election"] is None


def test_the_list_has_the_same_without_the_statement(board: Election) -> None:
    whole(board)
    one = get("/elections/board-2026/candidates/nora-nominee.json")
    (listed,) = get(LIST)["candidates"]
    assert listed == {name: one[name] for name in listed}
    assert set(one) - set(listed) == {"election", "statement", "statement_html", "endorsed_by"} | PAST


def test_says_apart_none_and_not_provided(board: Election) -> None:
    silent = standing(board, "Sil Ent", "s@example.org")
    free = standing(board, "Free Lance", "f@example.org")
    write_profile(free, by=free.person, at=during(board), text="x", has_no_affiliations=True)
    approve_all(board)
    data = {each["name"]: each for each in get(LIST)["candidates"]}
    assert (data["Sil Ent"]["affiliations"], data["Sil Ent"]["employer"]) == (None, "Example Works")
    assert data["Free Lance"]["affiliations"] == []
    assert silent.profiles.count() == 1


def test_is_sorted_by_name_whoever_asks(board: Election) -> None:
    for number, name in enumerate(["Zed", "Ångström", "bo Li"]):
        standing(board, name, f"n{number}@example.org")
    assert [each["name"] for each in get(LIST)["candidates"]] == ["Ångström", "bo Li", "Zed"]


def test_before_the_announcement_there_is_nobody(board: Election) -> None:
    whole(board)
    Election.objects.update(candidates_announced=clock.now() + timedelta(seconds=30))
    assert get(LIST)["candidates"] == []
    assert Client().get("/elections/board-2026/candidates/nora-nominee.json").status_code == 404


def test_has_no_words_that_wait_and_no_endorsement_that_is_hidden(board: Election) -> None:
    nora = whole(board)
    write_profile(nora, by=nora.person, at=during(board), text="UNREAD", summary="UNREAD")
    nora.nominations.update(hidden_at=clock.now(), hidden_by=nora.person)
    text = Client().get("/elections/board-2026/candidates/nora-nominee.json").content.decode()
    assert "UNREAD" not in text
    assert "Yes!" not in text


def test_says_who_withdrew_and_since_when(board: Election) -> None:
    nora = whole(board)
    at = clock.now()
    withdraw(nora, by=nora.person, at=at)
    assert get(LIST)["candidates"][0]["withdrawn_at"] == at.isoformat()


def test_a_former_address_leads_to_the_present_one(board: Election) -> None:
    rename(whole(board), name="Nora Newname", by=officer(), at=clock.now(), reason="married")
    answer = Client().get("/elections/board-2026/candidates/nora-nominee.json")
    assert (answer.status_code, answer["Location"]) == (301, "/elections/board-2026/candidates/nora-newname.json")


def test_what_has_not_changed_is_not_sent_again(board: Election) -> None:
    whole(board)
    for address in (LIST, "/elections/board-2026/candidates/nora-nominee.json", LIST.replace("json", "atom")):
        tag = Client().get(address)["ETag"]
        assert Client().get(address, headers={"if-none-match": tag}).status_code == 304


def test_costs_the_same_with_one_and_with_three(board: Election) -> None:
    costs: dict[str, list[int]] = {LIST: [], LIST.replace("json", "atom"): []}
    for number in range(3):
        nominee = standing(board, f"Nominee {number}", f"n{number}@example.org")
        endorse(nominee, text="Yes!", by=member(f"Backer {number}"), at=during(board))
        approve_all(board)
        for address, found in costs.items():
            with CaptureQueriesContext(connection) as queries:
                assert f"Nominee {number}" in Client().get(address).content.decode()
            found.append(len(queries))
    assert all(found[0] == found[2] for found in costs.values())


class TestQuestions:
    LIST = "/elections/board-2026/questions.json"

    def test_have_the_answers_of_everybody_by_name(self) -> None:
        board = open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))
        una, nora = standing(board, "Una"), standing(board, "Nora")
        question = public(board, "What about *grants*?")
        asked(board, "Secret so far?")
        answered(question, una, "More.")
        answer(question, text="Waits.", by=nora.person, at=clock.now())
        (found,) = get(self.LIST)["questions"]
        assert (found["number"], found["asked_by"], found["text"]) == (1, "Mia Member", "What about *grants*?")
        assert found["url"].endswith(question.get_absolute_url())
        assert [(each["candidate"], each["text"]) for each in found["answers"]] == [("nora", None), ("una", "More.")]
        assert found["answers"][1]["html"] == "<p>More.</p>"

    def test_are_not_found_where_none_are_taken(self, board: Election) -> None:
        assert Client().get(self.LIST).status_code == 404
