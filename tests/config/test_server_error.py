"""What a request that failed is answered, by what it failed of."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from base.tasks import send_mail
from config.errors import server_error
from tests.databases import DatabaseForTests


def status_of(act: Callable[[], object]) -> int:
    try:
        act()
    except Exception:
        return server_error(RequestFactory().post("/")).status_code
    raise AssertionError("it did not fail")


def test_a_job_that_the_queue_could_not_keep_is_a_database_that_is_away(committed: DatabaseForTests) -> None:
    """The queue says so in an exception of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [ours] = cursor.fetchone()
    with committed.owner_connection(committed.name) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    try:
        assert status_of(lambda: send_mail.defer(mail_id=1)) == 503
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("failure", "cause", "status"),
    [
        (OperationalError("gone"), None, 503),
        (RuntimeError("no job"), psycopg.OperationalError("gone"), 503),
        (RuntimeError("no job"), psycopg.IntegrityError("twice"), 500),
        (RuntimeError("ours"), None, 500),
    ],
)
def test_by_what_it_failed_of(failure: Exception, cause: Exception | None, status: int) -> None:
    def fail() -> None:
        raise failure from cause

    assert status_of(fail) == status
