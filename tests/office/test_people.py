"""People at the officer's desk: found, given another address, merged by two and parted again."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import Mail
from elections.models import Proposal
from members.linking import person_for
from members.models import MemberNumber, Membership, Merger, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo() -> Person:
    jo = person_for(name="Jo Doe", email="jo@example.org")
    Membership.objects.create(person=jo, membership_class="fellow", name="Jo Doe", source="2026.csv, row 2")
    return jo


@pytest.fixture
def joe(jo: Person) -> Person:
    joe = person_for(name="Joe Doe", email="joe@example.org")
    MemberNumber.objects.create(person=joe, number="4711")
    return joe


def page(client: Client, name: str, *arguments: int, query: str = "") -> str:
    return client.get(reverse(f"office:{name}", args=arguments) + query).content.decode()


@pytest.mark.parametrize("typed", ["joe d", "JOE@example", "4711"])
def test_people_are_found_by_name_address_and_number(desk: Client, joe: Person, typed: str) -> None:
    found = page(desk, "people", query=f"?q={typed}")
    assert reverse("office:person", args=[joe.pk]) in found
    assert "jo@example.org" not in found


def test_nobody_is_found_and_nobody_looked_for(desk: Client, joe: Person) -> None:
    assert "Nobody has this" in page(desk, "people", query="?q=nobody")
    assert "Nobody has this" not in page(desk, "people")


def test_a_person_is_shown_with_what_is_known(desk: Client, jo: Person) -> None:
    shown = page(desk, "person", jo.pk)
    for told in ("jo@example.org", "of record", "Fellow", "2026.csv, row 2", "They have never signed in."):
        assert told in shown


def test_another_address_of_record_is_given_and_the_old_one_removed(desk: Client, jo: Person) -> None:
    address = reverse("office:add_address", args=[jo.pk])
    refused = desk.post(address, {"email": "nowhere", "reason": ""}).content.decode()
    assert "<title>Error:" in refused
    assert 'value="nowhere"' in refused
    shown = desk.post(address, {"email": "new@example.org", "reason": "They wrote."}, follow=True).content.decode()
    assert "The address is their address of record from now on." in shown
    old = jo.addresses.get(email="jo@example.org")
    remove = reverse("office:remove_address", args=[jo.pk, old.pk])
    assert remove in shown
    assert "is forgotten" in desk.post(remove, {"reason": "It is dead."}, follow=True).content.decode()
    assert [each.email for each in jo.addresses.all()] == ["new@example.org"]
    only = reverse("office:remove_address", args=[jo.pk, jo.addresses.get().pk])
    assert "It is their only address." in desk.post(only, {"reason": "x"}).content.decode()


def test_two_officers_merge_and_one_parts(desk: Client, other_desk: Client, jo: Person, joe: Person) -> None:
    merge = reverse("office:merge", args=[joe.pk])
    assert f"?into={jo.pk}" in desk.get(f"{merge}?q=jo+doe").content.decode()
    asked = desk.get(f"{merge}?into={jo.pk}").content.decode()
    assert "1 member number" in asked
    answer = desk.post(f"{merge}?into={jo.pk}", {"reason": "They told us."})
    proposal = Proposal.objects.get()
    assert answer["Location"] == reverse("office:staff_proposal", args=[proposal.pk])
    assert Mail.objects.filter(kind="second officer").count() == 1
    assert "waits for a second officer" in page(desk, "person", joe.pk)
    told = other_desk.get(answer["Location"]).content.decode()
    assert "Joe Doe becomes Jo Doe, with all that is theirs." in told

    assert not Merger.objects.exists()
    desk.post(answer["Location"], {"agree": ""})
    assert not Merger.objects.exists()
    other_desk.post(answer["Location"], {"agree": ""})
    merger = Merger.objects.get()
    assert {merger.merged_by.name, merger.seconded_by.name} == {"Ines Castellano", "Jonas Achterberg"}
    assert "Joe Doe was merged here by Ines Castellano and Jonas Achterberg" in page(desk, "person", jo.pk)
    assert "Merged into" in page(desk, "person", joe.pk)

    part = reverse("office:part", args=[merger.pk])
    done = desk.post(part, {"reason": "They are two."}, follow=True).content.decode()
    assert "They are two people again" in done
    assert "undone already" in desk.get(part).content.decode()


def test_what_is_in_the_way_of_a_merger_is_told_before_anybody_asks(desk: Client, ines: Person, jo: Person) -> None:
    merge = reverse("office:merge", args=[ines.pk]) + f"?into={jo.pk}"
    assert "Ines Castellano has a role in the office." in desk.get(merge).content.decode()
    desk.post(merge, {"reason": "x"})
    assert not Proposal.objects.exists()


def test_who_is_not_known_any_more_is_merged_with_nobody(
    desk: Client, other_desk: Client, jo: Person, joe: Person
) -> None:
    """As after an import that was undone."""
    asked = desk.post(reverse("office:merge", args=[joe.pk]) + f"?into={jo.pk}", {"reason": "They told us."})[
        "Location"
    ]
    joe.delete()
    assert "? becomes Jo Doe, with all that is theirs." in other_desk.get(asked).content.decode()
    answer = other_desk.post(asked, {"agree": ""}).content.decode()
    assert "Whom this is about is not known any more. Drop it." in answer
    other_desk.post(asked, {"drop": ""})
    assert Proposal.objects.get().dropped_at


def test_where_more_namesakes_are_found_than_shown_it_is_said(
    desk: Client, joe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.search.FOUND", 2)
    merge = reverse("office:merge", args=[joe.pk])
    for number in (1, 2, 3):
        person_for(name=f"Joe Doe {number}", email=f"joe{number}@example.org")
        assert ("There are more." in desk.get(merge).content.decode()) is (number > 2)


def test_the_number_of_queries_does_not_depend_on_how_many_are_found(desk: Client) -> None:
    numbers = []
    for name in ("1", "2", "3"):
        person = person_for(name=f"Kim {name}", email=f"kim{name}@example.org")
        Membership.objects.create(person=person, membership_class="basic", name="x", source="x")
        with CaptureQueriesContext(connection) as queries:
            page(desk, "people", query="?q=kim")
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
