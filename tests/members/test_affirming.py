"""A member's word that they intend to vote is kept with their address of record, and stands in the journal."""

import pytest

from base import clock
from base.models import JournalLine
from members.affirming import affirm
from members.linking import person_for
from members.models import Address
from tests.cast import person

pytestmark = pytest.mark.django_db


def test_it_is_kept_with_the_address_of_record() -> None:
    jo, now = person_for(name="Jo", email="Jo@Example.org"), clock.now()
    Address.objects.create(person=jo, email="later@example.org", normalised="later@example.org", position=1)
    given = affirm(jo, at=now, source="said on this site")
    assert (given.affirmed_at, given.email, given.source) == (now, "Jo@Example.org", "said on this site")
    assert not given.carried_over


def test_who_has_no_address_on_the_list_gives_it_under_that_of_their_account() -> None:
    given = affirm(person(email="ada@example.org"), at=clock.now(), source="said on this site")
    assert given.email == "ada@example.org"


def test_the_journal_has_a_line_that_is_not_public() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    affirm(jo, at=clock.now(), source="said on this site")
    line = JournalLine.objects.get()
    assert (line.act, line.actor_id, line.public) == ("affirm", jo.pk, False)
