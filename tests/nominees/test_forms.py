"""The form of a profile: rows of affiliations, links, a photo; what was typed comes back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from base import clock
from base.models import Picture
from nominees.models import Nominee
from tests.cast import picture_file
from tests.nominees.nominations import DURING, election, member, named, standing
from tests.nominees.test_drafts import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def nominee() -> Nominee:
    return standing(election(shifted=clock.now() - DURING))


@pytest.fixture
def own(nominee: Nominee) -> Client:
    return browser(nominee.person)


def edit(nominee: Nominee) -> str:
    return f"{nominee.get_absolute_url()}edit/"


def photo(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("me.jpg", content or picture_file(), "image/jpeg")


def test_everything_is_written_and_comes_back(nominee: Nominee, own: Client) -> None:
    said = {"text": "Hello.", "country": "GH", "links": "https://a.example\n\nhttps://b.example", "pronouns": "she"}
    said |= {"affiliations-0-organisation": "Acme", "affiliations-0-relation": "employed"}
    said |= {
        "affiliations-3-organisation": "Club",
        "affiliations-3-relation": "officer",
        "affiliations-3-since": "2019",
    }
    answer = own.post(edit(nominee), said | {"photo": photo(), "photo_text": "Nora"})
    assert answer.status_code == 302
    revision = nominee.profiles.latest("number")
    assert [row.organisation for row in revision.affiliations.all()] == ["Acme", "Club"]
    assert (revision.links, revision.country.code) == (["https://a.example", "https://b.example"], "GH")
    assert revision.photo == Picture.objects.get()
    form = own.get(edit(nominee)).content.decode()
    for shown in (
        'value="Club"',
        'value="2019"',
        "https://a.example\nhttps://b.example",
        Picture.objects.get().small_url,
    ):
        assert shown in form


def test_a_photo_is_sent_once_although_something_else_was_wrong(nominee: Nominee, own: Client) -> None:
    answer = own.post(edit(nominee), {"text": "Hello.", "photo": photo()}).content.decode()
    assert "Say what the photo shows" in answer
    kept = Picture.objects.get().hash
    assert f'name="photo_hash" value="{kept}"' in answer
    own.post(edit(nominee), {"text": "Hello.", "photo_hash": kept, "photo_text": "Nora"})
    assert nominee.profiles.latest("number").photo == Picture.objects.get()


def test_a_photo_can_be_taken_away(nominee: Nominee, own: Client) -> None:
    own.post(edit(nominee), {"text": "Hello.", "photo": photo(), "photo_text": "Nora"})
    kept = Picture.objects.get().hash
    own.post(edit(nominee), {"text": "Hello.", "photo_hash": kept, "photo_text": "Nora", "without_photo": "on"})
    last = nominee.profiles.latest("number")
    assert (last.number, last.photo, last.photo_text) == (3, None, "")


def test_what_is_no_picture_is_refused_at_its_field(nominee: Nominee, own: Client) -> None:
    answer = own.post(edit(nominee), {"text": "Hello.", "photo": photo(b"<svg/>"), "photo_text": "x"}).content.decode()
    assert "<title>Error:" in answer
    assert "not a picture that we can read" in answer
    assert nominee.profiles.count() == 1


def test_years_that_are_none_are_refused_and_kept(nominee: Nominee, own: Client) -> None:
    row = {"affiliations-0-organisation": "Acme", "affiliations-0-relation": "employed", "affiliations-0-since": "long"}
    answer = own.post(edit(nominee), {"text": "Hello."} | row).content.decode()
    assert "Organisation 1: give years such as 2019." in answer
    assert 'value="long"' in answer


def test_more_rows_keeps_what_was_typed_and_judges_nothing(nominee: Nominee, own: Client) -> None:
    rows = {f"affiliations-{number}-organisation": f"Org {number}" for number in range(2)}
    answer = own.post(edit(nominee), {"text": "Hi"} | rows | {"preview": "rows"}).content.decode()
    assert "<title>Error:" not in answer
    assert answer.count('class="affiliation"') == 4
    assert "Preview of everything" not in answer


def test_what_a_nominator_knew_fills_the_first_rows() -> None:
    board = election(shifted=clock.now() - DURING)
    nominee = named(board, "Nora", "nora@example.org", member("Mia")).nominee
    nominee.accepted_at, nominee.accepted_by = clock.now(), nominee.person
    nominee.save()
    nominee.profiles.create(number=1, employer="Acme", other_affiliations="Director of Foo; a club", written_by=None)
    nora = member("Nora2", "nora2@example.org")
    Nominee.objects.filter(pk=nominee.pk).update(person=nora, accepted_by=nora)
    form = browser(nora).get(edit(nominee)).content.decode()
    assert all(f'value="{said}"' in form for said in ("Acme", "Director of Foo", "a club"))
    assert form.count('value="other" selected') == 2


def test_a_relation_that_is_none_is_refused_and_left_out_of_a_preview() -> None:
    nominee = standing(election(shifted=clock.now() - DURING))
    said = {"affiliations-0-organisation": "Acme", "affiliations-0-relation": "friend"}
    client = browser(nominee.person)
    page = client.post(edit(nominee), said).content.decode()
    assert re.search('<a href="#id_affiliations-0-organisation">[^<]*say how you are affiliated', page)
    assert 'id="id_affiliations-0-organisation"' in page
    assert client.post(edit(nominee), said | {"preview": "preview"}).status_code == 200
    assert nominee.profiles.count() == 1


def test_an_address_of_a_photo_that_is_none_shows_none() -> None:
    nominee = standing(election(shifted=clock.now() - DURING))
    assert browser(nominee.person).post(edit(nominee), {"photo_hash": "a\0", "preview": "rows"}).status_code == 200


def test_a_file_that_nobody_asked_for_is_left_alone() -> None:
    board = election(shifted=clock.now() - DURING)
    sent = {"name": "Una", "photo": SimpleUploadedFile("a.png", b"no picture")}
    assert browser(member("Mia")).post(f"/elections/{board.slug}/nominate/", sent).status_code == 200


def test_the_same_words_again_are_not_said_to_be_saved() -> None:
    nominee = standing(election(shifted=clock.now() - DURING))
    client = browser(nominee.person)
    assert "Saved. The election office" in client.post(edit(nominee), {"text": "x"}, follow=True).content.decode()
    again = client.post(edit(nominee), {"text": "x"}, follow=True).content.decode()
    assert "Your words stay as they were." in again
    assert "Saved." not in again


class TestWhoIsNominatedAlready:
    def test_who_is_signed_out_gets_no_sign_in_page_into_the_form(self) -> None:
        board = election(shifted=clock.now() - DURING)
        answer = Client().get(f"/elections/{board.slug}/nominate/known/", {"q": "zoe"})
        assert (answer.status_code, answer.content) == (401, b"")

    def test_is_found_by_every_word_accents_and_case_aside(self) -> None:
        board = election(shifted=clock.now() - DURING)
        standing(board, "Zoë Ångström", "zoe@example.org")
        standing(board, "Ann Other", "ann@example.org")
        client = browser(member("Mia"))
        page = f"/elections/{board.slug}/nominate/"
        standing(board, "Łukasz Kędra", "lukasz@example.org")
        assert "Łukasz" in client.get(f"{page}known/", {"q": "lukasz"}).content.decode()
        for typed in ("zoe", "ANGSTROM zo", "Ång"):
            for address in (f"{page}known/", page):
                answer = client.get(address, {"q": typed}).content.decode()
                assert "Zoë Ångström" in answer
                assert "Ann Other" not in answer
        assert "Nobody whom you can endorse" in client.get(f"{page}known/", {"q": "zz"}).content.decode()

    def test_one_letter_finds_nobody_and_who_has_not_agreed_is_not_told(self) -> None:
        board = election(shifted=clock.now() - DURING)
        named(board, "Una Asked", "una@example.org", member("Max"))
        client, page = browser(member("Mia")), f"/elections/{board.slug}/nominate/known/"
        assert "Una" not in client.get(page, {"q": "una"}).content.decode()
        one_letter = client.get(page, {"q": " u "}).content.decode()
        assert "Two letters are the least to look for." in one_letter
        assert "Nobody" not in one_letter
        assert client.get(page, {"q": " "}).content.decode().strip() == ""
