"""What an import says to people: a sentence for each problem, a line for each row, a table of classes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.addresses import normalised
from members.drops import Drop
from members.member_list import BadMemberListError, Problem, Wrong
from members.models import ImportLine, MemberImport, MembershipClass, Outcome
from members.models.imports import AddressChange
from members.reporting import SameName, by_class, dropped
from members.undoing import Later, Lost

SENTENCES = {
    Wrong.OTHER_FORMAT: gettext_lazy("this is a file in the format {value}. Save the list as CSV in UTF-8."),
    Wrong.NOT_UTF8: gettext_lazy("the byte {value} is not UTF-8. Save the file as UTF-8."),
    Wrong.NUL: gettext_lazy("there is a byte of zero: this is no text in UTF-8. Save the list as CSV in UTF-8."),
    Wrong.TOO_LONG: gettext_lazy("the line has more than 100,000 bytes. Is this the member list?"),
    Wrong.TOO_LARGE: gettext_lazy("the file has more than 20 MB. Is this the member list?"),
    Wrong.NOT_CSV: gettext_lazy("this is not CSV: {value}."),
    Wrong.EMPTY: gettext_lazy("the list has no members."),
    Wrong.COLUMN_MISSING: gettext_lazy("the column “{value}” is missing."),
    Wrong.COLUMN_TWICE: gettext_lazy("the column “{value}” is there twice."),
    Wrong.CELLS: gettext_lazy("there are {value} cells, not one for each column."),
    Wrong.NO_NAME: gettext_lazy("the name is empty."),
    Wrong.NAME: gettext_lazy("the name is too long, or has characters that cannot be printed: “{value}”."),
    Wrong.NUMBER: gettext_lazy("the number is too long, or has characters that cannot be printed: “{value}”."),
    Wrong.EMAIL: gettext_lazy("“{value}” is not an e-mail address."),
    Wrong.CLASS: gettext_lazy("the class “{value}” is unknown. The classes are {classes}."),
    Wrong.DATE: gettext_lazy("“{value}” is not a day. Write it as 2026-09-01, or choose how the list writes days."),
    Wrong.UNTIL_NOT_AFTER_SINCE: gettext_lazy("the membership is over before it begins: {value}."),
    Wrong.AFFIRMED: gettext_lazy(
        "“{value}” is not a day, not an instant with its offset (2026-09-01T14:00Z), and not “carried over”."
    ),
    Wrong.AFFIRMED_LATER: gettext_lazy("the affirmation lies in the future: {value}."),
    Wrong.TWICE: gettext_lazy("{value} is in this class already, in row {other_row}."),
    Wrong.TWO_NAMES: gettext_lazy("{value} has another name in row {other_row}."),
    Wrong.TWO_NUMBERS: gettext_lazy("{value} has another member number in row {other_row}."),
    Wrong.TWO_ADDRESSES: gettext_lazy("the member number of {value} has another address in row {other_row}."),
    Wrong.TWO_PEOPLE: gettext_lazy("the number and the address belong to two people: {value}. Merge them first."),
    Wrong.LISTED: gettext_lazy("the further address {value} belongs to somebody else, in row {other_row}."),
    Wrong.KNOWN: gettext_lazy("the further address {value} belongs to somebody else who is known. Merge them first."),
}
LATER = {
    Later.MEMBERSHIP: gettext_lazy("%(name)s: their membership has changed since."),
    Later.NAME: gettext_lazy("%(name)s: their name has changed since."),
    Later.ADDRESS: gettext_lazy("%(name)s: their addresses have changed since."),
    Later.ELSEWHERE: gettext_lazy("%(name)s: there is something of theirs by now (%(what)s)."),
}
CHANGES_OF_ADDRESS = {
    AddressChange.NEW: gettext_lazy("address %(before)s → %(after)s"),
    AddressChange.FIRST: gettext_lazy("address of record %(before)s → %(after)s"),
    AddressChange.WAITS: gettext_lazy("address waits until the vote is over: %(before)s → %(after)s"),
}


def sentence(problem: Problem) -> str:
    """“Row 7: …”, with the row's number in the file; the header is row 1."""
    words = str(SENTENCES[problem.wrong]).format(
        value=problem.value, other_row=problem.other_row, classes=", ".join(MembershipClass.values)
    )
    return _("Row %(row)s: %(words)s") % {"row": problem.row, "words": words}


