"""The pre-flight of who holds keys: all are made before sealing, and there before the opening and the close."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import exposed_keys
from ballots.key_making import KeyMaking, key_making
from ballots.preflight.check import Check, names
from ballots.trustee_asking import without_proof
from ballots.trustee_models import KeyProof
from ballots.trustees import present
from elections import windows
from elections.models import Election


def before_sealing(election: Election) -> Iterator[Check]:
    """Keys are missing, or too many of them are needed, or there is only the server's."""
    making = key_making(election)
    if making is not None:
        yield _keys(making)
        yield _needed(making)
    elif present(election).exists():
        sentence = _("Trustees are named, and not asked for their keys yet.")
        yield Check("trustees", False, sentence)
    else:
        sentence = _(
            "Only the server has a key: whoever controls it could open single ballots, and not just the totals."
        )
        yield Check("only the server", False, sentence, is_warning=True)


def _keys(making: KeyMaking) -> Check:
    if exposed := names(each.name for each in exposed_keys.exposed(making)):
        sentence = _(
            "The private files of these trustees reached the server, by mistake: %(names)s. Replace them, or ask "
            "everybody for a new key."
        )
        return Check("trustees", False, sentence % {"names": exposed})
    step = next((step for step in making.steps if making.missing(step)), None)
    if step is None:
        number = len(making.trustees)
        sentence = ngettext(
            "The key of %(number)d trustee is made.", "The keys of %(number)d trustees are made.", number
        )
        return Check("trustees", True, sentence % {"number": number})
    waits = {"names": names(trustee.name for trustee in making.missing(step))}
    return Check("trustees", False, _("Keys are being made. What comes next is up to: %(names)s.") % waits)


def _needed(making: KeyMaking) -> Check:
    facts = {"needed": making.needed, "number": len(making.trustees)}
    if making.threshold is None:
        sentence = ngettext(
            "The one trustee is needed: if their key is lost, so is the result. Better name several, and need fewer.",
            "All %(number)d trustees are needed: if one key is lost, so is the result. Better let fewer be enough.",
            facts["number"],
        )
        return Check("trustees needed", False, sentence % facts, is_warning=True)
    sentence = _("%(needed)d of %(number)d trustees open the totals, together with the server.")
    return Check("trustees needed", True, sentence % facts, is_warning=True)


def after_sealing(election: Election, at: datetime) -> Iterator[Check]:
    """Proofs that the keys are there: without the first nothing opens, the second warns while there is time."""
    instants, facts = election.instants, election.facts
    if exposed := names(each.name for each in exposed_keys.exposed(key_making(election))):
        sentence = _(
            "The private files of these trustees reached the server after the sealing, by mistake: %(names)s. Their "
            "keys keep nothing closed any more."
        )
        yield Check("trustees", False, sentence % {"names": exposed}, is_warning=True)
    if windows.may_prove_key(instants, facts, at):
        good = _("Every trustee has proved that their key is there: voting can open.")
        bad = _("Voting does not open until these trustees have proved that their keys are there: %(names)s.")
        yield _proofs(election, KeyProof.Occasion.OPENING, good, bad, is_warning=False)
    elif windows.may_prove_key_again(instants, facts, at):
        good = _("Every trustee has proved again that their key is there.")
        bad = _("Not proved again before the close that their keys are there: %(names)s.")
        yield _proofs(election, KeyProof.Occasion.CLOSE, good, bad, is_warning=True)


def _proofs(election: Election, occasion: KeyProof.Occasion, good: str, bad: str, *, is_warning: bool) -> Check:
    waits = [trustee.name for trustee in without_proof(election, occasion)]
    return Check("key proofs", not waits, bad % {"names": names(waits)} if waits else good, is_warning=is_warning)
