"""The tests' database: migrated once by the owner into a template, cloned for each worker, used with the app role."""

import hashlib
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from tests.emptying import AsNew

PATIENCE = 20.0  # seconds
CHECKOUT = Path(__file__).resolve().parent.parent
ENTERING = """
    SELECT FROM pg_locks WHERE locktype = 'object' AND classid = 'pg_database'::regclass
    AND objid = (SELECT oid FROM pg_database WHERE datname = %s)
"""
"""Who is connecting holds their database until pg_stat_activity names them; they may have read its settings before."""
WHAT_SHAPES_IT = (
    "*/migrations/*.py",
    "*/models.py",
    "base/*.py",
    "base/management/commands/migrate.py",
    "config/settings.py",
)


def shape() -> str:
    """Changes whenever the migrated database would."""
    files = sorted({path for pattern in WHAT_SHAPES_IT for path in CHECKOUT.glob(pattern)})
    files.append(CHECKOUT / "requirements" / "development.txt")
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()


@dataclass
class DatabaseForTests:
    """One database of one worker of one test run. The maintenance connection's advisory locks keep others away."""

    run: str
    worker: str = ""
    maintenance: psycopg.Connection[Any] = field(init=False)
    as_new: AsNew = field(init=False)

    @property
    def name(self) -> str:
        return f"{self.run}_{self.worker}" if self.worker else self.run

    @property
    def template(self) -> str:
        return f"{self.run}_template"

    def url(self, role: str = "app") -> str:
        """The address of this database for another process, with the role `app` or `owner`."""
        of = settings.DATABASE_OWNER if role == "owner" else settings.DATABASES["default"]
        user, password, host = (quote(str(of[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
        port = f"&port={of['PORT']}" if of["PORT"] else ""
        return f"postgresql://{user}:{password}@/{self.name}?host={host}{port}"

    def owner_connection(self, database: str) -> psycopg.Connection[Any]:
        owner = settings.DATABASE_OWNER
        credentials = {part.lower(): owner[part] for part in ("USER", "PASSWORD", "HOST", "PORT")}
        return psycopg.connect(dbname=database, autocommit=True, **credentials)

    def create(self) -> None:
        """Bring the template up to date, clone it, and point Django at the clone, as the app role, without a pool."""
        self.maintenance = self.owner_connection(settings.DATABASES["default"]["NAME"])
        if not self._lock("pg_try_advisory_lock", self.name):
            raise RuntimeError(f"Another test run uses the database {self.name}: set TEST_DATABASE to another name.")
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know it yet
        connection.settings_dict["OPTIONS"].pop("pool", None)
        self._lock("pg_advisory_lock", self.template)
        try:
            self._make_template()
            self._clone()
            with self.owner_connection(self.name) as owner:
                self.as_new = AsNew.of(owner)
        finally:
            self._lock("pg_advisory_unlock", self.template)
        connection.settings_dict["NAME"] = self.name

    def renew(self) -> None:
        """Forget everything that was committed, and everybody who is still connected, or about to be."""
        connections.close_all()
        while self.maintenance.execute(ENTERING, [self.name]).rowcount:
            time.sleep(0.005)
        guests = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = ANY(%s)"
        self.maintenance.execute(
            guests, [self.name, [settings.DATABASES["default"]["USER"], settings.DATABASE_OWNER["USER"]]]
        )
        with self.owner_connection(self.name) as owner:
            restored = self.as_new.restore(owner)
        if not restored:
            self._clone()

    def drop(self) -> None:
        connections.close_all()
        self._drop(self.name)
        self.maintenance.close()

    def _lock(self, function: str, name: str) -> bool:
        statement = sql.SQL("SELECT {}(hashtextextended(%s, 0))").format(sql.Identifier(function))
        row = self.maintenance.execute(statement, [name]).fetchone()
        return row is not None and row[0] is not False

    def _make_template(self) -> None:
        description = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        expected = shape()
        if self.maintenance.execute(description, [self.template]).fetchone() == (expected,):
            return
        self._drop(self.template)
        self.maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
        connection.settings_dict["NAME"] = self.template
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        self.maintenance.execute(comment.format(sql.Identifier(self.template), sql.Literal(expected)))

    def _clone(self) -> None:
        self._drop(self.name)
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.maintenance.execute(clone.format(sql.Identifier(self.name), sql.Identifier(self.template)))
        quick = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")  # no test of this database kills PostgreSQL
        self.maintenance.execute(quick.format(sql.Identifier(self.name)))

    def _drop(self, name: str) -> None:
        """A superuser's autovacuum may be at work in it, which the owner may not end; it ends by itself."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.maintenance.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return
