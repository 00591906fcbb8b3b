"""A published result stays as it was certified; what is found wrong is said beside it, by two officers."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from ballots.correcting import correct_result
from ballots.models import CertifiedResult, ResultCorrection
from ballots.results import in_public
from tests import cast
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> Office:
    office = Office(voters=1, candidates=2, resolutions=0)
    office.seal()
    office.vote(office.voters[0], (0,))
    office.count()
    office.certify()
    office.publish()
    return office


def correct(office: Office, text: str = "Ada’s name has an accent.", reason: str = "Ada wrote.") -> ResultCorrection:
    return correct_result(
        office.election, text=text, by=office.first, seconded_by=office.second, at=office.now, reason=reason
    )


def test_is_added_and_the_result_stays(published: Office) -> None:
    before = CertifiedResult.objects.get().data
    correct(published)
    correct(published, "And another.")
    assert CertifiedResult.objects.get().data == before
    told = in_public(published.election)["corrections"]
    assert [(each["number"], each["text"]) for each in told] == [(1, "Ada’s name has an accent."), (2, "And another.")]
    assert told[0]["by"] == [published.first.name, published.second.name]
    assert told[0]["reason"] == "Ada wrote."


def test_takes_two_officers_words_and_a_reason(published: Office) -> None:
    words: dict[str, Any] = {"text": "x", "at": published.now, "reason": "x"}
    with pytest.raises(ValidationError, match="second officer"):
        correct_result(published.election, by=published.first, seconded_by=None, **words)
    with pytest.raises(PermissionDenied):
        correct_result(published.election, by=cast.person(), seconded_by=published.first, **words)
    for text, reason in (("", "x"), ("x" * 4001, "x"), ("x", " ")):
        with pytest.raises(ValidationError):
            correct(published, text, reason)
    assert not ResultCorrection.objects.exists()


def test_only_of_what_is_published() -> None:
    with pytest.raises(ValidationError, match="Only a published"):
        correct(Office(voters=1))


def test_the_database_lets_nobody_change_or_delete_one(published: Office) -> None:
    added = correct(published)
    added.text = "else"
    with pytest.raises(DatabaseError), transaction.atomic():
        added.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultCorrection.objects.all().delete()