def sentences(error: BadMemberListError, most: int) -> list[str]:
    """The first problems, and how many there are besides."""
    told = [sentence(problem) for problem in error.problems[:most]]
    more = error.number - len(told)
    return [*told, ngettext("And %d more problem.", "And %d more problems.", more) % more] if more > 0 else told


def lost_sentence(lost: Lost) -> str:
    """What undoing an import would lose."""
    return str(LATER[lost.later]) % {"name": lost.name, "what": lost.what}


def drop_sentence(drop: Drop) -> str:
    """A class that has far fewer members than before."""
    told = {"class": MembershipClass(drop.membership_class).label, "before": drop.before, "now": drop.now}
    return _("%(class)s: %(before)s before, %(now)s in this list. Is a kind of membership left out?") % told


def same_name_sentence(pair: SameName) -> str:
    """Two who have one name."""
    told = {"name": pair.name, "row": pair.row, "email": pair.email, "other": pair.other_email}
    if pair.other_row:
        return _("Row %(row)s: %(name)s, %(email)s, has the name of row %(other_row)s, %(other)s.") % (
            told | {"other_row": pair.other_row}
        )
    if pair.other_lapses:
        return _("Row %(row)s: %(name)s, %(email)s, is new, and who is known with %(other)s is not in the list.") % told
    return _("Row %(row)s: %(name)s, %(email)s, is new, and somebody of this name is known with %(other)s.") % told


def changes(line: ImportLine) -> list[str]:
    """What a line changes, in words; of who is new only what comes besides."""
    found = []
    if line.was_person and line.was_person != line.name:
        found.append(_("name %(before)s → %(after)s") % {"before": line.was_person, "after": line.name})
    if line.outcome == Outcome.CHANGED:
        for words, before, after in (
            (_("since"), line.was_since, line.since),
            (_("until"), line.was_until, line.until),
        ):
            if before != after:
                found.append(f"{words} {before or '–'} → {after or '–'}")
    if line.address:
        told = {"before": line.was_email or "–", "after": line.email}
        found.append(str(CHANGES_OF_ADDRESS[AddressChange(line.address)]) % told)
    if line.adds:
        added = [each for each in line.further if normalised(each) in line.adds]
        found.append(_("further addresses: %(addresses)s") % {"addresses": ", ".join(added)})
    if line.further_waits:
        found.append(_("further addresses wait until the vote is over"))
    return [*found, _("affirmed")] if line.affirms else found


def line_text(line: ImportLine) -> str:
    """One row of the report."""
    outcome = Outcome(line.outcome).label
    text = f"{line.row or '–':>7}  {outcome!s:<10} {line.membership_class:<13} {line.name}"
    text += f" <{line.email}>" if line.email else ""
    told = changes(line)
    return f"{text}  ({'; '.join(told)})" if told else text


def summary(of: MemberImport) -> Iterator[str]:
    """Counts by class, what the list lacks, and what looks wrong."""
    yield _("On %(day)s:") % {"day": of.as_of.isoformat()}
    yield f"  {_('class'):<13} {_('last list'):>10} {_('this list'):>10} {_('known now'):>10} {_('after'):>10}"
    for each in by_class(of):
        last = "–" if each.last is None else each.last
        yield f"  {each.membership_class:<13} {last:>10} {each.listed:>10} {each.now:>10} {each.after:>10}"
    yield totals(of)
    lapsed = of.numbers["outcomes"][Outcome.LAPSED]
    ends = _("they end on that day") if of.complete else _("they stay as they are")
    yield _("Known but not in this list: %(number)s; %(ends)s.") % {"number": lapsed, "ends": ends}
    for word, number in of.numbers["left out"].items():
        yield _("Left out as “%(word)s”: %(number)s rows.") % {"word": word, "number": number}
    for drop in dropped(of):
        yield drop_sentence(drop)


def totals(of: MemberImport) -> str:
    """How many rows do what, in one line."""
    counted = of.numbers["outcomes"]
    told = [f"{counted[each]} {each.label}" for each in Outcome if counted[each] and each is not Outcome.LAPSED]
    if of.numbers["affirmations"]:
        told.append(_("%(number)s affirmed") % {"number": of.numbers["affirmations"]})
    if of.numbers["addresses"]:
        told.append(_("%(number)s with another address") % {"number": of.numbers["addresses"]})
    if further := of.numbers.get("further addresses"):
        words = ngettext("%(number)s further address", "%(number)s further addresses", further)
        told.append(words % {"number": further})
    return ", ".join(told) or _("no rows")
