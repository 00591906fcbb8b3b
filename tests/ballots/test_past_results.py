"""Elections held elsewhere: their figures seat as ours do, are marked, and count for register, pages and turnout."""

import csv
import html
import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ballots.management.commands.import_results import FACTS
from ballots.models import PastResult
from ballots.past_figures import PastElection, read_json
from ballots.past_results import enter_past_result
from base import clock
from community import board
from elections.models import BoardTerm, Election
from elections.reseating import differences
from members.models import Person
from nominees.models import Elected
from nominees.past import candidacies
from tests import cast
from tests.ballots.elections import Office, add_candidate

pytestmark = pytest.mark.django_db
BOARD = {
    "title": "Board",
    "seats": [3, 1],
    "choices": [{"name": "Ada One", "votes": 50}, {"name": "Bo", "votes": 40}, {"name": "Cy", "votes": 30}],
}


def past(**more: Any) -> PastElection:
    told = {"name": "2019 example election", "source": "The minutes", "contests": [BOARD]} | more
    return read_json(json.dumps({"elections": [told]}))[0]


def enter(told: PastElection) -> tuple[Election, str]:
    return enter_past_result(told, by=cast.person("Ines"), at=clock.now())


def page(view: str, *args: str) -> str:
    return Client().get(reverse(f"ballots:{view}", args=args)).content.decode()


def test_the_facts_of_the_psf_seat_the_board_of_2017_as_it_was_published() -> None:
    call_command("import_results", "--commit", stdout=io.StringIO())
    contest = PastResult.objects.get(election__slug="2017-board").data["contests"][0]
    seated = {years: [row["name"] for row in contest["choices"] if row["years"] == years] for years in (3, 2, 1)}
    assert seated == {
        3: ["Ceder", "Holscher", "Kazil", "Hildebrandt"],
        2: ["Mesa", "Wouters", "Das", "Mhangami"],
        1: ["Reitz", "Hunner", "Pacheco"],
    }
    shown = html.unescape(page("result", "2017-board"))
    assert "11 of 22 elected" in shown
    assert "This election was not held here." in shown
    assert "Became an Officer Director." in shown
    assert "Mhangami for two years, Reitz for one." in shown
    assert differences(json.loads(page("result_json", "2017-board"))) == []


def test_the_facts_are_the_turnout_over_the_years() -> None:
    call_command("import_results", "--commit", stdout=io.StringIO())
    rows = list(csv.DictReader(io.StringIO(page("turnout_csv"))))
    assert [(row["year"], row["eligible"], row["voted"], row["candidates"], row["seats"]) for row in rows] == [
        ("2025", "929", "683", "13", "4"),
        ("2024", "794", "611", "19", "3"),
        ("2023", "877", "621", "15", "5"),
        ("2022", "1459", "578", "26", "4"),
        ("2020", "1151", "462", "26", "4"),
        ("2019", "957", "373", "16", "4"),
        ("2017", "", "", "22", "11"),
    ]
    told = json.loads(page("turnout_json"))["elections"]
    assert (told[1]["resolutions"], told[1]["carried"], told[1]["imported"]) == (3, 3, True)
    assert "2024: 611 / 794" in page("turnout")
    assert "How many voted for and against is not on record here." in page("result", "2024-board")
    assert "265 were needed; the quorum is met." in page("result", "2024-board")


def test_without_commit_and_with_a_fault_nothing_is_written(tmp_path: Any) -> None:
    call_command("import_results", stdout=io.StringIO())
    wrong = tmp_path / "wrong.json"
    wrong.write_text(FACTS.read_text().replace('"slug": "2025-board"', '"kind": "unheard-of"'))
    with pytest.raises(CommandError, match="no kind of election"):
        call_command("import_results", wrong, "--commit", stdout=io.StringIO())
    assert not Election.objects.exists()


def test_the_same_figures_again_change_nothing_and_others_do() -> None:
    assert [enter(past())[1], enter(past())[1], enter(past(source="The archive"))[1]] == ["new", "unchanged", "changed"]
    assert Election.objects.count() == Elected.objects.count() - 1 == 1


def test_they_join_the_election_whose_documents_were_taken_over() -> None:
    election, _outcome = enter(past(contests=[]))
    Election.objects.update(slug="2019-from-documents", name="The election of 2019")
    ada = add_candidate(election, "Ada One")
    again, outcome = enter(past())
    assert (again.pk, outcome) == (election.pk, "changed")
    assert Elected.objects.get(position=1).nominee == ada
    assert reverse("nominees:candidate", args=["2019-from-documents", "ada-one"]) in page("result", again.slug)


def test_what_was_held_here_takes_none() -> None:
    office = Office()
    with pytest.raises(ValidationError, match="held here"):
        enter(past(name="Board election 2026"))
    assert not PastResult.objects.filter(election=office.election).exists()


def test_who_was_elected_counts_for_the_register_and_on_pages() -> None:
    election, _outcome = enter(past(eligible=100, voted=60))
    ada = add_candidate(election, "Ada One")
    enter(past(eligible=100, voted=60, source="The archive"))
    officer = cast.officer("Olga")
    assert board.not_entered([election]) == [election]
    board.enter_directors(Election.objects.get(), by=officer, at=clock.now())
    assert BoardTerm.objects.get(name="Ada One").person == ada.person
    now = Office()
    stands = add_candidate(now.election, "Ada")
    stands.person = Person.objects.get(pk=ada.person_id)
    stands.save()
    (found,) = candidacies(stands, clock.now())
    assert found.outcome == "elected, 50 of 60 votes"


@pytest.mark.parametrize("number", [1, 3])
def test_turnout_costs_the_same_for_any_number(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for year in range(number):
        enter(past(name=f"201{year} example election"))
    with django_assert_num_queries(1):
        page("turnout")
