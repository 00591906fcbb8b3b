"""Testing a sealed ballot instead of casting it: the server gives it up for ever, then the voter's browser opens it."""

from collections.abc import Collection, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.casting import credential_to_vote
from ballots.models import Ballot, Credential, Setup
from ballots.protocol.errors import Reason, Refused
from ballots.protocol.giving_up import read_given_up
from ballots.protocol.group import parse_element
from ballots.setup import prepared, setup_of
from ballots.tested_models import TestedChoice
from elections.models import Election
from members.models import Person

FILES: Final = {
    Reason.WRONG_ELECTION: gettext_lazy("This gives up a ballot of another election."),
    Reason.WRONG_FINGERPRINT: gettext_lazy("This gives up a ballot of another version of this election."),
}
UNREADABLE: Final = gettext_lazy("This is not the file that gives a ballot up. Its name has “give-up” in it.")


@transaction.atomic
def give_up(election: Election, alphas: Sequence[str], *, by: Person) -> None:
    """No ballot with one of these is taken from now on. Saying it twice changes nothing.

    Casting holds the voter's credential as well, so a ballot is cast or tested, whichever came first.
    """
    setup = setup_of(election)
    credential = Credential.objects.select_for_update(no_key=True).get(pk=credential_to_vote(election, by).pk)
    _require_alphas(setup, alphas)
    if any(_holds(ballot, alphas) for ballot in Ballot.objects.filter(credential=credential)):
        raise ValidationError(_("This ballot is cast already, so it cannot be tested. Seal a new one."), code="cast")
    TestedChoice.objects.bulk_create(
        (TestedChoice(setup=setup, alpha=alpha) for alpha in alphas), ignore_conflicts=True
    )


def alphas_of(election: Election, file: bytes) -> list[str]:
    """What the file of a program of one's own gives up."""
    try:
        return read_given_up(prepared(setup_of(election)).election, file)
    except Refused as refused:
        raise ValidationError({"file": FILES.get(refused.reason, UNREADABLE)}, code=refused.code) from None


def _require_alphas(setup: Setup, alphas: Sequence[str]) -> None:
    """As many as a ballot of this election has, no more: nobody fills this table with anything else."""
    count = sum(question.ciphertexts for question in prepared(setup).questions)
    try:
        written = {alpha for alpha in alphas if parse_element(alpha)}
    except Refused:
        written = set()
    if len(alphas) != count or len(written) != count:
        raise ValidationError(_("This is not a ballot of this election."), code="not a ballot")


def _holds(ballot: Ballot, alphas: Collection[str]) -> bool:
    sealed = bytes(ballot.sealed)
    return any(f'"alpha":"{alpha}"'.encode() in sealed for alpha in alphas)
