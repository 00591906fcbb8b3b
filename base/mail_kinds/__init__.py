"""The kinds of mail, in the order of an election, and what the rest of the house asks of them."""

from collections.abc import Iterable
from typing import Final

from base.mail_kinds.accounts import ACCOUNTS
from base.mail_kinds.authorities import AUTHORITIES
from base.mail_kinds.kind import Kind
from base.mail_kinds.nominations import NOMINATIONS
from base.mail_kinds.office import OFFICE
from base.mail_kinds.questions import QUESTIONS
from base.mail_kinds.roll import ROLL
from base.mail_kinds.trustees import TRUSTEES
from base.mail_kinds.values import VALUES
from base.mail_kinds.vote import VOTE

__all__ = ["ALL", "BY_SLUG", "KINDS", "TEST", "VALUES", "Kind", "is_essential", "is_urgent", "refusable"]

ALL: Final = (*ACCOUNTS, *NOMINATIONS, *QUESTIONS, *ROLL, *TRUSTEES, *AUTHORITIES, *VOTE, *OFFICE)
KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in ALL}

BY_SLUG: Final[dict[str, Kind]] = {kind.slug: kind for kind in ALL}

TEST: Final = "test"
"""What an officer sends to nobody but themselves; no kind, since it tells of nothing."""


def is_essential(name: str) -> bool:
    """What has no kind of its own is not asked for twice: it goes."""
    return name not in KINDS or KINDS[name].essential


def is_urgent(name: str) -> bool:
    return name in KINDS and KINDS[name].urgent


def refusable() -> Iterable[Kind]:
    """What somebody may do without."""
    return (kind for kind in ALL if not kind.essential)
