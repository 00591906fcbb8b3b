"""The roll in the Django admin: looked up by superusers, changed by nobody, and silent about who voted."""

import pytest
from django.test import Client

from base.models import JournalLine
from elections.models import Organisation, RollEntry
from members.models import User
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org"))
    return client


@pytest.fixture
def entry() -> RollEntry:
    """A voter who has cast a ballot."""
    office = Office()
    office.seal()
    office.vote(office.voters[0])
    return RollEntry.objects.get(election=office.election, person=office.voters[0])


def test_a_voter_is_found_by_name_and_address(root: Client, entry: RollEntry) -> None:
    for sought in (entry.name, entry.email):
        page = root.get("/admin/elections/rollentry/", {"q": sought}).content.decode()
        assert f"/admin/elections/rollentry/{entry.pk}/change/" in page


def test_the_roll_is_changed_by_acts_alone(root: Client, entry: RollEntry) -> None:
    path = f"/admin/elections/rollentry/{entry.pk}"
    answers = [root.post(f"{path}/change/", {"name": "x"}), root.post(f"{path}/delete/", {"post": "yes"})]
    answers.append(root.get("/admin/elections/rollentry/add/"))
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_who_voted_is_not_told(root: Client, entry: RollEntry) -> None:
    page = root.get(f"/admin/elections/rollentry/{entry.pk}/change/").content.decode()
    credential = entry.credentials.get()
    assert entry.name in page
    assert credential.public not in page
    assert credential.ballots.get().tracker not in page


def test_what_bears_on_results_changes_with_a_line_in_the_journal(root: Client) -> None:
    root.post("/admin/elections/organisation/add/", {"name": "Acme"})
    acme = Organisation.objects.get()
    root.post(f"/admin/elections/organisation/{acme.pk}/change/", {"name": "Acme Labs"})
    root.post(f"/admin/elections/organisation/{acme.pk}/delete/", {"post": "yes"})
    lines = JournalLine.objects.order_by("pk").values_list("act", "actor", "subject", "details")
    assert list(lines) == [
        ("enter record", "root@example.org", "organisation: Acme", {}),
        ("change record", "root@example.org", "organisation: Acme Labs", {"fields": "Name"}),
        ("delete record", "root@example.org", "organisation: Acme Labs", {}),
    ]
