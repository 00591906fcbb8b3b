"""A new body needs a kind, which is a row that the office writes: its elections then run like every other."""

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from base.models import JournalLine
from elections.journal_lines import journal_entry
from elections.models import Election, ElectionKind
from office.forms_rules import KindForm, RulesForm

pytestmark = pytest.mark.django_db
GUILD = {
    "name": "Guild election",
    "slug": "guild",
    "description": "The guild of example makers.",
    "body": "guild",
    "body_name": "Guild of makers",
    "board_size": "6",
    "seat_years": "2, 2",
    "affiliation_limit": "number",
    "entity_limit": "1",
    "voting_classes": ["contributing"],
    "quorum_numerator": "1",
    "quorum_denominator": "2",
    "majority": "voting members",
    "has_nominations": "on",
    "nomination_days": "10",
    "voting_days": "7",
}


def test_a_new_body_needs_no_code(desk: Client) -> None:
    assert desk.post(reverse("office:add_kind"), GUILD).status_code == 302
    opening = {"kind": "guild", "name": "Guild 2030", "voting_opens": "2030-09-01T14:00", "seat_years": ""}
    desk.post(reverse("office:make"), opening)
    made = Election.objects.get()
    assert made.kind == ElectionKind.objects.get(slug="guild")
    assert (made.body, made.entity_limit, made.voting_classes) == ("guild", 1, ["contributing"])
    assert made.contests.get().title == "Guild of makers"
    assert [seat.years for seat in made.contests.get().seats.all()] == [2, 2]
    assert (made.voting_closes - made.voting_opens).days == 7
    assert made.nominations_open is not None
    assert (made.nominations_close - made.nominations_open).days == 10  # type: ignore[operator]
    rules = desk.get(reverse("office:kinds")).content.decode()
    assert "Contributing members vote, each person once." in rules
    assert "At most 1 of those who sit may share an affiliation." in rules


def test_a_vote_on_a_resolution_has_no_nominees(desk: Client) -> None:
    opening = {"kind": "resolution", "name": "Bylaws 2030", "voting_opens": "2030-09-01T14:00", "seat_years": ""}
    desk.post(reverse("office:make"), opening)
    made = Election.objects.get()
    assert (made.nominations_open, made.body, made.contests.count()) == (None, "", 0)
    answer = desk.post(reverse("office:make"), opening | {"name": "Again 2030", "seat_years": "3"})
    assert "has no nominees, so it fills no seats" in str(answer.context["form"]["seat_years"].errors)


def test_a_changed_kind_changes_no_election_that_was_made(desk: Client) -> None:
    desk.post(reverse("office:add_kind"), GUILD)
    desk.post(reverse("office:make"), {"kind": "guild", "name": "Guild 2030", "voting_opens": "2030-09-01T14:00"})
    page = reverse("office:kind", args=["guild"])
    answer = desk.post(page, GUILD | {"quorum_denominator": "4"})
    assert "Give a reason" in answer.content.decode()
    desk.post(page, GUILD | {"quorum_denominator": "4", "reason": "The guild resolved it."})
    assert ElectionKind.objects.get(slug="guild").quorum_denominator == 4
    assert Election.objects.get().quorum_denominator == 2
    line = JournalLine.objects.get(act="change kind")
    assert (line.reason, line.details) == ("The guild resolved it.", {"quorum_denominator": {"from": "2", "to": "4"}})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"slug": "board"}, "already exists"),
        ({"voting_classes": []}, "Say which memberships have a vote."),
        ({"quorum_numerator": "3"}, "A quorum is a part of the voting members"),
        ({"has_nominations": ""}, "Who fills seats has to be nominated."),
        ({"body": ""}, "in whose register they stand"),
        ({"voting_days": "61"}, "A vote lasts 1 to 60 days."),
        ({"rules_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Client, change: dict[str, object], said: str) -> None:
    answer = desk.post(reverse("office:add_kind"), GUILD | change)
    assert said in answer.content.decode()
    assert not ElectionKind.objects.filter(slug="guild").exists()


@pytest.mark.parametrize(("form", "model"), [(RulesForm, Election), (KindForm, ElectionKind)])
def test_the_journal_calls_a_rule_as_its_form_does(form: type[RulesForm | KindForm], model: type[Model]) -> None:
    shown = form(instance=model())
    for name in form.Meta.fields:
        details = {name: {"from": "x", "to": "y"}}
        label = str(shown[name].label).removesuffix(" (UTC)")
        assert journal_entry(JournalLine(act="change rules", details=details))["details"].startswith(f"{label}: y")


def test_one_that_is_retired_is_not_offered(desk: Client) -> None:
    ElectionKind.objects.filter(slug="resolution").update(retired=True)
    text = desk.get(reverse("office:make")).content.decode()
    assert 'value="resolution"' not in text
    assert 'value="packaging-council"' in text


def test_the_list_costs_the_same_for_any_number(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        desk.get(reverse("office:kinds"))
