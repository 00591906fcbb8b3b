"""What trustees are asked for by mail: a proof that the key is there, twice, and in the end their part of the count."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ballots import trustee_letters
from ballots.models import Share
from ballots.protocol.rehearsal import new_nonce
from ballots.trustee_models import KeyProof, Trustee
from ballots.trustees import present
from base.models import Mail
from elections import windows
from elections.models import Election
from elections.timetable import locked

DAY: Final = timedelta(days=1)
AGAIN: Final = 2 * DAY
"""So often whoever has not answered is asked."""
BEFORE_THE_CLOSE: Final = 4 * DAY

Occasion = KeyProof.Occasion


def ask_for_proofs(election: Election, at: datetime) -> None:
    """The ballot is sealed: it opens once every trustee has signed a number that nobody could know before."""
    trustees = list(present(election))
    if not trustees:
        return
    KeyProof.objects.bulk_create(
        KeyProof(trustee=trustee, occasion=occasion, nonce=new_nonce()) for occasion in Occasion for trustee in trustees
    )
    election.keys_asked_at = at
    election.save(update_fields=["keys_asked_at"])
    for trustee in trustees:
        trustee_letters.proof(trustee, election, Occasion.OPENING, key=_key("opening", trustee, 0))


def ask_for_shares(election: Election) -> None:
    for trustee in without_share(election):
        trustee_letters.share(trustee, election, key=_key("share", trustee, 0))


def without_proof(election: Election, occasion: str) -> list[Trustee]:
    """Who was asked and has not proved it."""
    open_ = KeyProof.objects.filter(trustee=OuterRef("pk"), occasion=occasion, given_at=None)
    return list(present(election).filter(Exists(open_)))


def without_share(election: Election) -> list[Trustee]:
    given = set(Share.objects.filter(setup__election=election).values_list("owner", flat=True))
    return [trustee for trustee in present(election) if trustee.owner not in given]


def remind(at: datetime) -> int:
    """Ask again whoever has not answered, every two days; for the second proof, first four days before the close."""
    waiting = Q(keys_asked_at__lte=at, published_at=None, voided_at=None, cancelled_at=None)
    return sum(_remind(election, at) for election in Election.objects.filter(waiting))


@transaction.atomic
def _remind(election: Election, at: datetime) -> int:
    election = locked(election)
    instants, facts = election.instants, election.facts
    if facts.keys_asked_at and windows.may_prove_key(instants, facts, at):
        return _proofs(election, Occasion.OPENING, (at - facts.keys_asked_at) // AGAIN)
    if windows.may_prove_key_again(instants, facts, at):
        since = at - max(election.voting_closes - BEFORE_THE_CLOSE, election.voting_opens)
        return _proofs(election, Occasion.CLOSE, since // AGAIN)
    if facts.tallied_at and windows.awaits_shares(instants, facts, at):
        return _shares(election, (at - facts.tallied_at) // AGAIN)
    return 0


def _proofs(election: Election, occasion: KeyProof.Occasion, number: int) -> int:
    if number < 0:
        return 0
    asked = _not_asked(without_proof(election, occasion), occasion.value, number)
    return sum(trustee_letters.proof(trustee, election, occasion, key=key) for key, trustee in asked)


def _shares(election: Election, number: int) -> int:
    asked = _not_asked(without_share(election), "share", number)
    return sum(trustee_letters.share(trustee, election, key=key) for key, trustee in asked)


def _not_asked(trustees: Iterable[Trustee], what: str, number: int) -> list[tuple[str, Trustee]]:
    keys = {_key(what, trustee, number): trustee for trustee in trustees}
    sent = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    return [(key, trustee) for key, trustee in keys.items() if key not in sent]


def _key(what: str, trustee: Trustee, number: int) -> str:
    """Of one mail; the same is never queued twice."""
    return f"trustee {trustee.pk}: {what} {number}"
