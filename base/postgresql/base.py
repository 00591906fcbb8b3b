"""A connection from the pool is a live one: after a restart of PostgreSQL no request waits for each dead one in turn.

psycopg's own check of a pool pauses one second, then two, then four between dead connections, which is longer than
anybody waits for a page. Here the first dead one makes the pool look at all that it holds.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises OperationalError where the database is away. CONN_HEALTH_CHECKS must be off: the check is here."""
        connection = super().get_new_connection(conn_params)
        pool: Any = self.pool
        if pool is None:
            return connection
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            pool.putconn(connection)
            pool.check()
            return super().get_new_connection(conn_params)
        return connection
