"""The Django admin: superusers alone; the journal and the mail to read, without anybody's secrets."""

import pytest
from django.contrib import admin
from django.test import Client

from base import journal, mail
from base.models import JournalLine, Mail
from members.linking import person_for
from members.models import Address, Person, User
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org"))
    return client


@pytest.mark.parametrize("model", [model._meta.label_lower.replace(".", "/") for model in admin.site._registry])
def test_every_list_opens_to_a_superuser_and_to_nobody_else(root: Client, model: str) -> None:
    assert root.get(f"/admin/{model}/").status_code == 200
    officer = Client()
    officer.force_login(User.objects.create_user("officer@example.org", is_staff=True))
    assert officer.get(f"/admin/{model}/", follow=True).status_code == 403
    assert Client().get(f"/admin/{model}/")["Location"].startswith("/admin/login/")


def test_the_journal_is_read(root: Client) -> None:
    line = journal.write("nominated", by="test")
    path = f"/admin/base/journalline/{line.pk}"
    assert root.get(f"{path}/change/").status_code == 200
    refused = [root.post(f"{path}/change/", {"act": "x"}), root.post(f"{path}/delete/", {"post": "yes"})]
    refused.append(root.get("/admin/base/journalline/add/"))
    assert [answer.status_code for answer in refused] == [403, 403, 403]


def test_a_mail_is_shown_without_its_words(root: Client) -> None:
    context = {"code": "KQXZ-MWRT", "minutes": 10}
    letter = mail.queue(kind="sign-in code", to="jo@example.org", context=context)
    assert letter
    page = root.get(f"/admin/base/mail/{letter.pk}/change/").content.decode()
    assert "jo@example.org" in page
    assert "KQXZ" not in page


def test_an_address_added_here_is_compared_like_any_other(root: Client) -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    person_for(name="Al", email="al@example.org")
    first = jo.addresses.get()
    form = {
        "name": "Jo",
        "merged_into": "",
        "addresses-TOTAL_FORMS": "2",
        "addresses-INITIAL_FORMS": "1",
        "addresses-0-id": first.pk,
        "addresses-0-person": jo.pk,
        "addresses-0-email": first.email,
        "addresses-0-position": "0",
        "addresses-1-person": jo.pk,
        "addresses-1-position": "1",
    }
    for inline in ("memberships", "affirmations"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    path = f"/admin/members/person/{jo.pk}/change/"
    refused = root.post(path, form | {"addresses-1-email": "AL@example.org"})
    assert "known by this address already" in refused.content.decode()
    assert root.post(path, form | {"addresses-1-email": "Home@Example.org"}).status_code == 302
    assert Address.objects.get(normalised="home@example.org").person == jo


class TestAddressesOfVotersOnAnOpenRoll:
    """Whoever reads a voter's mail can vote in their place, so addresses stay while a vote is on."""

    def change(self, root: Client, voter: Person, **more: str) -> str:
        known = voter.addresses.get()
        form = {"name": voter.name, "addresses-TOTAL_FORMS": "2", "addresses-INITIAL_FORMS": "1"}
        form |= {"addresses-0-id": str(known.pk), "addresses-0-email": known.email, "addresses-0-position": "0"}
        form |= {"addresses-0-person": str(voter.pk), "addresses-1-person": str(voter.pk), "addresses-1-position": "0"}
        for inline in ("memberships", "affirmations"):
            form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
        root.post(f"/admin/members/person/{voter.pk}/change/", form | more)
        return ", ".join(voter.addresses.values_list("email", flat=True))

    @pytest.mark.parametrize(
        "more",
        [
            {"addresses-0-email": "thief@example.org"},
            {"addresses-1-email": "thief@example.org"},
            {"addresses-0-DELETE": "on"},
        ],
    )
    def test_stay_until_the_vote_is_over(self, root: Client, more: dict[str, str]) -> None:
        office = Office(candidates=0)
        office.seal()
        voter = office.voters[0]
        before = voter.addresses.get().email
        assert self.change(root, voter, **more) == before
        office.end()
        assert self.change(root, voter, **more) != before


def test_receipts_of_voters_are_not_listed(root: Client) -> None:
    Mail.objects.create(kind="ballot cast", recipient="voter@example.org", subject="x", text="x")
    Mail.objects.create(kind="nominated", recipient="nominee@example.org", subject="x", text="x")
    listed = root.get("/admin/base/mail/").content.decode()
    assert "nominee@example.org" in listed
    assert "voter@example.org" not in listed


def test_the_tables_of_the_libraries_are_not_here(root: Client) -> None:
    for path in ("account/emailaddress", "mfa/authenticator", "auth/group"):
        assert root.get(f"/admin/{path}/").status_code == 404


def test_nobody_is_made_an_officer_here(root: Client) -> None:
    basil = User.objects.create_user("basil@example.org")
    path = f"/admin/members/user/{basil.pk}/change/"
    assert root.post(path, {"is_active": "on", "is_staff": "on", "is_superuser": "on"}).status_code == 302
    basil.refresh_from_db()
    assert not any((basil.is_staff, basil.is_superuser))
    line = JournalLine.objects.get()
    assert (line.act, line.actor, line.subject) == ("change record", "root@example.org", "account: basil@example.org")


def test_the_address_of_a_voter_stays_while_the_vote_is_open(root: Client) -> None:
    office = Office()
    voter = office.voters[0]
    [address] = voter.addresses.all()
    form = {
        "name": voter.name,
        "merged_into": "",
        "addresses-TOTAL_FORMS": "1",
        "addresses-INITIAL_FORMS": "1",
        "addresses-0-id": address.pk,
        "addresses-0-person": voter.pk,
        "addresses-0-email": "mallory@attacker.example",
        "addresses-0-position": "0",
    }
    for inline in ("memberships", "affirmations"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    path = f"/admin/members/person/{voter.pk}/change/"
    assert "on the roll of an open vote" in root.post(path, form).content.decode()
    address.refresh_from_db()
    assert address.email != "mallory@attacker.example"
    office.move(cancelled_at=office.now, cancelled_by=office.first)
    assert root.post(path, form).status_code == 302
