"""What only grows is refused to the app role by its rights, and to the owner of the tables by triggers."""

from collections.abc import Iterable, Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from psycopg import errors, sql

from base.append_only import AppendOnlyTable
from base.database_roles import append_only_tables, as_owner
from tests.databases import DatabaseForTests

GROWING = AppendOnlyTable("growing", set_once=["place"])


def run(operation: AppendOnlyTable, *, forwards: bool) -> None:
    """What `migrate` does with the operation, as the owner."""
    state = ProjectState()
    act = operation.database_forwards if forwards else operation.database_backwards
    with as_owner(), connection.schema_editor() as editor:
        act("base", editor, state, state)


@pytest.fixture
def owner(committed: DatabaseForTests) -> Iterator[psycopg.Connection]:
    """The owner's connection to a database with a table that only grows, and one row in it."""
    with committed.owner_connection(committed.name) as owner:
        owner.execute("CREATE TABLE growing (id int, word text, place int, photo bytea)")
        owner.execute("INSERT INTO growing (id, word) VALUES (1, 'one')")
        run(GROWING, forwards=True)
        yield owner
        owner.execute("DROP TABLE IF EXISTS growing")


@pytest.fixture
def app(committed: DatabaseForTests) -> Iterator[psycopg.Connection]:
    """The connection of web and worker."""
    with psycopg.connect(committed.url("app"), autocommit=True) as app:
        yield app


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE growing SET word = 'two'",
        "UPDATE growing SET word = 'one'",
        "UPDATE growing SET place = NULL",
        "UPDATE growing SET place = 1, word = 'two'",
        "DELETE FROM growing",
        "TRUNCATE growing",
        "INSERT INTO growing (id) VALUES (2); DELETE FROM growing WHERE id = 2",
    ],
)
def test_the_owner_is_refused(owner: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="growing only grows"):
        owner.execute(statement)
    assert owner.execute("SELECT id, word, place FROM growing").fetchall() == [(1, "one", None)]


def test_rows_are_added_and_read(owner: psycopg.Connection) -> None:
    owner.execute("INSERT INTO growing (id, word) VALUES (2, 'two')")
    assert owner.execute("SELECT count(*) FROM growing").fetchone() == (2,)


def test_a_set_once_column_is_filled_once(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE growing SET place = 7")
    for statement in (
        "UPDATE growing SET place = 8",
        "UPDATE growing SET place = NULL",
        "UPDATE growing SET place = 7",
    ):
        with pytest.raises(errors.IntegrityConstraintViolation, match="growing only grows"):
            owner.execute(statement)
    assert owner.execute("SELECT place FROM growing").fetchone() == (7,)


def test_going_back_lets_the_table_change_again(owner: psycopg.Connection) -> None:
    run(GROWING, forwards=False)
    owner.execute("DELETE FROM growing")
    assert owner.execute("SELECT count(*) FROM growing").fetchone() == (0,)


def test_the_operation_survives_being_written_to_a_migration() -> None:
    name, arguments, keywords = GROWING.deconstruct()
    assert (name, arguments, keywords) == ("AppendOnlyTable", ["growing"], {"set_once": ["place"]})


def test_the_journal_is_refused_to_the_app_role(app: psycopg.Connection) -> None:
    app.execute("INSERT INTO base_journalline (act, actor, second, subject, reason, details, public) "
                "VALUES ('test', 'test', '', '', '', '{}', false)")  # fmt: skip
    for statement in ("UPDATE {} SET act = 'other'", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(sql.SQL(statement).format(sql.Identifier("base_journalline")))
    assert app.execute("SELECT act FROM base_journalline").fetchall() == [("test",)]


def test_the_app_role_cannot_lift_the_triggers(app: psycopg.Connection) -> None:
    for statement in (
        "ALTER TABLE base_journalline DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only_row ON base_journalline",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION append_only_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET ROLE owner",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(sql.SQL(statement))


def test_every_model_that_only_grows_does_so_in_the_database(app: psycopg.Connection) -> None:
    """A model that says so without its migration, or with other columns than its migration, is found here."""
    tables = append_only_tables()
    assert "base_journalline" in tables
    for table, set_once in tables.items():
        found = app.execute(
            "SELECT tgname, tgargs FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'", [table]
        )
        triggers = {name: arguments for name, arguments in found if name.startswith("append_only")}
        assert set(triggers) == {"append_only_row", "append_only_table"}, table
        assert set(triggers["append_only_row"].decode().split("\0")[:-1]) == {*set_once, *by_database(table)}, table
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            assert not allowed(app, "has_table_privilege(%s, %s)", [table, right]), (table, right)
        for column in columns(app, table):
            granted = allowed(app, "has_column_privilege(%s, %s, 'UPDATE')", [table, column])
            assert granted == (column in set_once), (table, column)


def by_database(table: str) -> Iterable[str]:
    """The columns that a function of the owner fills, and the app role may not."""
    (model,) = (each for each in apps.get_models() if each._meta.db_table == table)
    return getattr(model, "append_only_set_by_database", ())


def allowed(app: psycopg.Connection, question: str, values: list[str]) -> bool:
    row = app.execute(sql.SQL("SELECT " + question), values).fetchone()
    return row is not None and row[0]


def columns(app: psycopg.Connection, table: str) -> list[str]:
    found = app.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    return [name for (name,) in found]
