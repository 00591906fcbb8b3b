"""Saying before the roll closes that one intends to vote: whose word is missing, and the act."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from elections.models import Election
from elections.phases import BEFORE_THE_VOTE
from elections.rights import Code, Test
from elections.timetable import locked
from elections.voters import tests_for
from members import affirming
from members.models import Affirmation, Person

STILL_TO_BE_SAID = {Code.NOT_AFFIRMED_YET, Code.EMAIL_HAS_CHANGED}


def may_affirm(election: Election, tests: Iterable[Test], now: datetime) -> bool:
    """Whether their word is missing, and counts if they give it now. A membership may still follow it in time."""
    missing = any(test.code in STILL_TO_BE_SAID for test in tests if test.decides and not test.passed)
    counts = election.affirmed_since is None or election.affirmed_since <= now
    return missing and counts and election.phase(now) in BEFORE_THE_VOTE


@transaction.atomic
def affirm(election: Election, *, by: Person, at: datetime) -> Affirmation:
    """The word counts for every election whose roll closes later; it is asked for by this one."""
    election = locked(election)
    if not may_affirm(election, tests_for(election, by, at), at):
        raise ValidationError(_("There is nothing for you to say now. Look again at what stands here."), code="closed")
    return affirming.affirm(by, at=at, source=f"said on this site, for {election.slug}")
