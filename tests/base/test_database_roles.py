"""The owner migrates; the app role works with what is there."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from base.database_roles import as_owner
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


def test_the_app_role_again_after_a_failure(committed: DatabaseForTests) -> None:
    with pytest.raises(ZeroDivisionError), as_owner():
        raise ZeroDivisionError
    assert ask("SELECT current_user") == "app"


def test_no_change_of_role_inside_a_transaction(committed: DatabaseForTests) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"), as_owner():
        pass


def test_migrating_gives_the_app_role_its_rights_anew(committed: DatabaseForTests) -> None:
    with committed.owner_connection(committed.name) as owner:
        owner.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app")
        owner.execute("GRANT DELETE ON base_journalline TO app")
    call_command("migrate", verbosity=0)
    assert ask("SELECT count(*) FROM members_person") == 0
    assert ask("SELECT has_table_privilege('base_journalline', 'DELETE')") is False
    assert ask("SELECT has_table_privilege('members_person', 'DELETE')") is True
    assert ask("SELECT has_table_privilege('procrastinate_jobs', 'UPDATE')") is True
