"""The office enters elections that were held elsewhere, typed or from a file; nothing that is wrong is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ballots.management.commands.import_results import FACTS
from ballots.models import PastResult

pytestmark = pytest.mark.django_db
PAGE = "/office/past/"
TYPED = {
    "act": "typed",
    "typed-name": "2018 example election",
    "typed-kind": "board",
    "typed-source": "The minutes of June 2018",
    "typed-eligible": "100",
    "typed-voted": "60",
    "typed-seats": "3, 1",
    "typed-choices": "Ada; 50\nBo; 40\nCy; 40",
    "typed-order": "Cy; Bo",
}


def test_one_is_typed(desk: Client) -> None:
    assert desk.post(PAGE, TYPED).status_code == 302
    (contest,) = PastResult.objects.get().data["contests"]
    assert [(row["name"], row["years"]) for row in contest["choices"]] == [("Ada", 3), ("Cy", 1), ("Bo", None)]
    assert "2018 example election" in desk.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"typed-name": "Example"}, "names no year"),
        ({"typed-voted": "101"}, "101 voted, and 100 could"),
        ({"typed-choices": "Ada"}, "has no votes after a semicolon"),
        ({"typed-choices": "Ada; many"}, "“votes” is a number"),
        ({"typed-seats": ""}, "This field is required."),
        ({"typed-order": "Di"}, "who does not stand: Di"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk: Client, change: dict[str, str], said: str) -> None:
    text = desk.post(PAGE, TYPED | change).content.decode()
    assert said in text
    assert "The minutes of June 2018" in text
    assert not PastResult.objects.exists()


def upload(desk: Client, content: bytes, name: str = "past.json") -> str:
    answer = desk.post(PAGE, {"act": "file", "file-file": SimpleUploadedFile(name, content)}, follow=True)
    return answer.content.decode()


def test_a_file_of_many_is_taken_whole(desk: Client) -> None:
    assert "2019 PSF board election" in upload(desk, FACTS.read_bytes())
    assert PastResult.objects.count() == 7


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xff\xfe\x00", "a.json", "not in UTF-8"),
        (b"{}", "a.json", "a list “elections”"),
        (b"a,b\n1,2\n", "a.csv", "Unknown columns"),
        (b'{"elections": [{"name": "2031", "source": "x", "kind": "none"}]}', "a.json", "no kind of election"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(desk: Client, content: bytes, name: str, said: str) -> None:
    assert said in upload(desk, content, name)
    assert not PastResult.objects.exists()
