"""What a trustee gives towards the keys: a file at a time, checked, kept as it is, and told in the public journal."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import exposed_keys, trustee_letters
from ballots.key_making import KeyMaking, key_making
from ballots.protocol.errors import Refused
from ballots.trustee_models import Contribution, Trustee
from ballots.trustee_refusals import refusal
from base import journal
from elections import windows
from elections.models import Election
from elections.timetable import locked


@transaction.atomic
def give(trustee: Trustee, *, step: Contribution.Step, raw: bytes, at: datetime) -> Contribution:
    """One file of the making of the keys. Once all have given it, everybody is asked for the next."""
    election = locked(trustee.election)
    making = _going_on(election, at)
    trustee = _of(making, trustee)
    if making.next_of(trustee) != step:
        raise ValidationError(_("This step is not yours to do now. Load the page again."), code="turn")
    try:
        content = making.check(trustee, step, raw)
    except Refused as refused:
        raise refusal(refused) from None
    exposed_keys.refuse(election, step, content)
    given = Contribution.objects.create(ceremony=making.ceremony, trustee=trustee, step=step, content=content)
    act = "give key" if step == making.steps[-1] else "give part of key"
    journal.write(act, by=trustee.name, election=election.uuid, public=election.announced_at is not None)
    _ask_for_the_next(election, making, trustee, step)
    return given


def _going_on(election: Election, at: datetime) -> KeyMaking:
    making = key_making(election)
    if making is None or not windows.may_choose_trustees(election.instants, election.facts, at):
        raise ValidationError(_("No key is asked for now."), code="phase")
    return making


def _of(making: KeyMaking, trustee: Trustee) -> Trustee:
    """As they are listed now: others may have come and gone."""
    found = next((each for each in making.trustees if each == trustee), None)
    if found is None:
        raise ValidationError(_("You are no trustee of this election any more."), code="removed")
    return found


def _ask_for_the_next(election: Election, making: KeyMaking, last: Trustee, step: Contribution.Step) -> None:
    if making.missing(step) == [last] and step != making.steps[-1]:
        for trustee in making.trustees:
            trustee_letters.next_step(trustee, election)
