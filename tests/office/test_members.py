"""Taking over the member list in the browser: first the report, then the agreement, and nothing in between."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from base.models import JournalLine
from members.models import Membership, Person
from office.forms_people import LARGEST_LIST

pytestmark = pytest.mark.django_db
HEAD = "name,email,class,since,until,affirmed\n"
LIST = f"{HEAD}Ada Ahn,ada@example.org,fellow,2020-01-01,,carried over\nBo Bell,bo@example.org,supporting,,,\n"


def choose(client: Client, text: str | bytes = LIST, **more: str) -> str:
    """The page after choosing a file."""
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("members.csv", content, "text/csv")
    answer = client.post(reverse("office:members"), {"file": file, "as_of": "2026-08-25", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def sealed(page: str) -> str:
    found = re.search(r'name="list" value="([^"]+)"', page)
    assert found
    return found[1]


def agree(client: Client, token: str) -> str:
    return client.post(reverse("office:members"), {"list": token}, follow=True).content.decode()


def test_the_report_says_what_would_change_and_changes_nothing(desk: Client) -> None:
    page = choose(desk)
    assert "Nothing has changed yet." in page
    assert "2 new" in page
    assert "1 affirmation" in page
    assert "ada@example.org" in page
    assert not Membership.objects.exists()


def test_once_agreed_it_is_taken_over_by_that_officer(desk: Client, ines: Person) -> None:
    assert "2 new" in agree(desk, sealed(choose(desk)))
    assert sorted(Membership.objects.values_list("name", "membership_class")) == [
        ("Ada Ahn", "fellow"),
        ("Bo Bell", "supporting"),
    ]
    line = JournalLine.objects.get(act="member list imported")
    assert (line.actor, line.subject, line.details["as of"]) == (ines.name, "members.csv", "2026-08-25")


def test_agreeing_twice_changes_nothing_more(desk: Client) -> None:
    token = sealed(choose(desk))
    agree(desk, token)
    assert "0 new, 0 new class, 0 changed, 2 unchanged" in agree(desk, token)
    assert JournalLine.objects.filter(act="member list imported").count() == 1
    assert "The list changes nothing." in choose(desk)


def test_a_list_that_was_changed_on_the_way_is_refused(desk: Client) -> None:
    token = sealed(choose(desk))
    for changed in (f"A{token}", token[:-1] + ("a" if token[-1] != "a" else "b"), ""):
        assert "Choose the file again" in agree(desk, changed)
    assert not Membership.objects.exists()


def test_another_officer_reads_the_report_themselves(desk: Client, other_desk: Client) -> None:
    assert "Another officer asked for this report" in agree(other_desk, sealed(choose(desk)))
    assert not Membership.objects.exists()


def test_who_is_missing_stays_unless_the_list_is_complete(desk: Client) -> None:
    agree(desk, sealed(choose(desk)))
    one = LIST.rsplit("Bo Bell", 1)[0]
    assert "These memberships stay as they are." in choose(desk, one)
    page = choose(desk, one, end_missing="on")
    assert "these memberships end on its day" in page
    agree(desk, sealed(page))
    assert Membership.objects.get(name="Bo Bell").until == date(2026, 8, 25)
    assert Membership.objects.get(name="Ada Ahn").until is None


def test_every_problem_is_told_with_its_row(desk: Client) -> None:
    page = choose(desk, f"{HEAD}Ada,nowhere,fellow,,,\n,bo@example.org,king,,,\n")
    assert "<title>Error:" in page
    for told in ("Row 2: “nowhere”", "Row 3: the name is empty.", "Row 3: the class “king”"):
        assert told in page


def test_what_is_no_text_is_refused(desk: Client) -> None:
    assert "is not UTF-8" in choose(desk, b"\xff\xfe\x00n")
    assert "The file is empty." in choose(desk, b"")


def test_long_reports_are_cut_and_counted(desk: Client) -> None:
    rows = "".join(f"Member {number},m{number}@example.org,basic,,,\n" for number in range(203))
    page = choose(desk, HEAD + rows)
    assert "And 3 more rows." in page
    assert "m199@example.org" in page
    assert "m200@example.org" not in page
    wrong = "".join(f"Member {number},nowhere,basic,,,\n" for number in range(201))
    assert "And 1 more." in choose(desk, HEAD + wrong)


def test_a_file_of_more_than_20_mb_is_refused(desk: Client) -> None:
    assert "more than 20 MB" in choose(desk, b"x" * (LARGEST_LIST + 1))


def test_a_list_that_no_form_can_carry_is_for_the_server(desk: Client, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_400  # type: ignore[attr-defined]
    rows = "".join(f"Member {number},m{number}@example.org,basic,,,\n" for number in range(300))
    page = choose(desk, HEAD + rows)
    assert "import_members" in page
    assert 'name="list"' not in page


def test_the_day_is_asked_for_and_kept(desk: Client) -> None:
    page = choose(desk, as_of="tomorrow")
    assert "Write the day as 2026-09-01." in page
    assert 'value="tomorrow"' in page


def test_reading_asks_for_a_file(desk: Client) -> None:
    page = desk.get(reverse("office:members")).content.decode()
    assert "at most 20 MB" in page
    assert "Choose a file." in desk.post(reverse("office:members"), {"as_of": "2026-08-25"}).content.decode()


def test_nobody_else_enters(desk: Client, stranger: Client, client: Client) -> None:
    token = sealed(choose(desk))
    page = reverse("office:members")
    assert stranger.get(page).status_code == stranger.post(page, {"list": token}).status_code == 403
    assert client.post(page, {"list": token})["Location"].startswith(reverse("account_login"))
    assert not Membership.objects.exists()
