"""The whole journal, newest first, and what is looked for in it."""

import uuid

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
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


def test_lines_are_found_by_their_act(desk: Client) -> None:
    election = Office().election
    journal.write("pause", by="Ines", election=election.uuid, reason="a fault at noon")
    journal.write("resume", by="Jonas", election=election.uuid, reason="mended")
    address = reverse("office:journal", args=[election.slug])

    def reasons(**asked: str) -> list[str]:
        return [entry["reason"] for entry in desk.get(address, asked).context["entries"]]

    assert reasons(act="resume") == ["mended"]
    assert reasons(act="resume", q="noon") == []
    assert reasons(act="never done") == reasons(q="\0") == ["mended", "a fault at noon"]


def test_what_the_public_journal_leaves_out_is_marked(desk: Client) -> None:
    election = Office().election
    address = reverse("office:journal", args=[election.slug])
    journal.write("pause", by="Ines", election=election.uuid, public=True)
    assert "(not public)" not in desk.get(address).content.decode()
    journal.write("propose", by="Ines", election=election.uuid, subject="resume")
    assert desk.get(address).content.decode().count("(not public)") == 1


def test_the_list_costs_the_same_for_one_and_for_three(desk: Client) -> None:
    election = Office().election

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("office:journal", args=[election.slug]))
        return len(captured)

    journal.write("pause", by="Ines", election=election.uuid)
    one = queries()
    for _ in range(2):
        journal.write("resume", by="Ines", election=election.uuid)
    assert queries() == one


def test_it_is_taken_away_with_names(desk: Client) -> None:
    election = Office().election
    journal.write("propose", by="Ines", election=election.uuid, subject="extend", reason="-an outage")
    journal.chain()
    table = desk.get(reverse("office:journal_csv", args=[election.slug]))
    assert table["Content-Disposition"].startswith("attachment")
    assert ",Ines,,propose," in table.content.decode()
    assert "'-an outage" in table.content.decode()
    data = desk.get(reverse("office:journal_json", args=[election.slug])).json()
    assert data["lines"][-1]["by"] == "Ines"
    assert data["head"]["hash"] == data["lines"][-1]["hash"]
    assert data["head"]["hash"] in desk.get(reverse("office:journal", args=[election.slug])).content.decode()
