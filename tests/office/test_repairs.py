"""An address whose mail came back is put right: it becomes the one of record, and what it missed goes there."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from procrastinate.exceptions import ConnectorException

from base import clock
from base.mail_models import Bounce
from base.models import JournalLine, Mail
from members.models import Address, Person
from office.repairs import open_repairs, put_right, repairs
from tests import cast

pytestmark = pytest.mark.django_db
OLD, NEW = "ada@example.org", "new@example.org"


@pytest.fixture
def ada() -> Person:
    """A mail to her came back, whose words are there."""
    ada = cast.person("Ada Lost", OLD)
    Address.objects.create(person=ada, email=OLD, normalised=OLD)
    letter = Mail.objects.create(kind="nominated", recipient=OLD, subject="x", text="Words.")
    Bounce.objects.create(mail=letter, address=OLD, kind="hard", words="5.1.1", received_at=clock.now())
    return ada


@contextmanager
def jobs_are_locked() -> Iterator[None]:
    """The database takes no job meanwhile, and says so soon."""
    another = connection.copy()
    with another.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("LOCK TABLE procrastinate_jobs IN SHARE MODE")
        with connection.cursor() as ours:
            ours.execute("SET LOCAL lock_timeout = '50ms'")
        yield
        cursor.execute("ROLLBACK")
    another.close()


def test_it_becomes_the_one_of_record_and_gets_what_was_missed(ada: Person) -> None:
    (found,) = repairs(list(open_repairs()))
    assert (found.people, found.kinds) == ([ada], ["Nomination received"])
    assert put_right(OLD, person=ada, email=NEW, by=cast.officer(), at=clock.now(), reason="She rang.") == 1
    assert list(ada.addresses.values_list("email", flat=True)) == [NEW, OLD]
    assert Mail.objects.latest("pk").recipient == NEW
    assert not open_repairs().exists()


def test_what_is_no_address_is_refused(ada: Person) -> None:
    with pytest.raises(ValidationError, match="Give an address"):
        put_right(OLD, person=ada, email="new", by=cast.officer(), at=clock.now(), reason="She rang.")
    assert open_repairs().exists()


def test_where_nothing_can_be_sent_there_the_address_stays_so_that_it_can_be_tried_again(ada: Person) -> None:
    officer = cast.officer()
    with jobs_are_locked(), pytest.raises(ConnectorException):
        put_right(OLD, person=ada, email=NEW, by=officer, at=clock.now(), reason="She rang.")
    assert list(ada.addresses.values_list("email", flat=True)) == [OLD]
    assert not JournalLine.objects.filter(act="change address").exists()
    assert put_right(OLD, person=ada, email=NEW, by=officer, at=clock.now(), reason="She rang.") == 1
