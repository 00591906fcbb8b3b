"""Roles in the office: the table over all of its addresses, and the pages on which two officers appoint and dismiss."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from base.models import JournalLine
from elections.models import Appointment, Proposal
from elections.officers import roles_of
from elections.roles import RIGHTS, Right, Role
from members.models import Person, User
from office.duties import DUTIES, PAGES, RIGHT_WORDS
from office.forms_election import TAKEN
from tests import cast
from tests.office.conftest import signed_in
from tests.test_authorisation import Site, addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> Site:
    return Site()


def pages() -> Iterator[tuple[str, str]]:
    """Every address of the office, by its name and route."""
    for name, route in addresses(get_resolver().url_patterns):
        if name.startswith("office:"):
            yield name, route


def test_every_page_of_the_office_belongs_to_a_duty_and_every_duty_has_words() -> None:
    assert not {name.removeprefix("office:") for name, _route in pages()} - set(PAGES)
    assert set(DUTIES) == set(RIGHTS)
    assert set(RIGHT_WORDS) == set(Right)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_each_role_reads_and_does_what_the_table_says_and_nothing_else(site: Site, role: Role) -> None:
    browser = signed_in(cast.of_the_office(role))
    lines, wrong = JournalLine.objects.count(), []
    for name, route in pages():
        right, address = RIGHTS[PAGES[name.removeprefix("office:")]][role], site.address(name, route)
        read = browser.get(address).status_code
        if read != 405 and (read == 403) is (right >= Right.READS):
            wrong.append(f"{role} reads {name}: {read}")
        sent = 403 if right is Right.ACTS else browser.post(address, {"agree": "", "reason": "x"}).status_code
        if sent not in {403, 405}:
            wrong.append(f"{role} sends {name}: {sent}")
    assert not wrong, "\n".join(wrong)
    assert JournalLine.objects.count() == lines


def test_an_auditor_is_not_offered_what_they_cannot_do(site: Site) -> None:
    browser = signed_in(cast.of_the_office(Role.AUDITOR))
    page = browser.get(reverse("office:election", args=[site.office.election.slug])).content.decode()
    assert "data-reads-only" in page
    assert "Your role reads this page." in page
    assert "What can be done now" not in page


def test_a_keeper_sees_their_own_places(site: Site) -> None:
    browser = signed_in(cast.of_the_office(Role.KEEPER))
    home = browser.get(reverse("office:home")).content.decode()
    assert reverse("office:members") in home
    assert reverse("office:news") not in home
    election = browser.get(reverse("office:election", args=[site.office.election.slug])).content.decode()
    assert reverse("office:roll", args=[site.office.election.slug]) in election
    assert reverse("office:count", args=[site.office.election.slug]) not in election


class TestAppointing:
    def found(self, desk: Client, person: Person) -> str:
        page = desk.get(reverse("office:appoint"), {"q": person.name}).content.decode()
        address = f"{reverse('office:appoint')}?person={person.pk}"
        assert address in page
        return address

    def test_takes_two(self, desk: Client, other_desk: Client) -> None:
        kim = cast.person("Kim Keeper")
        address = self.found(desk, kim)
        asked = desk.post(address, {"role": "keeper", "reason": "The board agreed."}, follow=True).content.decode()
        assert "Another officer has to agree" in asked
        assert not roles_of(Person.objects.get(pk=kim.pk))
        page = reverse("office:staff_proposal", args=[Proposal.objects.get().pk])
        assert "another officer must agree" in desk.post(page, {"agree": ""}).content.decode()
        assert page in other_desk.get(reverse("office:home")).content.decode()
        assert page in other_desk.get(reverse("office:staff")).content.decode()
        assert f"Kim Keeper, {kim.user.email}: Membership keeper." in other_desk.get(page).content.decode()
        done = other_desk.post(page, {"agree": ""}, follow=True).content.decode()
        assert "They work in the election office now." in done
        assert roles_of(Person.objects.get(pk=kim.pk)) == {Role.KEEPER}
        assert signed_in(kim).get(reverse("office:members")).status_code == 200

    def test_is_taken_back_by_who_asked(self, desk: Client) -> None:
        kim = cast.person("Kim Keeper")
        desk.post(self.found(desk, kim), {"role": "keeper", "reason": "x"})
        page = reverse("office:staff_proposal", args=[Proposal.objects.get().pk])
        assert "Take it back" in desk.get(page).content.decode()
        desk.post(page, {"drop": ""})
        assert Proposal.objects.get().dropped_at
        assert not roles_of(Person.objects.get(pk=kim.pk))

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, desk: Client) -> None:
        address = self.found(desk, cast.person("Kim Keeper"))
        page = desk.post(address, {"reason": "The board agreed."}).content.decode()
        assert "<title>Error:" in page
        assert "Choose a role." in page
        assert "The board agreed." in page

    @pytest.mark.parametrize("nobody", ["999999999", "x", "²"])
    def test_nobody_is_not_found(self, desk: Client, nobody: str) -> None:
        assert desk.get(reverse("office:appoint"), {"person": nobody}).status_code == 404

    def test_who_has_no_account_is_not_found(self, desk: Client) -> None:
        nobody = Person.objects.create(name="Nora Nobody")
        assert "Nobody with an account" in desk.get(reverse("office:appoint"), {"q": "Nora"}).content.decode()
        assert desk.get(reverse("office:appoint"), {"person": nobody.pk}).status_code == 404


def test_dismissing_takes_two_and_two_officers_stay(desk: Client, other_desk: Client, jonas: Person) -> None:
    held = Appointment.objects.get(person=jonas)
    address = reverse("office:dismiss", args=[held.pk])
    refused = desk.post(address, {"reason": "Moved on."}).content.decode()
    assert "At least two officers have to stay." in refused
    assert "Moved on." in refused
    third = cast.officer("Olu")
    desk.post(address, {"reason": "Moved on."})
    page = reverse("office:staff_proposal", args=[Proposal.objects.get().pk])
    signed_in(third).post(page, {"agree": ""})
    assert not roles_of(Person.objects.get(pk=jonas.pk))
    assert other_desk.get(reverse("office:home")).status_code == 403
    assert not User.objects.get(person=jonas).is_staff


def test_no_election_takes_the_address_of_a_page_of_the_office() -> None:
    first = {route.removeprefix("office/").partition("/")[0] for _name, route in pages()}
    assert {name for name in first if name and not name.startswith("<")} <= TAKEN
