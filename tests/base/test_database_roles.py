"""The owner migrates; the app role works with what is there."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from base.database_roles import as_owner, sealed_tables
from base.models import JournalLine
from tests.databases import DatabaseForTests


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_with_the_rights_of_the_app_role() -> None:
    assert ask("SELECT current_user") == "app"
    assert ask("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (id int)", "DROP TABLE members_person", "DELETE FROM django_migrations", "SET ROLE owner"],
)
def test_the_app_role_changes_no_schema(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_owner_for_a_block_and_the_app_role_again(committed: DatabaseForTests) -> None:
    with as_owner() as app_role:
        assert (ask("SELECT current_user"), app_role) == ("owner", "app")
    assert ask("SELECT current_user") == "app"


def test_the_owner_alone_dates_the_journal(committed: DatabaseForTests) -> None:
    last_year = datetime(2025, 9, 1, tzinfo=UTC)
    with as_owner():
        JournalLine.objects.create(act="told", actor="story", at=last_year)
    assert JournalLine.objects.get().at == last_year


def test_the_app_role_again_after_a_failure(committed: DatabaseForTests) -> None:
    with pytest.raises(ZeroDivisionError), as_owner():
        raise ZeroDivisionError
    assert ask("SELECT current_user") == "app"


def test_no_change_of_role_inside_a_transaction(committed: DatabaseForTests) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"), as_owner():
        pass


@pytest.mark.django_db
def test_the_app_role_rewrites_no_row_of_the_roll() -> None:
    for column in ("election_id", "person_id", "name", "email", "membership_class", "source", "added_late_at"):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE elections_rollentry SET {column} = {column}")
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM elections_rollentry")


@pytest.mark.django_db
def test_of_what_is_sealed_the_app_role_changes_the_columns_that_the_model_names() -> None:
    tables = sealed_tables()
    assert tables["elections_rollentry"] == ("removed_at", "removed_by_id", "removed_reason")
    for table, may_change in tables.items():
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        granted = {name for name in columns if ask(f"SELECT has_column_privilege('{table}', '{name}', 'UPDATE')")}
        assert granted == set(may_change)


def test_migrating_gives_the_app_role_its_rights_anew(committed: DatabaseForTests) -> None:
    with committed.owner_connection(committed.name) as owner:
        owner.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app")
        owner.execute("GRANT DELETE ON base_journalline TO app")
    call_command("migrate", verbosity=0)
    assert ask("SELECT count(*) FROM members_person") == 0
    assert ask("SELECT has_table_privilege('base_journalline', 'DELETE')") is False
    assert ask("SELECT has_table_privilege('members_person', 'DELETE')") is True
    assert ask("SELECT has_table_privilege('procrastinate_jobs', 'UPDATE')") is True
