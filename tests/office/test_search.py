"""Whom an officer finds among people, and whom an address of a page means."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from members.linking import person_for
from members.models import MemberNumber, Person
from office.search import chosen_person, found, looked_for, people_named
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim() -> Person:
    kim = person_for(name="Kim Doe", email="kim@example.org")
    MemberNumber.objects.create(person=kim, number="4711")
    return kim


@pytest.mark.parametrize("typed", ["m d", "KIM@example", "4711"])
def test_somebody_is_found_by_name_address_and_number(kim: Person, typed: str) -> None:
    person_for(name="Lou Roe", email="lou@example.org")
    assert list(people_named(typed)) == [kim]


def test_and_by_the_address_with_which_they_sign_in() -> None:
    lou = cast.person("Lou Roe")
    lou.user.email = "signs-in@example.org"
    lou.user.save()
    assert list(people_named("signs-in@")) == [lou]


def test_who_was_merged_is_found_in_who_they_are(kim: Person) -> None:
    Person.objects.create(name="Kim Twice", merged_into=kim)
    assert list(people_named("kim")) == [kim]


def test_more_are_told_of_and_nobody_is_found_by_nothing(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("office.search.FOUND", 1)
    assert found(people_named("kim"), "kim") == {"typed": "kim", "people": [kim], "more": []}
    kit = person_for(name="Kim Late", email="late@example.org")
    assert found(people_named("kim"), "kim") == {"typed": "kim", "people": [kim], "more": [kit]}
    assert found(people_named(""), "") == {"typed": "", "people": [], "more": []}


def test_an_address_names_somebody_or_nobody_or_is_wrong(kim: Person, rf: RequestFactory) -> None:
    gone = Person.objects.create(name="Kim Twice", merged_into=kim)
    assert chosen_person(rf.get("/", {"person": str(kim.pk)})) == kim
    assert chosen_person(rf.get("/")) is None
    for wrong in (str(gone.pk), "x", "9" * 40, "²", "-1"):
        with pytest.raises(Http404):
            chosen_person(rf.get("/", {"person": wrong}))


def test_what_no_text_holds_is_left_out(rf: RequestFactory) -> None:
    assert looked_for(rf.get("/", {"q": " a\0b "})) == "ab"
