"""What is decided, when, and by whom: elections, their contests and seats, the roll, and the board."""

from elections.models.appointment import Appointment
from elections.models.board import BoardTerm, Organisation, Seated
from elections.models.contest import Contest, Seat
from elections.models.election import Backers, Election, ElectionQuerySet
from elections.models.facts import fact_at, fact_by
from elections.models.kind import ElectionKind
from elections.models.limits import AffiliationLimit
from elections.models.participation import MistakeReport, OptIn, RollRequest
from elections.models.proposal import Proposal
from elections.models.roll import RollEntry
from elections.models.timetable_template import TimetableTemplate

__all__ = [
    "AffiliationLimit",
    "Appointment",
    "Backers",
    "BoardTerm",
    "Contest",
    "Election",
    "ElectionKind",
    "ElectionQuerySet",
    "MistakeReport",
    "OptIn",
    "Organisation",
    "Proposal",
    "RollEntry",
    "RollRequest",
    "Seat",
    "Seated",
    "TimetableTemplate",
    "fact_at",
    "fact_by",
]
