"""What a nominee discloses about organisations [bylaws 5.14]: judged row by row, and told in one line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nominees.models import Affiliation, ProfileRevision

Relation = Affiliation.Relation
MOST = 20
LONGEST = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Affiliated:
    """One organisation and what the nominee has to do with it; years, and `parent` is who controls it."""

    organisation: str
    relation: str = Relation.EMPLOYED.value
    role: str = ""
    since: int | None = None
    until: int | None = None
    parent: str = ""


def judged(rows: Sequence[Affiliated], *, none: bool) -> list[Affiliated]:
    """The rows as they are kept. Raises ValidationError with a sentence for everything that is wrong, by its row."""
    kept = [_tidy(row) for row in rows]
    problems = [
        _("Organisation %(number)d: %(problem)s") % {"number": number, "problem": problem}
        for number, row in enumerate(kept, start=1)
        for problem in _problems(row)
    ]
    if none and kept:
        problems.append(_("You said that there are none, and named some. Keep one of the two."))
    if len(kept) > MOST:
        problems.append(_("Name at most %(most)d organisations.") % {"most": MOST})
    if problems:
        raise ValidationError(problems)
    return kept


def rows_of(revision: ProfileRevision | None) -> list[Affiliated]:
    """What a revision says; of an older one with its two texts, the employer as the first row."""
    if revision is None:
        return []
    rows = [
        Affiliated(each.organisation, each.relation, each.role, each.since, each.until, each.parent)
        for each in revision.affiliations.all()
    ]
    return rows or ([Affiliated(revision.employer)] if revision.employer else [])


def to_start_from(revision: ProfileRevision | None) -> list[Affiliated]:
    """The rows of a form; of an older revision with what its second text says, which nobody is to lose."""
    rows = rows_of(revision)
    if revision is None or not revision.other_affiliations or revision.affiliations.exists():
        return rows
    others = [each.strip() for each in revision.other_affiliations.split(";") if each.strip()]
    if len(rows) + len(others) > MOST:
        others = [revision.other_affiliations]
    return rows + [Affiliated(each, Relation.OTHER.value) for each in others]


def employer_of(rows: Sequence[Affiliated]) -> str | None:
    """Where they work now, in one line; None where no row says so."""
    return ", ".join(row.organisation for row in rows if _is_employer(row))[:300] or None


def others_of(rows: Sequence[Affiliated]) -> str | None:
    """Everything else, in one line."""
    return "; ".join(told(row) for row in rows if not _is_employer(row))[:1000] or None


def told(row: Affiliated) -> str:
    """Acme Labs (part of Acme): officer or director of it, treasurer, 2019–2022."""
    name = _("%(name)s (part of %(parent)s)") % {"name": row.organisation, "parent": row.parent}
    said = [str(Relation(row.relation).label), row.role, years(row)]
    return f"{name if row.parent else row.organisation}: {', '.join(each for each in said if each)}"


def years(row: Affiliated) -> str:
    if row.since and row.until:
        return str(row.since) if row.since == row.until else f"{row.since}–{row.until}"
    if row.since:
        return _("since %(year)d") % {"year": row.since}
    return _("until %(year)d") % {"year": row.until} if row.until else ""


def _is_employer(row: Affiliated) -> bool:
    return row.relation == Relation.EMPLOYED and row.until is None


def _tidy(row: Affiliated) -> Affiliated:
    lines = (" ".join(each.split()) for each in (row.organisation, row.role, row.parent))
    organisation, role, parent = lines
    return Affiliated(organisation, row.relation, role, row.since, row.until, parent)


def _problems(row: Affiliated) -> list[str]:
    found = []
    if not row.organisation:
        found.append(_("name the organisation."))
    if row.relation not in Relation.values:
        found.append(_("say how you are affiliated."))
    texts = (row.organisation, row.role, row.parent)
    if any(len(each) > LONGEST or not each.isprintable() for each in texts):
        found.append(_("each field has at most %(most)d characters, all of them visible.") % {"most": LONGEST})
    given = [year for year in (row.since, row.until) if year is not None]
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in given) or given != sorted(given):
        found.append(_("give years such as 2019, the first one first."))
    return found
