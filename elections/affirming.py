"""Saying before the roll closes that one intends to vote: who may still say it, and the act."""

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
    """Whether their word is all that this member lacks for a vote, and counts if they give it now."""
    lacking = {test.code for test in tests if test.decides and not test.passed}
    counts = election.affirmed_since is None or election.affirmed_since <= now
    return bool(lacking) and lacking <= STILL_TO_BE_SAID and counts and election.phase(now) in BEFORE_THE_VOTE


@transaction.atomic
def affirm(election: Election, *, by: Person, at: datetime) -> Affirmation:
    """The word counts for every election whose roll closes later; it is asked for by this one."""
    election = locked(election)
    if not may_affirm(election, tests_for(election, by, at), at):
        raise ValidationError(_("There is nothing for you to say now. Look again at what stands here."), code="closed")
    return affirming.affirm(by, at=at, source=f"said on this site, for {election.slug}")
