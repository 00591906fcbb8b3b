"""Fields that a profile needs and Django has not: rows of affiliations, and addresses one a line."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nominees.affiliations import MOST, Affiliated, Relation

Row = dict[str, str]
PARTS = ("organisation", "relation", "role", "since", "until", "parent")
TYPED = ("organisation", "role", "since", "until", "parent")
"""What makes a row count as filled: the relation always has a value."""
SPARE = 2


class AffiliationsWidget(forms.Widget):
    """A row of plain fields for each organisation, and two empty ones; “More rows” sends the form for two more."""

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(value or []), *[{}] * SPARE][:MOST]
        context = {"name": name, "rows": rows, "relations": Relation.choices, "id": (attrs or {}).get("id", "")}
        return mark_safe(render_to_string("nominees/widgets/affiliations.html", context))  # noqa: S308  a template's

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        rows = ({part: str(data.get(f"{name}-{number}-{part}", "")) for part in PARTS} for number in range(MOST))
        return [row for row in rows if any(row[part].strip() for part in TYPED)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-0-organisation" if id_ else ""


class AffiliationsField(forms.Field):
    """A list of `Affiliated`. What is wrong with them is the act's to say, but for years that are no numbers."""

    widget = AffiliationsWidget

    def prepare_value(self, value: Sequence[Affiliated | Row] | None) -> list[Row]:
        return [_typed(each) if isinstance(each, Affiliated) else each for each in value or []]

    def clean(self, value: list[Row]) -> list[Affiliated]:
        return [_read(number, row) for number, row in enumerate(value, start=1)]


class LinesField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


def typed(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """What the fields of a form hold in `data`, to be shown again without being judged."""
    return {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.base_fields.items()}


def readable(rows: Iterable[Row]) -> list[Affiliated]:
    """For a preview: without the rows that cannot be read yet."""
    found = []
    for row in rows:
        with suppress(ValidationError):
            found.append(_read(0, row))
    return [row for row in found if row.relation in Relation.values]


def _typed(row: Affiliated) -> Row:
    years = {"since": str(row.since or ""), "until": str(row.until or "")}
    return {"organisation": row.organisation, "relation": row.relation, "role": row.role, "parent": row.parent} | years


def _read(number: int, row: Row) -> Affiliated:
    years = {}
    for name in ("since", "until"):
        year = row[name].strip()
        if year and not (year.isdecimal() and len(year) < 6):
            refusal = _("Organisation %(number)d: give years such as 2019.")
            raise ValidationError(refusal % {"number": number}, code="year")
        years[name] = int(year) if year else None
    return Affiliated(row["organisation"], row["relation"], row["role"], years["since"], years["until"], row["parent"])
