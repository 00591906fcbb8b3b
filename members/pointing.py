"""Everything in the database that points to a person, or follows an account, whichever room it belongs to."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Field, Model, Q, QuerySet, UniqueConstraint

from members.models import ImportLine, Merger, Person, User


class Pointer(NamedTuple):
    """A column of a table whose rows point to people, or to accounts."""

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
    return (pointer for pointer in _pointing_to(Person) if pointer.model not in {ImportLine, Merger})


def pointers_to_accounts() -> Iterator[Pointer]:
    """Columns that point to accounts, of tables that say themselves that their rows follow (`follows_account`).

    Ways to sign in never do: whoever holds them proved it for one account, and not for the other.
    """
    return (pointer for pointer in _pointing_to(User) if getattr(pointer.model, "follows_account", False))


def _pointing_to(pointed: type[Model]) -> Iterator[Pointer]:
    for relation in pointed._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model: Any = relation.related_model
            yield Pointer(model, relation.field)  # type: ignore[union-attr]


def colliding(pointer: Pointer, gone: Model, stays: Model) -> Iterator[Model]:
    """Rows of the one for which the other has a row that says the same."""
    name = pointer.field.name
    for others, condition in _unique_with(pointer):
        theirs = pointer.rows.filter(condition, **{name: gone})
        for row in theirs:
            same = {other: getattr(row, other) for other in others}
            if None not in same.values() and pointer.rows.filter(condition, **{name: stays}, **same).exists():
                yield row


def _unique_with(pointer: Pointer) -> Iterator[tuple[list[str], Q]]:
    """What must differ besides what it points to, and among which rows."""
    name = pointer.field.name
    if pointer.field.unique:
        yield [], Q()
    for constraint in pointer.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and name in constraint.fields:
            yield [field for field in constraint.fields if field != name], constraint.condition or Q()
