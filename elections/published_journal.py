"""The journal as everybody may have it: what, when, in which role; as entries, as a table, as a chain to check."""

import csv
import io
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from base.chaining import office_hash, public_text
from base.journal_check import as_hashed
from base.models import JournalLine
from base.spreadsheets import harmless
from elections.journal_lines import journal_entry

BATCH: Final = 1_000
COLUMNS: Final = ("position", "at", "by", "second", "kind", "act", "details", "reason", "hash")


def public_lines(election: uuid.UUID) -> QuerySet[JournalLine]:
    return JournalLine.objects.filter(election_uuid=election, public=True)


def public_entry(line: JournalLine) -> dict[str, Any]:
    """One line for `parts/journal.html`, with roles where the office reads names."""
    return journal_entry(line) | {"actor": role(line), "second": second_role(line)}


def role(line: JournalLine) -> str:
    """In which role somebody acted. A nominee's public line tells of themselves; a part of the system has its name."""
    if line.actor_id is None:
        return line.actor
    return _("The nominee") if line.subject == line.actor and line.second_id is None else _("The election office")


def second_role(line: JournalLine) -> str:
    return _("a second officer") if line.second_id is not None else ""


def public_row(line: JournalLine) -> dict[str, Any]:
    """One line as data; docs/data.md promises its keys."""
    entry = public_entry(line)
    said = {name: entry[name] for name in ("act", "details", "reason")}
    who = {"by": entry["actor"], "second": entry["second"] or None}
    return {"position": line.position, "at": line.at, **who, "kind": line.act, **said, "hash": line.hash}


def office_row(line: JournalLine) -> dict[str, Any]:
    """The same for the office: every line, with names."""
    entry = journal_entry(line)
    who = {"by": line.actor, "second": line.second or None}
    return public_row(line) | who | {"subject": line.subject, "act": entry["act"], "public": line.public}


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = COLUMNS) -> Iterator[str]:
    """A table, a piece at a time; what a spreadsheet would run as a formula is shown."""
    out = io.StringIO()
    table = csv.writer(out)
    columns = list(columns)
    table.writerow(columns)
    for row in rows:
        table.writerow([harmless(_cell(row[name])) for name in columns])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def chain_lines(election: uuid.UUID) -> Iterator[str]:
    """Every chained line as the hash of what the office knows, a tab, and what is public of it; names nobody."""
    position = 0
    while True:
        chained = JournalLine.objects.filter(election_uuid=election, position__gt=position).order_by("position")
        some = list(chained[:BATCH])
        for line in some:
            hashed = as_hashed(line)
            yield f"{office_hash(hashed)}\t{public_text(hashed)}\n"
        if len(some) < BATCH:
            return
        position = some[-1].position or 0


def _cell(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
