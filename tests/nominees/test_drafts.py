"""Drafts: kept while somebody writes, shown to them alone, gone when sent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from base import clock
from elections.models import Election
from members.models import Person
from nominees import drafts
from nominees.models import Draft, Nominee
from tests.nominees.nominations import DURING, election, member

pytestmark = pytest.mark.django_db
SAID = {"name": "Una", "email": "una@example.org", "text": "She keeps *everything* going.", "nominator_name": "Mia"}


@pytest.fixture
def board() -> Election:
    """Nominations are open now."""
    return election(shifted=clock.now() - DURING)


@pytest.fixture
def mia(board: Election) -> Person:
    return member("Mia")


@pytest.fixture
def page(board: Election) -> str:
    return f"/elections/{board.slug}/nominate/"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_is_kept_by_the_script_and_fills_the_form(mia: Person, page: str) -> None:
    client = browser(mia)
    answer = client.post("/drafts/save/", SAID | {"page": page, "csrfmiddlewaretoken": "x"})
    assert answer.json()["saved_at"]
    assert Draft.objects.get().fields.keys() == SAID.keys()
    form = client.get(page).content.decode()
    assert "This is your draft" in form
    assert 'value="una@example.org"' in form
    assert "She keeps *everything* going." in form


def test_without_a_script_a_button_keeps_it(mia: Person, page: str) -> None:
    answer = browser(mia).post(page, SAID | {"draft": "draft"})
    assert "Your draft is saved." in answer.content.decode()
    assert 'value="una@example.org"' in answer.content.decode()
    assert not Nominee.objects.exists()
    assert Draft.objects.get().page == page


def test_it_is_gone_once_sent(mia: Person, page: str) -> None:
    client = browser(mia)
    client.post(page, SAID | {"draft": "draft"})
    assert client.post(page, SAID).status_code == 302
    assert Nominee.objects.exists()
    assert not Draft.objects.exists()


def test_it_stays_where_sending_is_refused(mia: Person, page: str) -> None:
    client = browser(mia)
    client.post(page, SAID | {"draft": "draft"})
    assert client.post(page, SAID | {"email": "nonsense"}).status_code == 200
    assert Draft.objects.exists()


def test_it_can_be_dropped(mia: Person, page: str) -> None:
    client = browser(mia)
    client.post(page, SAID | {"draft": "draft"})
    assert client.post("/drafts/drop/", {"page": page})["Location"] == page
    assert "This is your draft" not in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/admin/", ""])
def test_dropping_leads_nowhere_else(mia: Person, page: str) -> None:
    assert browser(mia).post("/drafts/drop/", {"page": page})["Location"] == "/"


def test_nobody_else_sees_it(mia: Person, page: str) -> None:
    browser(mia).post(page, SAID | {"draft": "draft"})
    assert "una@example.org" not in browser(member("Max")).get(page).content.decode()
    assert Client().post("/drafts/save/", SAID | {"page": page}).status_code == 401


def test_affiliations_come_back_row_by_row(mia: Person, page: str) -> None:
    own = f"{page}yourself/"
    rows = {"affiliations-0-organisation": "Acme", "affiliations-1-organisation": "Club", "affiliations-1-since": "x"}
    browser(mia).post("/drafts/save/", rows | {"page": own})
    form = browser(mia).get(own).content.decode()
    assert all(f'value="{value}"' in form for value in ("Acme", "Club", "x"))
    assert form.count('name="affiliations-') == 4 * 6  # two filled, two spare


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        ("/elections/x/nominate/", "x" * drafts.LARGEST, "too long"),
        ("/office/", "x", "Nothing is written"),
        ("/elections/" + "x" * 300, "x", "Nothing is written"),
    ],
)
def test_more_than_anybody_types_is_refused(mia: Person, page: str, text: str, said: str) -> None:
    answer = browser(mia).post("/drafts/save/", {"page": page, "text": text})
    assert answer.status_code == 422
    assert said in answer.json()["problem"]


def test_what_postgresql_cannot_keep_is_refused(mia: Person, page: str) -> None:
    client = browser(mia)
    assert client.post("/drafts/save/", {"page": page, "text": "a\0b"}).status_code == 422
    assert client.post("/drafts/save/", {"page": page, "a\0b": "text"}).status_code == 422
    assert client.post("/drafts/drop/", {"page": f"{page}\0"}).status_code == 302


def test_there_are_so_many_at_most(mia: Person) -> None:
    for number in range(drafts.MOST):
        drafts.save(mia.user, f"/elections/{number}/", QueryDict("text=x"), at=DURING)
    drafts.save(mia.user, "/elections/1/", QueryDict("text=y"), at=DURING)
    with pytest.raises(ValidationError, match="as many drafts"):
        drafts.save(mia.user, "/elections/one-more/", QueryDict("text=x"), at=DURING)


def test_the_old_ones_are_purged(mia: Person) -> None:
    drafts.save(mia.user, "/elections/1/", QueryDict("text=x"), at=DURING)
    assert drafts.purge(DURING + drafts.KEPT) == 0
    assert drafts.purge(DURING + drafts.KEPT + timedelta(seconds=1)) == 1
