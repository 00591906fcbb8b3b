"""The whole journal, newest first, and what is looked for in it."""

import uuid

from django.test import Client
from django.urls import reverse

from base import journal
from tests.ballots.elections import Office


def test_officers_read_what_is_not_public_too(desk: Client) -> None:
    election = Office().election
    journal.write("propose", by="Ines", election=election.uuid, subject="extend", reason="an outage at the host")
    text = desk.get(reverse("office:journal", args=[election.slug])).content.decode()
    assert "an outage at the host" in text
    assert "an outage" not in desk.get(reverse("elections:journal", args=[election.slug])).content.decode()


def test_a_line_is_found_by_its_words(desk: Client) -> None:
    election = Office().election
    journal.write("pause", by="Ines", election=election.uuid, reason="a fault at noon")
    journal.write("resume", by="Jonas", election=election.uuid, reason="mended")
    address = reverse("office:journal", args=[election.slug])
    found = desk.get(address, {"q": "NOON"}).content.decode()
    assert "a fault at noon" in found
    assert "mended" not in found
    assert "No line has this in it." in desk.get(address, {"q": "nothing like it"}).content.decode()


def test_lines_of_another_election_are_not_here(desk: Client) -> None:
    election = Office().election
    journal.write("pause", by="Ines", election=uuid.uuid4(), reason="elsewhere")
    assert "elsewhere" not in desk.get(reverse("office:journal", args=[election.slug])).content.decode()
