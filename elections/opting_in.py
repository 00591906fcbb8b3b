"""Saying that one takes part in an election, where its rules ask for it: the word, until the roll closes."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election, OptIn
from elections.phases import BEFORE_THE_VOTE
from elections.rights import Code, Test
from elections.timetable import locked
from elections.voters import tests_for
from members.models import Person


def may_opt_in(election: Election, tests: Iterable[Test], now: datetime) -> bool:
    """Their word is missing, and counts if they give it now."""
    missing = any(test.code is Code.NOT_OPTED_IN_YET and test.decides for test in tests)
    return missing and election.phase(now) in BEFORE_THE_VOTE


@transaction.atomic
def opt_in(election: Election, *, by: Person, at: datetime) -> OptIn:
    """The word counts for this election alone, and cannot be taken back: nobody has to vote."""
    election = locked(election)
    if not may_opt_in(election, tests_for(election, by, at), at):
        raise ValidationError(_("There is nothing for you to say now. Look again at what stands here."), code="closed")
    said = OptIn.objects.create(election=election, person=by, at=at)
    journal.write("opt in", by=by, election=election.uuid)
    return said
