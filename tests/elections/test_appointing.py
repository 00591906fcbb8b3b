"""Who works in the office: two officers appoint and dismiss, two officers stay, and the account's mark goes along."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from base.models import JournalLine, Mail
from elections.appointing import appoint, dismiss
from elections.models import Appointment
from elections.officers import is_officer, may_read, require_duty, require_officer, roles_of
from elections.roles import Duty, Role
from members.models import Person, User
from tests import cast
from tests.elections.board_of_2026 import at

pytestmark = pytest.mark.django_db
NOW = at(7, 1)


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def jonas() -> Person:
    return cast.officer("Jonas")


@pytest.fixture
def kim() -> Person:
    return cast.person("Kim")


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def enter(person: Person, role: Role, ines: Person, jonas: Person) -> Appointment:
    appoint(person, role=role, by=ines, seconded_by=jonas, at=NOW, reason="The board agreed.")
    return Appointment.objects.get(person=person, role=role, dismissed_at=None)


def test_two_officers_appoint_and_the_office_opens(ines: Person, jonas: Person, kim: Person) -> None:
    enter(kim, Role.KEEPER, ines, jonas)
    kim = again(kim)
    assert roles_of(kim) == {Role.KEEPER}
    require_duty(kim, Duty.MEMBERS)
    assert not is_officer(kim)
    with pytest.raises(PermissionDenied):
        require_officer(kim)
    with pytest.raises(PermissionDenied, match="does not include"):
        require_duty(kim, Duty.WORDS)
    line = JournalLine.objects.get(act="appoint")
    assert (line.actor, line.second, line.subject, line.details) == ("Ines", "Jonas", "Kim", {"role": "keeper"})
    assert "Membership keeper" in Mail.objects.get(recipient=kim.user.email).text


def test_one_officer_is_never_enough(ines: Person, kim: Person) -> None:
    for second, refusal in ((None, "second officer"), (ines, "somebody else")):
        with pytest.raises(ValidationError, match=refusal):
            appoint(kim, role=Role.AUDITOR, by=ines, seconded_by=second, at=NOW, reason="x")
    auditor = cast.of_the_office(Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        appoint(kim, role=Role.AUDITOR, by=ines, seconded_by=auditor, at=NOW, reason="x")
    with pytest.raises(PermissionDenied):
        appoint(kim, role=Role.AUDITOR, by=auditor, seconded_by=ines, at=NOW, reason="x")
    assert not roles_of(again(kim))


def test_it_takes_a_reason_an_account_and_a_role_that_is_new(ines: Person, jonas: Person, kim: Person) -> None:
    with pytest.raises(ValidationError, match="Give a reason"):
        appoint(kim, role=Role.KEEPER, by=ines, seconded_by=jonas, at=NOW, reason=" ")
    with pytest.raises(ValidationError, match="no account yet"):
        enter(Person.objects.create(name="Nobody"), Role.KEEPER, ines, jonas)
    enter(kim, Role.KEEPER, ines, jonas)
    with pytest.raises(ValidationError, match="this role already"):
        enter(kim, Role.KEEPER, ines, jonas)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(person=kim, role=Role.KEEPER, appointed_at=NOW)


def test_the_office_closes_with_the_last_role(ines: Person, jonas: Person, kim: Person) -> None:
    keeper = enter(kim, Role.KEEPER, ines, jonas)
    auditor = enter(kim, Role.AUDITOR, ines, jonas)
    dismiss(keeper, by=ines, seconded_by=jonas, at=NOW, reason="Done.")
    assert roles_of(again(kim)) == {Role.AUDITOR}
    dismiss(auditor, by=jonas, seconded_by=ines, at=NOW, reason="Done.")
    assert not roles_of(again(kim))
    assert not User.objects.get(person=kim).is_staff
    assert not may_read(again(kim), Duty.DESK)
    with pytest.raises(ValidationError, match="no more"):
        dismiss(auditor, by=jonas, seconded_by=ines, at=NOW, reason="Done.")


def test_two_officers_stay(ines: Person, jonas: Person, kim: Person) -> None:
    held = Appointment.objects.get(person=jonas)
    with pytest.raises(ValidationError, match="At least two officers"):
        dismiss(held, by=ines, seconded_by=jonas, at=NOW, reason="x")
    enter(kim, Role.OFFICER, ines, jonas)
    dismiss(held, by=ines, seconded_by=again(kim), at=NOW, reason="x")
    assert not is_officer(again(jonas))


def test_a_closed_account_has_no_role(ines: Person) -> None:
    User.objects.filter(person=ines).update(is_active=False)
    assert not roles_of(again(ines))
