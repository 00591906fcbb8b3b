"""The feed of candidates: who was announced, who withdrew, whose words are new; under ids that stay."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from base import clock
from elections.models import Election
from nominees.nominating import endorse, withdraw
from nominees.published import waiting_endorsements, waiting_profiles
from nominees.renaming import rename
from nominees.revising import approve, write_profile
from tests.cast import officer
from tests.nominees.nominations import ANNOUNCED, approve_all, during, election, member, standing

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def board() -> Election:
    """Announced an hour ago."""
    return election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))


def entries() -> list[ET.Element]:
    answer = Client().get("/elections/board-2026/candidates.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314  our own


def titles() -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in entries()]


def ids() -> set[str | None]:
    return {entry.findtext(f"{ATOM}id") for entry in entries()}


def test_who_stands_is_new_from_the_announcement_on(board: Election) -> None:
    standing(board, "Nora & Søn <b>")
    approve_all(board)
    assert titles() == ["Nora & Søn <b> stands"]
    assert board.candidates_announced
    assert entries()[0].findtext(f"{ATOM}updated") == board.candidates_announced.isoformat()
    Election.objects.update(candidates_announced=clock.now() + timedelta(seconds=30))
    assert titles() == []


def test_new_words_are_news_once_they_are_approved(board: Election) -> None:
    nora = standing(board)
    approve_all(board)
    before = ids()
    write_profile(nora, by=nora.person, at=during(board), text="New words.", summary="In two sentences.")
    assert ids() == before
    approve(waiting_profiles(board)[0], by=officer(), at=clock.now())
    assert titles()[0] == "New words by Nora Nominee"
    assert entries()[0].findtext(f"{ATOM}summary") == "In two sentences."
    assert len(ids() - before) == 1


def test_so_are_an_endorsers_and_a_withdrawal(board: Election) -> None:
    nora = standing(board)
    approve_all(board)
    endorse(nora, text="Yes!", by=member("Mia"), at=during(board))
    approve(waiting_endorsements(board)[0], by=officer(), at=clock.now())
    withdraw(nora, by=nora.person, at=clock.now())
    assert titles() == ["Nora Nominee withdrew", "New words about Nora Nominee by Mia", "Nora Nominee stands"]
    assert len(ids()) == 3
    assert entries()[1].findtext(f"{ATOM}summary") == "<p>Yes!</p>"


def test_ids_are_addresses_and_outlive_a_name(board: Election) -> None:
    nora = standing(board)
    approve_all(board)
    before = ids()
    assert all(str(each).startswith(f"{settings.PUBLIC_URL}/elections/{board.uuid}/") for each in before)
    rename(nora, name="Another Name", by=officer(), at=clock.now(), reason="Asked for it.")
    assert titles() == ["Another Name stands"]
    assert ids() == before


def test_of_documents_only_who_stood(board: Election) -> None:
    nora = standing(board)
    approve_all(board)
    write_profile(nora, by=nora.person, at=during(board), text="New words.")
    approve(waiting_profiles(board)[0], by=officer(), at=clock.now())
    Election.objects.update(imported_at=clock.now())
    assert titles() == ["Nora Nominee stands"]


def test_a_draft_has_none(board: Election) -> None:
    Election.objects.update(announced_at=None, announced_by=None)
    assert Client().get("/elections/board-2026/candidates.atom").status_code == 404
