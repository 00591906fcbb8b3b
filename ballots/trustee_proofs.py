"""A trustee proves that their key is there: they sign a number with the file that they kept, which opens nothing."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots.protocol.errors import Refused
from ballots.protocol.rehearsal import check_key, read_rehearsal
from ballots.setup import prepared, setup_of
from ballots.trustee_asking import without_proof
from ballots.trustee_models import SERVER, KeyProof, Trustee
from ballots.trustee_refusals import refusal
from ballots.trustees import present
from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_reason, require_two
from elections.timetable import locked
from members.models import Person

Occasion = KeyProof.Occasion


def asked(trustee: Trustee, election: Election, at: datetime) -> KeyProof | None:
    """The proof that is asked of this trustee now, given or not."""
    occasion = _occasion(election, at)
    return trustee.proofs.filter(occasion=occasion).first() if occasion else None


@transaction.atomic
def prove(trustee: Trustee, *, raw: bytes, at: datetime) -> KeyProof:
    """Take the signature that is asked for now. Once every trustee has given the first, voting can open."""
    election = locked(trustee.election)
    proof = asked(trustee, election, at)
    if proof is None or proof.given_at:
        raise ValidationError(_("No proof is asked of you now. Load the page again."), code="phase")
    key = prepared(setup_of(election)).trustees.key(trustee.owner)
    try:
        signed = read_rehearsal(raw)
        check_key(key, proof.nonce, signed)
    except Refused as refused:
        raise refusal(refused) from None
    proof.signature, proof.given_at = signed.to_bytes(), at
    proof.save(update_fields=["signature", "given_at"])
    journal.write("prove key", by=trustee.name, election=election.uuid, public=True)
    if election.keys_proved_at is None and not without_proof(election, Occasion.OPENING):
        election.keys_proved_at = at
        election.save(update_fields=["keys_proved_at"])
    return proof


@transaction.atomic
def do_without(election: Election, *, by: Person, seconded_by: Person | None, at: datetime, reason: str) -> None:
    """Let voting open although a trustee has not proved their key: where so many have as open the totals."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    if not windows.may_do_without_proofs(election.instants, election.facts, at):
        raise ValidationError(_("No proof is awaited before the opening."), code="phase")
    without = without_proof(election, Occasion.OPENING)
    proved = present(election).exclude(pk__in=[trustee.pk for trustee in without])
    if prepared(setup_of(election)).trustees.missing([SERVER, *(trustee.owner for trustee in proved)]):
        sentence = _(
            "Too few have proved their keys: if they are lost, nobody learns the result. Cancel, and make anew."
        )
        raise ValidationError(sentence, code="too few")
    election.keys_proved_at = at
    election.save(update_fields=["keys_proved_at"])
    details = {"without": ", ".join(trustee.name for trustee in without)}
    journal.write(
        "do without proof",
        by=by,
        second=seconded_by,
        election=election.uuid,
        reason=reason,
        details=details,
        public=True,
    )


def _occasion(election: Election, at: datetime) -> KeyProof.Occasion | None:
    if windows.may_prove_key(election.instants, election.facts, at):
        return Occasion.OPENING
    return Occasion.CLOSE if windows.may_prove_key_again(election.instants, election.facts, at) else None
