"""Tables that only grow: PostgreSQL itself refuses to change or delete a row, whoever asks."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class AppendOnly(models.Model):
    """Rows are added and read. Each model's migration says so to PostgreSQL with `AppendOnlyTable`.

    `append_only_set_once` names the columns that may go from NULL to a value, once; `append_only_set_by_database`
    those that a function of the owner fills so, and the app role may not.
    """

    append_only = True
    append_only_set_once: Sequence[str] = ()
    append_only_set_by_database: Sequence[str] = ()

    class Meta:
        abstract = True


class AppendOnlyTable(Operation):
    """Triggers that refuse UPDATE, DELETE and TRUNCATE of a table, to its owner too.

    Columns in `set_once` may be filled while they are NULL. The app role's rights are the business of `migrate`.
    """

    category = OperationCategory.SQL
    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, set_once: Sequence[str] = ()) -> None:
        self.table = table
        self.set_once = list(set_once)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {"set_once": self.set_once} if self.set_once else {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The tables look the same to Django."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        quote, literal = schema_editor.quote_name, schema_editor.quote_value
        table = quote(self.table)
        columns = ", ".join(literal(column) for column in self.set_once)
        schema_editor.execute(REFUSE, params=None)  # its own % signs are for plpgsql
        schema_editor.execute(
            f"CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION append_only_row({columns})"
        )
        schema_editor.execute(
            f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION append_only_table()"
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"DROP TRIGGER append_only_row ON {table}")
        schema_editor.execute(f"DROP TRIGGER append_only_table ON {table}")

    def describe(self) -> str:
        return f"Let {self.table} only grow"

    @property
    def migration_name_fragment(self) -> str:
        return f"append_only_{self.table}"


# A row's old and new content are compared without the columns that may be filled; each of those may only leave NULL.
REFUSE = """
CREATE OR REPLACE FUNCTION append_only_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    set_once text[] := TG_ARGV::text[];
    name text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - set_once = to_jsonb(OLD) - set_once THEN
        FOREACH name IN ARRAY set_once LOOP
            IF to_jsonb(OLD) ->> name IS NOT NULL AND to_jsonb(NEW) -> name <> to_jsonb(OLD) -> name THEN
                RAISE EXCEPTION '% only grows: % is set once', TG_TABLE_NAME, name
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        END LOOP;
        IF NEW IS DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION append_only_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
