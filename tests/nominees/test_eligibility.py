"""What the office establishes about a nominee: by officers, with a journal line, until the result is certified."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from base import clock
from base.models import JournalLine
from elections.models import Election, Organisation
from members.models import Person
from nominees.eligibility import declare_eligible, declare_ineligible, set_affiliations
from nominees.models import Nominee
from tests.cast import officer
from tests.nominees.nominations import during, election, member, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board)


@pytest.fixture
def ines() -> Person:
    return officer("Ines")


def names(nominee: Nominee) -> list[str]:
    return list(nominee.organisations.values_list("name", flat=True))


class TestAffiliations:
    def test_are_those_that_are_named(self, board: Election, nora: Nominee, ines: Person) -> None:
        acme = Organisation.objects.create(name="Acme")
        set_affiliations(nora, names=["acme ", " New  Works", "ACME", ""], by=ines, at=during(board))
        assert names(nora) == ["Acme", "New Works"]
        assert nora.organisations.filter(pk=acme.pk).exists()
        set_affiliations(nora, names=["New Works"], by=ines, at=during(board))
        assert names(nora) == ["New Works"]
        assert JournalLine.objects.filter(act="set affiliations").last().details == {  # type: ignore[union-attr]
            "organisations": {"from": "Acme, New Works", "to": "New Works"}
        }

    def test_the_same_again_leaves_no_trace(self, board: Election, nora: Nominee, ines: Person) -> None:
        for _again in range(2):
            set_affiliations(nora, names=["Acme"], by=ines, at=during(board))
        assert JournalLine.objects.filter(act="set affiliations").count() == 1

    @pytest.mark.parametrize("other", ["ACME ſ", "acme S"])
    def test_the_same_name_in_other_letters_is_one_organisation(self, other: str) -> None:
        Organisation.objects.create(name="Acme s")
        with pytest.raises(IntegrityError, match="elections_organisation_one_a_name"):
            Organisation.objects.create(name=other)

    def test_can_all_be_taken_away(self, board: Election, nora: Nominee, ines: Person) -> None:
        set_affiliations(nora, names=["Acme"], by=ines, at=during(board))
        set_affiliations(nora, names=[], by=ines, at=during(board))
        assert names(nora) == []

    def test_a_name_has_at_most_200_characters(self, board: Election, nora: Nominee, ines: Person) -> None:
        set_affiliations(nora, names=["x" * 200], by=ines, at=during(board))
        with pytest.raises(ValidationError, match="at most 200"):
            set_affiliations(nora, names=["x" * 201], by=ines, at=during(board))
        assert names(nora) == ["x" * 200]

    def test_are_set_by_officers_alone(self, board: Election, nora: Nominee) -> None:
        with pytest.raises(PermissionDenied):
            set_affiliations(nora, names=["Acme"], by=member("Mia"), at=during(board))
        assert not Organisation.objects.exists()


class TestEligibility:
    def test_needs_a_reason_and_can_be_taken_back_with_one(self, board: Election, nora: Nominee, ines: Person) -> None:
        with pytest.raises(ValidationError, match="Give a reason"):
            declare_ineligible(nora, reason=" ", by=ines, at=during(board))
        declare_ineligible(nora, reason="Not a member.", by=ines, at=during(board))
        nora.refresh_from_db()
        assert nora.ineligible_reason == "Not a member."
        declare_eligible(nora, reason="The list was wrong.", by=ines, at=during(board))
        nora.refresh_from_db()
        assert nora.ineligible_reason == ""
        acts = JournalLine.objects.filter(act__endswith="eligible").values_list("act", "actor", "reason")
        assert list(acts) == [
            ("declare ineligible", "Ines", "Not a member."),
            ("declare eligible", "Ines", "The list was wrong."),
        ]

    def test_who_can_be_seated_is_not_declared_so_again(self, board: Election, nora: Nominee, ines: Person) -> None:
        with pytest.raises(ValidationError, match="can be seated already"):
            declare_eligible(nora, reason="Why not?", by=ines, at=during(board))

    def test_is_declared_by_officers_alone(self, board: Election, nora: Nominee) -> None:
        for act in (declare_ineligible, declare_eligible):
            with pytest.raises(PermissionDenied):
                act(nora, reason="Mine.", by=nora.person, at=during(board))

    def test_is_settled_with_the_certified_result(self, board: Election, nora: Nominee, ines: Person) -> None:
        now = clock.now()
        facts = ("ballots_ended", "tallied", "counted")
        counted = {f"{fact}_at": now for fact in facts} | {f"{fact}_by": ines for fact in facts}
        sealed = {"roll_sealed_at": now, "roll_sealed_by": ines, "ballot_sealed_at": now, "ballot_sealed_by": ines}
        Election.objects.update(**sealed, **counted, roll_hash="0" * 64)
        declare_ineligible(nora, reason="Found out at the count.", by=ines, at=now)
        certified = {"certified_at": now, "certified_by": ines, "certified_second_by": officer("Jonas")}
        Election.objects.update(**certified)
        for act in (declare_ineligible, declare_eligible):
            with pytest.raises(ValidationError, match="settled"):
                act(nora, reason="Too late.", by=ines, at=now)
        with pytest.raises(ValidationError, match="settled"):
            set_affiliations(nora, names=["Acme"], by=ines, at=now)
