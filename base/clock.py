"""The database's clock decides: every process on every machine asks the same one."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """PostgreSQL's `clock_timestamp()`: the time of this statement, not of its transaction."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field: "DateTimeField[Any, Any]" = DateTimeField()


def now() -> datetime:
    """The database's time at this very moment, in UTC; inside a transaction it moves on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    instant: datetime = row[0]
    return instant.astimezone(UTC)
