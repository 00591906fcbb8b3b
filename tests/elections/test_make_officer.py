"""The first officer is made on the command line, and journaled."""

import pytest
from django.core.management import CommandError, call_command

from base.models import JournalLine
from elections.officers import is_officer
from members.models import Person, User
from tests import cast

pytestmark = pytest.mark.django_db


def test_somebody_new_is_made_with_a_name() -> None:
    call_command("make_officer", "Ines@Example.org", "Ines Castellano")
    ines = Person.objects.get()
    assert is_officer(ines)
    assert ines.user.email == "ines@example.org"
    assert not ines.user.is_superuser
    assert JournalLine.objects.get().act == "make officer"


def test_somebody_new_needs_a_name() -> None:
    with pytest.raises(CommandError, match="give their name"):
        call_command("make_officer", "ines@example.org")
    assert not User.objects.exists()


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("make_officer", "not-an-email", "Ines")


def test_a_known_person_becomes_an_officer_and_is_one_no_more() -> None:
    ada = cast.person("Ada", "ada@example.org")
    call_command("make_officer", "ada@example.org", "--superuser")
    assert is_officer(Person.objects.get(pk=ada.pk))
    assert User.objects.get().is_superuser
    call_command("make_officer", "ada@example.org", "--remove")
    assert not is_officer(Person.objects.get(pk=ada.pk))
    assert not User.objects.get().is_superuser
