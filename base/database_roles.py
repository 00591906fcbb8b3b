"""Two roles: the owner migrates; the app role of web and worker changes rows, and only adds to what only grows."""

import contextlib
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

CREDENTIALS = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
READ_ONLY_TABLES = ("django_migrations",)


@contextlib.contextmanager
def as_owner() -> Iterator[str]:
    """The default connection belongs to the owner for the length of the block. Gives the app role's name."""
    if connection.in_atomic_block:
        raise RuntimeError("The role cannot change inside a transaction.")
    app_role = {name: connection.settings_dict[name] for name in CREDENTIALS}
    use({name: settings.DATABASE_OWNER[name] for name in CREDENTIALS})
    try:
        yield str(app_role["USER"])
    finally:
        use(app_role)


def use(credentials: dict[str, object]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know it yet
    connection.settings_dict.update(credentials)


def grant_to(role: str) -> None:
    """Give the app role its rights on every table there is; run by the owner, in one transaction."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return
        for kind in ("TABLES", "SEQUENCES"):
            cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {quote(role)}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quote(role)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")
        take_back(role, cursor)


def take_back(role: str, cursor: CursorWrapper) -> None:
    """No changing of what only grows, nor of what was sealed, except the columns that may change."""
    quote = connection.ops.quote_name
    present = set(connection.introspection.table_names(cursor))
    for table in present.intersection(READ_ONLY_TABLES):
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {quote(table)} FROM {quote(role)}")
    for table, columns in (append_only_tables() | sealed_tables()).items():
        if table in present:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {quote(table)} FROM {quote(role)}")
            for column in columns:
                cursor.execute(f"GRANT UPDATE ({quote(column)}) ON {quote(table)} TO {quote(role)}")


def append_only_tables() -> dict[str, tuple[str, ...]]:
    """Each table that only grows, with the columns that may be filled once."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: tuple(getattr(model, "append_only_set_once", ()))
        for model in models
        if getattr(model, "append_only", False) and not model._meta.proxy
    }


def sealed_tables() -> dict[str, tuple[str, ...]]:
    """Each table whose rows stay as they were written, with the columns that may change (`sealed_except`)."""
    columns = {model._meta.db_table: tuple(getattr(model, "sealed_except", ())) for model in apps.get_models()}
    return {table: may_change for table, may_change in columns.items() if may_change}
