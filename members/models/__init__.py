"""People, and the lists that they come from."""

from members.models.imports import ImportLine, MemberImport, Outcome, SavedMapping
from members.models.merger import Merger
from members.models.people import (
    Address,
    Affirmation,
    MemberNumber,
    Membership,
    MembershipClass,
    Person,
    SharedCode,
    User,
    UserManager,
)

__all__ = [
    "Address",
    "Affirmation",
    "ImportLine",
    "MemberImport",
    "MemberNumber",
    "Membership",
    "MembershipClass",
    "Merger",
    "Outcome",
    "Person",
    "SavedMapping",
    "SharedCode",
    "User",
    "UserManager",
]
