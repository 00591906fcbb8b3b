"""The register of directors put right: entered, corrected and removed by the office, each for a reason."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import JournalLine
from community.correcting import Term, correct_term, enter_term, remove_term
from elections.models import BoardTerm, Organisation
from members.linking import person_for
from members.models import Person
from tests.cast import officer, person
from tests.community.posts import DAY

pytestmark = pytest.mark.django_db
ADA = Term(
    name="Ada Okafor", since=date(2019, 7, 1), until=date(2022, 7, 1), cohort="B", organisations=["Acme", "acme "]
)


@pytest.fixture
def olga(db: None) -> Person:
    return officer("Olga Officer")


def line() -> tuple[str, str, dict[str, Any]]:
    last = JournalLine.objects.latest("id")
    return last.act, last.reason, last.details


def changed(**said: Any) -> Term:
    return Term(**{name: getattr(ADA, name) for name in Term.__dataclass_fields__} | said)


class TestEntering:
    def test_makes_a_term_with_its_organisations(self, olga: Person) -> None:
        Organisation.objects.create(name="ACME")
        term = enter_term(ADA, by=olga, at=DAY, reason="Elected before this site.")
        assert (str(term), term.cohort, term.person) == ("Ada Okafor, 2019–2022", "B", None)
        assert [each.name for each in term.organisations.all()] == ["ACME"]
        assert line()[:2] == ("enter term", "Elected before this site.")

    def test_names_somebody_we_know_by_an_address(self, olga: Person) -> None:
        ada = person_for(name="Ada", email="ada@example.org")
        assert enter_term(changed(email="ADA@example.org"), by=olga, at=DAY, reason="x").person == ada

    @pytest.mark.parametrize(
        ("said", "field", "sentence"),
        [
            ({"name": " "}, "name", "Give their name"),
            ({"seat": "x" * 101}, "seat", "At most 100"),
            ({"until": date(2019, 7, 1)}, "until", "ends after it began"),
            ({"email": "nobody@example.org"}, "email", "We know nobody"),
            ({"organisations": ["x" * 201]}, "organisations", "at most 200"),
        ],
    )
    def test_is_refused_at_the_field(self, olga: Person, said: dict[str, Any], field: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            enter_term(changed(**said), by=olga, at=DAY, reason="x")
        assert sentence in refused.value.message_dict[field][0]
        assert not BoardTerm.objects.exists()

    def test_takes_a_reason_and_an_officer(self, olga: Person) -> None:
        with pytest.raises(ValidationError, match="Give a reason"):
            enter_term(ADA, by=olga, at=DAY, reason=" ")
        with pytest.raises(PermissionDenied):
            enter_term(ADA, by=person(), at=DAY, reason="x")
        assert not BoardTerm.objects.exists()


class TestCorrecting:
    def test_says_in_the_journal_what_moved(self, olga: Person) -> None:
        term = enter_term(ADA, by=olga, at=DAY, reason="x")
        correct_term(term, changed(until=date(2021, 3, 1), organisations=["Club"]), by=olga, at=DAY, reason="Resigned.")
        assert line() == (
            "correct term",
            "Resigned.",
            {
                "until": {"from": "2022-07-01", "to": "2021-03-01"},
                "organisations": {"from": "Acme", "to": "Club"},
            },
        )

    def test_without_a_change_leaves_no_trace(self, olga: Person) -> None:
        term = enter_term(ADA, by=olga, at=DAY, reason="x")
        correct_term(term, ADA, by=olga, at=DAY, reason="x")
        assert line()[0] == "enter term"

    def test_takes_a_reason_and_an_officer(self, olga: Person) -> None:
        term = enter_term(ADA, by=olga, at=DAY, reason="x")
        with pytest.raises(ValidationError, match="Give a reason"):
            correct_term(term, changed(name="Eda"), by=olga, at=DAY, reason="")
        with pytest.raises(PermissionDenied):
            correct_term(term, changed(name="Eda"), by=person(), at=DAY, reason="x")
        assert BoardTerm.objects.get().name == "Ada Okafor"


class TestRemoving:
    def test_keeps_in_the_journal_what_the_term_said(self, olga: Person) -> None:
        remove_term(enter_term(ADA, by=olga, at=DAY, reason="x"), by=olga, at=DAY, reason="Never sat.")
        act, reason, details = line()
        assert (act, reason, details["since"]) == ("remove term", "Never sat.", "2019-07-01")
        assert not BoardTerm.objects.exists()

    def test_takes_a_reason_and_an_officer(self, olga: Person) -> None:
        term = enter_term(ADA, by=olga, at=DAY, reason="x")
        with pytest.raises(ValidationError, match="Give a reason"):
            remove_term(term, by=olga, at=DAY, reason="")
        with pytest.raises(PermissionDenied):
            remove_term(term, by=person(), at=DAY, reason="x")
        assert BoardTerm.objects.exists()
