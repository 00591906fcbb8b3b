"""Everything in the database that points to a person, whichever room it belongs to: new tables are not forgotten."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Field, Model, QuerySet

from members.models import ImportLine, Merger, Person


class Pointer(NamedTuple):
    """A column of a table whose rows point to people."""

    model: type[Model]
    field: "Field[Any, Any]"

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def rows(self) -> "QuerySet[Any]":
        return QuerySet(self.model)

    @property
    def stays(self) -> bool:
        """Rows of what only grows, and of a sealed roll, cannot be changed: they stay as they were written."""
        sealed = getattr(self.model, "sealed_except", None)
        return bool(getattr(self.model, "append_only", False) or sealed)


def pointers() -> Iterator[Pointer]:
    """Every column that points to people, apart from the memory of imports and mergers themselves."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            if model not in {ImportLine, Merger}:
                yield Pointer(model, relation.field)  # type: ignore[union-attr]
