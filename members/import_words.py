"""What an import says to people: a sentence for each problem, a line for each row, a table of classes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.importing import Line, Outcome, Report
from members.member_list import COLUMNS, Problem, Wrong
from members.models import MembershipClass

SENTENCES = {
    Wrong.NOT_UTF8: gettext_lazy("the byte {value} is not UTF-8. Save the file as UTF-8."),
    Wrong.NOT_CSV: gettext_lazy("this is not CSV: {value}."),
    Wrong.EMPTY: gettext_lazy("the list has no members."),
    Wrong.COLUMN_MISSING: gettext_lazy("the column “{value}” is missing. The columns are {columns}."),
    Wrong.COLUMN_UNKNOWN: gettext_lazy("the column “{value}” is unknown. The columns are {columns}."),
    Wrong.COLUMN_TWICE: gettext_lazy("the column “{value}” is there twice."),
    Wrong.CELLS: gettext_lazy("there are {value} cells, not one for each column."),
    Wrong.NO_NAME: gettext_lazy("the name is empty."),
    Wrong.NAME: gettext_lazy("the name is too long, or has characters that cannot be printed: “{value}”."),
    Wrong.EMAIL: gettext_lazy("“{value}” is not an e-mail address."),
    Wrong.CLASS: gettext_lazy("the class “{value}” is unknown. The classes are {classes}."),
    Wrong.DATE: gettext_lazy("“{value}” is not a day. Write it as 2026-09-01."),
    Wrong.UNTIL_NOT_AFTER_SINCE: gettext_lazy("the membership is over before it begins: {value}."),
    Wrong.AFFIRMED: gettext_lazy(
        "“{value}” is not a day, not an instant with its offset (2026-09-01T14:00Z), and not “carried over”."
    ),
    Wrong.AFFIRMED_LATER: gettext_lazy("the affirmation lies in the future: {value}."),
    Wrong.TWICE: gettext_lazy("{value} is in this class already, in row {other_row}."),
    Wrong.TWO_NAMES: gettext_lazy("{value} has another name in row {other_row}."),
}
OUTCOMES = {
    Outcome.NEW_PERSON: gettext_lazy("new"),
    Outcome.NEW_MEMBERSHIP: gettext_lazy("new class"),
    Outcome.CHANGED: gettext_lazy("changed"),
    Outcome.UNCHANGED: gettext_lazy("unchanged"),
}


def sentence(problem: Problem) -> str:
    """“Row 7: …”, with the row's number in the file; the header is row 1."""
    words = str(SENTENCES[problem.wrong]).format(
        value=problem.value,
        other_row=problem.other_row,
        columns=", ".join(COLUMNS),
        classes=", ".join(MembershipClass.values),
    )
    return _("Row %(row)s: %(words)s") % {"row": problem.row, "words": words}


def line_text(line: Line) -> str:
    """One row of the report."""
    row = line.row
    text = f"{row.row:>7}  {OUTCOMES[line.outcome]!s:<10} {row.membership_class:<13} {row.name} <{row.email}>"
    changes = [f"{what} {before} → {after}" for what, before, after in line.changes]
    if line.affirmation:
        changes.append(_("affirmed"))
    return f"{text}  ({'; '.join(changes)})" if changes else text


def summary(report: Report) -> Iterator[str]:
    """Counts by class, and what the list does not have."""
    yield _("On %(day)s:") % {"day": report.as_of.isoformat()}
    yield f"  {_('class'):<13} {_('stored'):>8} {_('after'):>8} {_('change'):>8}"
    for count in report.counts:
        yield f"  {count.membership_class:<13} {count.now:>8} {count.after:>8} {count.after - count.now:>+8}"
    yield ", ".join(f"{report.number(outcome)} {OUTCOMES[outcome]}" for outcome in Outcome)
    yield _("Affirmations: %(number)s new") % {"number": report.affirmations}
    ends = _("they end on that day") if report.ended else _("they stay as they are")
    yield _("Stored but not in this list: %(number)s; %(ends)s.") % {"number": len(report.missing), "ends": ends}
    for membership in report.missing:
        yield f"  {membership.membership_class:<13} {membership.name}"
