"""A database for one command alone, beside the real one."""

import contextlib
import secrets
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from base.database_roles import CREDENTIALS


@contextlib.contextmanager
def own_database(purpose: str) -> Iterator[None]:
    """Every connection goes to a new, migrated database, with the usual roles; it is dropped in the end."""
    name, usual = f"{purpose}_{secrets.token_hex(4)}", connection.settings_dict["NAME"]
    _as_owner(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _go_to({"NAME": name})
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        _go_to({"NAME": usual})
        _as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def given_database(url: str) -> Iterator[None]:
    """Every connection goes to this database, with the one role of its address; what is done there stays there."""
    parts = conninfo_to_dict(url)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    there: dict[str, object] = {ours: str(parts.get(theirs) or "") for ours, theirs in named.items()}
    usual = {name: connection.settings_dict[name] for name in ("NAME", *CREDENTIALS)}
    owner = dict(settings.DATABASE_OWNER)
    _go_to(there)
    settings.DATABASE_OWNER.update(there)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        _go_to(usual)
        settings.DATABASE_OWNER.update(owner)


def _go_to(there: dict[str, object]) -> None:
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know it yet
    connection.settings_dict.update(there)


def _as_owner(statement: sql.Composed) -> None:
    owner = settings.DATABASE_OWNER
    credentials = {"user": owner["USER"], "password": owner["PASSWORD"], "host": owner["HOST"], "port": owner["PORT"]}
    with psycopg.connect(dbname=owner["NAME"], autocommit=True, **credentials) as plain:
        plain.execute(statement)
