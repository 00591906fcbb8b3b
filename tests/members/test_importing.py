"""Taking over the member list: what is added, what changes, what stays, and that it is all or nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from base.models import JournalLine
from members import importing
from members.import_words import sentence
from members.importing import ClassCount, Outcome, Report, import_members, preview_import
from members.linking import person_for
from members.member_list import BadMemberListError, Problem, Row, Wrong
from members.models import Address, Affirmation, Membership, Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 25, 14, tzinfo=UTC)
DAY = date(2026, 8, 25)
AFFIRMED = datetime(2026, 8, 1, tzinfo=UTC)
JO = Row(2, "Jo", "Jo@Example.org", "basic")
AL = Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), date(2027, 1, 1), AFFIRMED)


def take_over(rows: Sequence[Row], *, source: str = "2026.csv", as_of: date = DAY, end_missing: bool = False) -> Report:
    return import_members(rows, by="test", at=AT, source=source, as_of=as_of, end_missing=end_missing)


def outcomes(report: Report) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def held() -> list[tuple[str, str, date | None, date | None]]:
    return list(Membership.objects.order_by("pk").values_list("name", "membership_class", "since", "until"))


def test_new_people_come_with_address_membership_and_affirmation() -> None:
    report = take_over([JO, AL])
    assert outcomes(report) == [Outcome.NEW_PERSON, Outcome.NEW_PERSON]
    assert held() == [("Jo", "basic", None, None), ("Al", "supporting", date(2020, 1, 1), date(2027, 1, 1))]
    assert list(Address.objects.order_by("pk").values_list("person__name", "email", "normalised")) == [
        ("Jo", "Jo@Example.org", "jo@example.org"),
        ("Al", "al@example.org", "al@example.org"),
    ]
    assert list(Affirmation.objects.values_list("person__name", "affirmed_at", "carried_over", "email", "source")) == [
        ("Al", AFFIRMED, False, "al@example.org", "2026.csv, row 3")
    ]
    assert Membership.objects.get(name="Jo").source == "2026.csv, row 2"


def test_importing_twice_changes_nothing() -> None:
    rows = [JO, AL, Row(4, "Cy", "cy@example.org", "fellow", carried_over=True)]
    take_over(rows)
    before = [list(model.objects.order_by("pk").values()) for model in (Person, Address, Membership, Affirmation)]
    report = take_over(rows, source="again.csv")
    assert outcomes(report) == [Outcome.UNCHANGED] * 3
    assert report.changes_nothing
    assert [
        list(model.objects.order_by("pk").values()) for model in (Person, Address, Membership, Affirmation)
    ] == before
    assert JournalLine.objects.count() == 1


def test_a_preview_writes_nothing_and_says_the_same() -> None:
    foreseen = preview_import([JO, AL], as_of=DAY)
    assert (Person.objects.count(), Membership.objects.count(), JournalLine.objects.count()) == (0, 0, 0)
    done = take_over([JO, AL])
    assert (foreseen.lines, foreseen.counts) == (done.lines, done.counts)
    assert (foreseen.written, done.written) == (False, True)


def test_what_differs_is_brought_up_to_date_and_named() -> None:
    take_over([JO, AL])
    later = [
        Row(2, "Jo Doe", "JO@example.org", "basic"),
        Row(3, "Al", "al@example.org", "supporting", None, date(2028, 1, 1)),
    ]
    report = take_over(later, source="later.csv")
    assert [line.changes for line in report.lines] == [
        (("name", "Jo", "Jo Doe"),),
        (("since", "2020-01-01", "–"), ("until", "2027-01-01", "2028-01-01")),
    ]
    assert held() == [("Jo Doe", "basic", None, None), ("Al", "supporting", None, date(2028, 1, 1))]
    assert Person.objects.filter(name="Jo Doe").exists()
    assert take_over(later).changes_nothing


def test_a_second_class_is_a_second_membership_of_the_same_person() -> None:
    fellow = Row(3, "Jo", "jo@example.org", "fellow")
    assert outcomes(take_over([JO, fellow])) == [Outcome.NEW_PERSON, Outcome.NEW_MEMBERSHIP]
    assert Person.objects.count() == 1
    assert outcomes(take_over([JO, fellow, Row(4, "Jo", "jo@example.org", "supporting")])) == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
        Outcome.NEW_MEMBERSHIP,
    ]


def test_one_affirmation_over_two_rows_is_one() -> None:
    rows = [Row(2, "Jo", "jo@example.org", name, affirmed_at=AFFIRMED) for name in ("basic", "fellow")]
    assert take_over(rows).affirmations == 1
    assert Affirmation.objects.count() == 1


def test_a_person_known_by_the_address_is_not_made_again() -> None:
    nominated = person_for(name="Jo", email="jo@example.org")
    assert outcomes(take_over([JO])) == [Outcome.NEW_MEMBERSHIP]
    assert Membership.objects.get().person == nominated


def test_the_merge_pointer_is_followed() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    take_over([JO])
    assert Membership.objects.get().person == joe


def test_two_addresses_of_one_person_in_one_class_are_refused_with_both_rows() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    with pytest.raises(BadMemberListError) as refused:
        take_over([JO, AL, Row(4, "Jo", "joe@example.org", "basic")])
    assert refused.value.problems == [Problem(4, Wrong.TWICE, "joe@example.org", 2)]
    assert not Membership.objects.exists()


def test_two_addresses_of_one_person_in_two_classes_are_taken() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    take_over([JO, Row(4, "Jo", "joe@example.org", "fellow")])
    assert {membership.person for membership in Membership.objects.all()} == {joe}


def test_carried_over_counts_from_the_day_of_the_list() -> None:
    take_over([Row(2, "Jo", "jo@example.org", "basic", carried_over=True)])
    affirmation = Affirmation.objects.get()
    assert (affirmation.affirmed_at, affirmation.carried_over) == (datetime(2026, 8, 25, tzinfo=UTC), True)


def test_counts_by_class_are_of_the_day_of_the_list() -> None:
    take_over([JO, AL])
    rows = [
        JO,
        Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), DAY),  # over on this very day
        Row(4, "Bo", "bo@example.org", "supporting", DAY),  # begins on this very day
        Row(5, "Cy", "cy@example.org", "fellow", date(2026, 8, 26)),  # begins tomorrow
        Row(6, "Di", "di@example.org", "fellow", None, date(2026, 8, 26)),  # its last day
    ]
    counts = {count.membership_class: count for count in preview_import(rows, as_of=DAY).counts}
    assert counts["basic"] == ClassCount("basic", 1, 1)
    assert counts["supporting"] == ClassCount("supporting", 1, 1)
    assert counts["fellow"] == ClassCount("fellow", 0, 1)
    after = take_over(rows)
    assert [count.after for count in after.counts] == [count.now for count in preview_import(rows, as_of=DAY).counts]


def test_who_is_not_in_the_list_is_named_and_stays() -> None:
    take_over([JO, AL])
    report = take_over([JO])
    assert [membership.name for membership in report.missing] == ["Al"]
    assert Membership.objects.get(name="Al").until == date(2027, 1, 1)


def test_a_complete_list_ends_what_it_does_not_have() -> None:
    take_over([JO, AL])
    report = take_over([JO], end_missing=True)
    assert Membership.objects.get(name="Al").until == DAY
    assert {count.membership_class: count.after for count in report.counts}["supporting"] == 0
    assert take_over([JO], end_missing=True).changes_nothing


def test_what_began_on_the_day_of_the_list_does_not_end_on_it() -> None:
    take_over([JO, Row(3, "Al", "al@example.org", "supporting", DAY)])
    assert take_over([JO], end_missing=True).missing == []


def test_the_journal_says_what_was_taken_over() -> None:
    take_over([JO, AL])
    line = JournalLine.objects.get()
    assert (line.act, line.actor, line.subject) == ("member list imported", "test", "2026.csv")
    assert line.details["rows"] == 2
    assert line.details["members by class"]["supporting"] == [0, 1]
    assert "example.org" not in str(line.details)


def test_all_or_nothing() -> None:
    Person.objects.create(name="Bo")
    bad = Row(3, "", "al@example.org", "basic")  # as if it had slipped through: the database refuses the empty name
    with pytest.raises(IntegrityError):
        take_over([JO, bad])
    assert list(Person.objects.values_list("name", flat=True)) == ["Bo"]


def test_the_number_of_queries_does_not_depend_on_the_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def rows(first: int, number: int) -> list[Row]:
        numbers = range(first, first + number)
        return [Row(n, f"P{n}", f"p{n}@example.org", "basic", affirmed_at=AFFIRMED) for n in numbers]

    with CaptureQueriesContext(connection) as one:
        take_over(rows(2, 1))
    with django_assert_num_queries(len(one)):
        take_over(rows(100, 300))


def test_several_batches_are_one_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [Row(n, f"P{n}", f"p{n}@example.org", "basic") for n in range(2, 7)]
    rows += [Row(7, "P2", "p2@example.org", "fellow")]
    assert outcomes(take_over(rows)) == [*[Outcome.NEW_PERSON] * 5, Outcome.NEW_MEMBERSHIP]
    assert (Person.objects.count(), Membership.objects.count()) == (5, 6)
    assert take_over(rows).changes_nothing


def test_every_problem_has_a_sentence_that_names_its_row() -> None:
    for wrong in Wrong:
        words = sentence(Problem(7, wrong, "value", 3))
        assert words.startswith("Row 7: ")
        assert "{" not in words


LIST = "name,email,class,since,until,affirmed\nJo,jo@example.org,basic,,,\nAl,al@example.org,fellow,,,carried over\n"


def run(tmp_path: Path, content: bytes, *options: str) -> str:
    path = tmp_path / "members.csv"
    path.write_bytes(content)
    out = StringIO()
    call_command("import_members", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_writes_nothing_unless_told_to(tmp_path: Path) -> None:
    said = run(tmp_path, LIST.encode())
    assert "2  new        basic         Jo <jo@example.org>" in said
    assert "fellow               0        1       +1" in said
    assert said.endswith("Nothing was written: add --commit to write it.\n")
    assert not Person.objects.exists()


def test_the_command_writes_with_commit(tmp_path: Path) -> None:
    assert run(tmp_path, LIST.encode(), "--commit", "--as-of", "2026-08-25").endswith("Written.\n")
    assert Person.objects.count() == 2
    assert Affirmation.objects.get().affirmed_at == datetime(2026, 8, 25, tzinfo=UTC)


def test_the_command_names_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, LIST.encode() + b"Bo,bo,Friend,,,\n", "--commit")
    assert str(refused.value).splitlines() == [
        "Nothing was written.",
        "Row 4: “bo” is not an e-mail address.",
        "Row 4: the class “Friend” is unknown. The classes are basic, supporting, managing, contributing, fellow.",
    ]
    assert not Person.objects.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_members", str(tmp_path / "none.csv"))
