"""The manual of the office: the same file for engineers and for officers, and true to the roles there are."""

from django.conf import settings
from django.test import Client
from django.urls import reverse

from elections.models.appointment import ROLES

MANUAL = (settings.BASE_DIR / "docs" / "election-day.md").read_text()


def test_it_stands_in_the_office(desk: Client) -> None:
    page = desk.get(reverse("office:manual")).content.decode()
    assert "The year, by date</h2>" in page
    assert page.count("<h1") == 1


def test_it_tells_of_every_role() -> None:
    assert not [str(label) for label in ROLES.values() if f"- **{label}**: " not in MANUAL]
