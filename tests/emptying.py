"""Putting a test's database back as it was: what was added is deleted, for a clone costs seven times as much."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

NAMES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
SEQUENCES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
SHAPE = """
    SELECT md5(string_agg(part, chr(10) ORDER BY part)) FROM (
        SELECT concat('r', oid, relname, relkind, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat('a', attrelid, attnum, attname, atttypid, attnotnull, attacl) FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat('c', oid, conname, convalidated) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat('t', oid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat('f', oid, proname, md5(prosrc), proacl) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
    ) AS parts (part)
"""


@dataclass(frozen=True)
class AsNew:
    """A new database: its shape, the rows that migrations wrote, and where its sequences stand."""

    shape: str
    rows: dict[str, bytes]
    sequences: set[tuple[str, int, int | None]]

    @classmethod
    def of(cls, owner: psycopg.Connection[Any]) -> "AsNew":
        return cls(
            shape=_shape(owner),
            rows={table: _rows(owner, table) for table in _filled(owner)},
            sequences=set(owner.execute(SEQUENCES)),
        )

    def restore(self, owner: psycopg.Connection[Any]) -> bool:
        """Whether it is as new now. It is not where a test changed tables, rights, functions or triggers."""
        if _shape(owner) != self.shape:
            return False
        changed = {table for table in self.rows if _rows(owner, table) != self.rows[table]}
        with owner.transaction():
            _empty(owner, changed | (_filled(owner) - self.rows.keys()))
            for table in changed:
                copying = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                with owner.cursor() as cursor, cursor.copy(copying) as copy:
                    copy.write(self.rows[table])
            for name, start, last in self.sequences - set(owner.execute(SEQUENCES)):
                owner.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, last or start, bool(last)])
        return True


def _shape(owner: psycopg.Connection[Any]) -> str:
    (shape,) = owner.execute(SHAPE).fetchone() or ("",)
    return str(shape)


def _filled(owner: psycopg.Connection[Any]) -> set[str]:
    names = [name for (name,) in owner.execute(NAMES)]
    asked = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in names
    ]
    return {name for (name,) in owner.execute(sql.SQL(" UNION ALL ").join(asked))}


def _rows(owner: psycopg.Connection[Any], table: str) -> bytes:
    copying = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with owner.cursor() as cursor, cursor.copy(copying) as copy:
        return b"".join(bytes(data) for data in copy)


def _empty(owner: psycopg.Connection[Any], tables: set[str]) -> None:
    """All at once, so that no table is left pointing at another; without the triggers that keep rows for ever."""
    if not tables:
        return
    names = [sql.Identifier(table) for table in sorted(tables)]
    for name in names:
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    deletions = [sql.SQL("d{} AS (DELETE FROM {})").format(sql.SQL(str(n)), name) for n, name in enumerate(names)]
    owner.execute(sql.SQL("WITH {} SELECT 1").format(sql.SQL(", ").join(deletions)))
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
    for name in names:
        owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
