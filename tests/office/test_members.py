"""Taking over the member list in the browser: columns, then the report, then the agreement, and nothing in between."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import clock
from base.models import JournalLine
from members.csv_table import LARGEST
from members.linking import person_for
from members.mapping import ReadAs
from members.models import MemberImport, Membership, Person, SavedMapping
from tests.members.lists import taken_over
from tests.members.test_undoing import AFTER, BEFORE

pytestmark = pytest.mark.django_db
LIST = (
    "Full name;Mail;Level;Joined;Phone\nAda Ahn;ada@example.org;Fellow;1.9.2020;\nBo Bell;bo@example.org;Friend;;0123\n"
)
CHOSEN = {
    "column_name": "Full name",
    "column_email": "Mail",
    "column_class": "Level",
    "column_since": "Joined",
    "days": "01.09.2026",
    "carried_over_on": "2026-08-25",
    "word_0": "fellow",
    "word_1": "supporting",
}
OWN = "name,email,class,since,until,affirmed\n"


def sent(client: Client, text: str | bytes = LIST, **more: str) -> HttpResponse:
    """What comes after choosing a file."""
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("members.csv", content, "text/csv")
    return client.post(reverse("office:members"), {"file": file, "as_of": "2026-08-25", **more})  # type: ignore[return-value]


def refused(client: Client, text: str | bytes) -> str:
    answer = sent(client, text)
    assert answer.status_code == 200
    assert not MemberImport.objects.exists()
    page = answer.content.decode()
    assert "<title>Error:" in page
    return page


def page_of(of: MemberImport, name: str = "member_import") -> str:
    return reverse(f"office:{name}", args=[of.pk])


def compared(client: Client, text: str | bytes = LIST, /, **chosen: str) -> MemberImport:
    """A list whose columns an officer has named."""
    of = MemberImport.objects.get(pk=sent(client, text)["Location"].split("/")[4])
    answer = client.post(page_of(of, "columns"), CHOSEN | chosen)
    assert answer.status_code == 302, answer.content.decode()
    of.refresh_from_db()
    return of


def test_columns_are_guessed_and_shown_as_they_would_be_understood(desk: Client) -> None:
    page = desk.get(sent(desk)["Location"]).content.decode()
    for guessed in ("Full name", "Mail", "Level", "Joined"):
        assert f'<option value="{guessed}" selected>' in page
    assert '<option value="fellow" selected>' in page
    assert "Ada Ahn" in page
    assert "1 Sep 2020" in page
    assert "Row 3: the class “Friend” is unknown." in page


def test_the_preview_follows_what_is_chosen_and_compares_nothing(desk: Client) -> None:
    address = sent(desk)["Location"]
    page = desk.post(address, CHOSEN | {"days": "2026-09-01", "word_1": "left out", "preview": ""}).content.decode()
    assert "Row 2: “1.9.2020” is not a day." in page
    assert "left out:" in page
    assert MemberImport.objects.get().compared_at is None


def test_what_is_not_chosen_is_asked_for_and_the_rest_kept(desk: Client) -> None:
    address = sent(desk)["Location"]
    page = desk.post(address, CHOSEN | {"column_email": "", "column_since": "Level", "word_1": ""}).content.decode()
    assert "<title>Error:" in page
    assert "Say which column has this: E-mail address." in page
    assert "The column “Level” is “Class of membership” already." in page
    assert "Say what “Friend” means." in page
    assert '<option value="01.09.2026" selected>' in page


def test_a_mapping_is_kept_under_a_name_and_reads_the_next_list_at_once(desk: Client, ines: Person) -> None:
    compared(desk, save_as="The shop")
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.saved_by) == ("The shop", ines)
    answer = sent(desk, mapping=str(saved.pk))
    assert desk.get(answer["Location"]).content.decode().count("2 new") > 0
    assert sent(desk, LIST.replace("Joined", "Since"), mapping=str(saved.pk)).status_code == 200
    desk.post(reverse("office:forget_mapping", args=[saved.pk]))
    assert not SavedMapping.objects.exists()


def test_the_report_changes_nothing_until_an_officer_agrees(desk: Client, ines: Person) -> None:
    of = compared(desk)
    page = desk.get(page_of(of)).content.decode()
    for told in ("Nothing has changed yet.", "2 new", "ada@example.org"):
        assert told in page
    assert of.content is None
    assert "Take the list over, compare it again, or forget it." in desk.post(page_of(of)).content.decode()
    assert not Membership.objects.exists()
    done = desk.post(page_of(of), {"take": ""}, follow=True).content.decode()
    assert "The list is taken over: 2 new" in done
    assert sorted(Membership.objects.values_list("name", "membership_class", "since")) == [
        ("Ada Ahn", "fellow", date(2020, 9, 1)),
        ("Bo Bell", "supporting", None),
    ]
    line = JournalLine.objects.get(act="member list imported")
    assert (line.actor, line.public, line.subject) == (ines.name, True, "")
    again = desk.post(page_of(of), {"take": ""}).content.decode()
    assert "This list was taken over already." in again


def test_further_addresses_have_a_column_and_stand_in_preview_and_report(desk: Client) -> None:
    text = "Full name;Mail;Other mail;Level\nAda Ahn;ada@example.org;a@home.example, a@work.example;Fellow\n"
    page = desk.get(sent(desk, text)["Location"]).content.decode()
    assert '<option value="Other mail" selected>' in page
    assert "<bdi>a@work.example</bdi>" in page
    of = compared(desk, text, column_since="", column_further="Other mail")
    told = desk.get(page_of(of)).content.decode()
    assert "1 new, 2 further addresses" in told
    assert "further addresses: a@home.example, a@work.example" in told


def test_a_report_that_was_overtaken_is_compared_again(desk: Client) -> None:
    of = compared(desk)
    person_for(name="Ada Ahn", email="ada@example.org")
    assert "Compare again." in desk.post(page_of(of), {"take": ""}).content.decode()
    page = desk.post(page_of(of), {"again": ""}, follow=True).content.decode()
    assert "1 new, 1 new class" in page
    desk.post(page_of(of), {"take": ""})
    assert Membership.objects.count() == 2


def test_a_list_can_be_forgotten(desk: Client) -> None:
    of = compared(desk)
    assert page_of(of) in desk.get(reverse("office:members")).content.decode()
    desk.post(page_of(of), {"forget": ""})
    assert not MemberImport.objects.exists()


def test_every_list_that_waits_is_shown_and_those_taken_over_in_pages(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.views.members.A_PAGE", 2)
    waiting = [MemberImport.objects.create(source="w.csv", as_of=date(2026, 8, 25), content=b"") for _each in range(7)]
    written = [taken_over(rows) for rows in (BEFORE, AFTER, BEFORE)]
    first, second = (desk.get(reverse("office:members"), {"page": page}).content.decode() for page in (1, 2))
    assert all(page_of(each) in first for each in waiting)
    assert [page_of(each) in first for each in written] == [False, True, True]
    assert [page_of(each) in second for each in written] == [True, False, False]


def test_who_is_missing_is_named_with_what_happens_to_them(desk: Client) -> None:
    taken_over(BEFORE)
    page = desk.get(page_of(compared(desk)) + "?show=lapsed").content.decode()
    assert "These memberships stay as they are." in page
    assert "Di" in page
    assert "Many members of a class are missing" in page


def test_names_that_are_known_under_another_address_are_told(desk: Client) -> None:
    known = person_for(name="ada ahn", email="old@example.org")
    page = desk.get(page_of(compared(desk))).content.decode()
    assert "somebody of this name is known with old@example.org" in page
    assert reverse("office:person", args=[known.pk]) in page


def test_every_problem_is_told_with_its_row_and_the_columns_stay_chosen(desk: Client) -> None:
    address = sent(desk, LIST.replace("ada@example.org", "nowhere").replace("Bo Bell", ""))["Location"]
    page = desk.post(address, CHOSEN).content.decode()
    for told in ("<title>Error:", "Row 2: “nowhere”", "Row 3: the name is empty.", '<option value="Mail" selected>'):
        assert told in page
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name,email\n".encode("utf-16"), "Row 1: this is a file in the format UTF-16"),
        (b"PK\x03\x04", "in the format Excel"),
        (OWN.encode() + b"Jo\x00,a,b,,,\n", "Row 2: there is a byte of zero"),
        (OWN.encode() + "Zoë,a,b,,,\n".encode("latin-1"), "Row 2: the byte 0xeb is not UTF-8"),
        (OWN.encode() + b'Jo,"a\n', "Row 2: this is not CSV"),
        (b",,,\n", "Row 1: the list has no members."),
        (b"", "The file is empty."),
        (b"x" * (LARGEST + 1), "more than 20 MB"),
    ],
)
def test_what_is_no_list_is_refused_at_once(desk: Client, content: bytes, told: str) -> None:
    assert told in refused(desk, content)


def test_formulas_are_names_like_any_other_and_are_escaped(desk: Client) -> None:
    rows = OWN + "=cmd|' /C calc'!A0,jo@example.org,basic,,,\n<script>x</script>,al@example.org,basic,,,\n"
    columns = {f"column_{name}": name for name in ("name", "email", "class")} | {"column_since": "", "word_0": "basic"}
    page = desk.get(page_of(compared(desk, rows, **columns))).content.decode()
    assert "=cmd|&#x27; /C calc&#x27;!A0" in page
    assert "<script>x" not in page


def test_the_last_import_is_undone_for_a_reason(desk: Client) -> None:
    taken_over(BEFORE)
    of = taken_over(AFTER, complete=True, at=clock.now())
    page = desk.get(page_of(of, "undo_import")).content.decode()
    assert "Everything that this import changed is as it was before" in page
    assert "Give a reason." in desk.post(page_of(of, "undo_import"), {"reason": ""}).content.decode()
    Membership.objects.filter(name="Jo Doe").update(until=date(2030, 1, 1))
    told = desk.post(page_of(of, "undo_import"), {"reason": "The wrong file."}).content.decode()
    assert "Jo Doe: their membership has changed since." in told
    Membership.objects.filter(name="Jo Doe").update(until=None)
    done = desk.post(page_of(of, "undo_import"), {"reason": "The wrong file."}, follow=True).content.decode()
    assert "The import is undone." in done
    assert sorted(Membership.objects.values_list("name", flat=True)) == ["Al", "Cy", "Di", "Jo"]
    assert "nothing to undo" in desk.get(page_of(of, "undo_import")).content.decode()


def test_the_number_of_queries_of_a_report_does_not_depend_on_the_rows(desk: Client) -> None:
    numbers = []
    for rows in (1, 3):
        text = LIST + "".join(f"M {n};m{rows}{n}@example.org;Fellow;;\n" for n in range(rows))
        of = compared(desk, text)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page_of(of))
        numbers.append(len(queries))
        of.delete()
    assert numbers[0] == numbers[1]


def test_our_own_columns_need_no_choice(desk: Client) -> None:
    SavedMapping.objects.create(
        name="own", read_as=ReadAs().as_data(), saved_at="2026-08-01T00:00Z", saved_by=Person.objects.all()[0]
    )
    answer = sent(desk, OWN + "Jo,jo@example.org,basic,,,\n", mapping=str(SavedMapping.objects.get().pk))
    assert "1 new" in desk.get(answer["Location"]).content.decode()


def test_the_day_is_asked_for_and_kept(desk: Client) -> None:
    page = sent(desk, as_of="tomorrow").content.decode()
    assert "Write the day as 2026-09-01." in page
    assert 'value="tomorrow"' in page
    assert "Choose a file." in desk.post(reverse("office:members"), {"as_of": "2026-08-25"}).content.decode()


def test_nobody_else_enters(desk: Client, stranger: Client, client: Client) -> None:
    of = compared(desk)
    for address in (reverse("office:members"), page_of(of)):
        assert stranger.get(address).status_code == stranger.post(address, {"take": ""}).status_code == 403
        assert client.post(address, {"take": ""})["Location"].startswith(reverse("account_login"))
    assert not Membership.objects.exists()
