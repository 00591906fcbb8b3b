"""Who in the office reads what, and who does what: one table of duties by roles."""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What somebody is appointed to. Who has several may do what any of them may."""

    OFFICER = "officer"
    APPROVER = "approver"
    KEEPER = "keeper"
    COMMUNICATIONS = "communications"
    AUDITOR = "auditor"


class Duty(StrEnum):
    """A part of the office's work, with the pages that belong to it."""

    DESK = "desk"
    CONDUCT = "conduct"
    CANDIDATES = "candidates"
    WORDS = "words"
    ROLL = "roll"
    MEMBERS = "members"
    MAIL = "mail"
    NEWS = "news"
    BOARD = "board"
    STAFF = "staff"


class Right(IntEnum):
    """What a role may with a duty; who acts also reads."""

    NONE = 0
    READS = 1
    ACTS = 2


_, R, A = Right.NONE, Right.READS, Right.ACTS
RIGHTS: Mapping[Duty, Mapping[Role, Right]] = {
    duty: dict(zip(Role, rights, strict=True))
    for duty, rights in {
        # officer, approver, keeper, communications, auditor
        Duty.DESK: (A, R, R, R, R),
        Duty.CONDUCT: (A, _, _, _, R),
        Duty.CANDIDATES: (A, R, _, _, R),
        Duty.WORDS: (A, A, _, _, R),
        Duty.ROLL: (A, _, R, _, R),
        Duty.MEMBERS: (A, _, A, _, R),
        Duty.MAIL: (A, _, _, A, R),
        Duty.NEWS: (A, _, _, A, R),
        Duty.BOARD: (A, _, _, R, R),
        Duty.STAFF: (A, _, _, _, R),
    }.items()
}


def right(roles: Iterable[Role], duty: Duty) -> Right:
    """The most that any of the roles may."""
    return max((RIGHTS[duty][role] for role in roles), default=Right.NONE)
