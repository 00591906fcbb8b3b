"""Member lists with many members are the worker's, small ones are done at once: what is done with one, and by whom."""

import io

from django.utils.translation import gettext as _

from base import clock, work
from base.models import Work
from elections import member_lists
from members import importing
from members.mapping import ReadAs
from members.models import MemberImport, Person

LARGE_FILE = 250_000  # bytes, of some 3,000 members: they take a second or two
MANY_ROWS = 3_000


def compare(of: MemberImport, content: bytes, *, read_as: ReadAs, by: Person, on: str) -> Work | None:
    """Raises BadMemberListError; the worker tells its sentences where it is the worker who reads the list."""
    if len(content) > LARGE_FILE:
        return _ask("compare_list", of, by=by, on=on, read_as=read_as.as_data())
    importing.compare(of, io.BytesIO(content), read_as=read_as, at=clock.now())
    return None


def compare_again(of: MemberImport, *, by: Person, on: str) -> Work | None:
    if _is_long(of):
        return _ask("compare_list_again", of, by=by, on=on)
    importing.compare_again(of, at=clock.now())
    return None


def take_over(of: MemberImport, *, by: Person, on: str) -> Work | None:
    if _is_long(of):
        return _ask("take_over_list", of, by=by, on=on, officer=by.pk)
    member_lists.take_over(of, by=by, at=clock.now())
    return None


def undo(of: MemberImport, *, by: Person, on: str, reason: str) -> Work | None:
    if _is_long(of):
        return _ask("undo_list", of, by=by, on=on, officer=by.pk, reason=reason)
    member_lists.undo(of, by=by, at=clock.now(), reason=reason)
    return None


def _is_long(of: MemberImport) -> bool:
    return bool(of.numbers.get("rows", 0) > MANY_ROWS)


def _ask(task: str, of: MemberImport, *, by: Person, on: str, **arguments: object) -> Work:
    key = f"member list {of.pk}"
    return work.ask(
        f"office.{task}",
        key=key,
        title=_("Member list: %(file)s") % {"file": of.source},
        by=by,
        on=on,
        member_list=of.pk,
        **arguments,
    )
