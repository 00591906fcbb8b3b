"""The trustees open the totals: each gives their part, which is checked; enough of them give the result."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import record, server_keys
from ballots.models import Setup, Share
from ballots.outcome import Totals, share_of, stored_tally, totals_of
from ballots.protocol.errors import OutOfPlace, Reason, Refused
from ballots.protocol.record import Kind
from ballots.protocol.setup import Setup as SealedElection
from ballots.protocol.strong import Opened, check_share, prove_share, read_proofs, write_proofs
from ballots.protocol.tally import (
    EncryptedTally,
    PartialDecryption,
    check_partial_decryption,
    decrypt,
    read_owned,
    read_partial_decryption,
    totals,
)
from ballots.protocol.wire import sha256
from ballots.setup import prepared, setup_of
from ballots.trustee_models import SERVER, Trustee
from ballots.trustee_refusals import refusal
from base import journal
from elections import windows
from elections.models import Election
from elections.timetable import locked


def shares_of(setup: Setup) -> dict[int, PartialDecryption]:
    """By owner."""
    sealed = prepared(setup)
    return {given.owner: share_of(sealed, given) for given in Share.objects.filter(setup=setup)}


def missing(setup: Setup) -> int:
    """How many more shares open the totals."""
    owners = Share.objects.filter(setup=setup).values_list("owner", flat=True)
    return prepared(setup).trustees.missing(list(owners))


def awaited(election: Election, now: datetime) -> int:
    """The same while trustees are asked to open them; 0 before and after."""
    if not windows.awaits_shares(election.instants, election.facts, now):
        return 0
    return missing(setup_of(election))


def give_by_server(election: Election, setup: Setup, tally: EncryptedTally, head: str) -> None:
    """The server's part; refused unless its proofs hold. `head` is the record's, at the sum."""
    sealed, key = prepared(setup), server_keys.trustee_key(election)
    share = decrypt(sealed, tally, key)
    check_partial_decryption(sealed, tally, SERVER, share)
    strong = prove_share(Opened(sealed, tally, head), SERVER, key, share)
    Share.objects.create(setup=setup, owner=SERVER, payload=share.raw, strong=write_proofs([strong]))


@transaction.atomic
def give(trustee: Trustee, *, raw: bytes, strong: bytes | None = None, at: datetime) -> Share:
    """A trustee's part. One that is wrong is named and kept nowhere: in the record it would spoil everything.

    `strong` is the proof that ties the part to what it opens. Without one it rests on the trustee's honesty.
    """
    election = locked(trustee.election)
    if not windows.may_give_share(election.instants, election.facts, at):
        raise ValidationError(_("Nothing is to be opened now. Load the page again."), code="phase")
    setup = setup_of(election)
    if Share.objects.filter(setup=setup, owner=trustee.owner).exists():
        raise ValidationError(_("You have given your part already."), code="given")
    try:
        share = _checked(setup, trustee.owner, raw)
        strong = _strong(setup, trustee.owner, share, strong) if strong else None
    except Refused as refused:
        raise refusal(refused) from None
    given = Share.objects.create(setup=setup, owner=trustee.owner, payload=share.raw, strong=strong)
    journal.write("give share", by=trustee.name, election=election.uuid, public=True)
    if election.counted_at is None and not missing(setup):
        open_totals(election, at)
    return given


def open_totals(election: Election, at: datetime) -> None:
    """Enough parts are there: officers see the totals from now on. By whoever had the ballots added up.

    Refused where the parts give totals that there cannot be.
    """
    totals_of(setup_of(election))
    election.counted_at, election.counted_by = at, election.tallied_by
    election.save(update_fields=["counted_at", "counted_by"])


def _checked(setup: Setup, owner: int, raw: bytes) -> PartialDecryption:
    sealed = prepared(setup)
    tally, others = stored_tally(setup, sealed), shares_of(setup)
    share = _read(sealed, owner, raw)
    check_partial_decryption(sealed, tally, owner, share)
    opened = _opened_with(sealed, tally, {owner: share} | others)
    if opened is not None and not sealed.trustees.missing(others) and opened != totals_of(setup):
        raise OutOfPlace(Reason.NO_TOTAL)
    return share


def _read(sealed: SealedElection, owner: int, raw: bytes) -> PartialDecryption:
    """One line, or two as belenios-tool writes them: the second says whose it is."""
    first, *rest = raw.removesuffix(b"\n").split(b"\n")
    for line in rest:
        if read_owned(line) != (owner, sha256(first)):
            raise OutOfPlace(Reason.UNKNOWN_TRUSTEE)
    return read_partial_decryption(sealed, first)


def _strong(setup: Setup, owner: int, share: PartialDecryption, raw: bytes) -> bytes:
    """The proof beside the share, as it is kept; raises Refused where it is about something else, or does not hold."""
    proofs = read_proofs(raw)
    if [proof.owner for proof in proofs] != [owner]:
        raise OutOfPlace(Reason.OTHER_SHARE)
    sealed, counted = prepared(setup), record.event(setup, Kind.ENCRYPTED_TALLY)
    head = counted.hash if counted else ""
    check_share(Opened(sealed, stored_tally(setup, sealed), head), share, proofs[0])
    return write_proofs(proofs)


def strong_proofs(setup: Setup) -> bytes:
    """Of every share that has one, by owner: the file beside the record."""
    kept = Share.objects.filter(setup=setup, strong__isnull=False).order_by("owner")
    return write_proofs([proof for given in kept for proof in read_proofs(bytes(given.strong or b""))])


def _opened_with(
    sealed: SealedElection, tally: EncryptedTally, shares: Mapping[int, PartialDecryption]
) -> Totals | None:
    """The totals with as few of these shares as it takes, and the first of them for certain; None where it takes more.

    A share's own proof can hold and the share be false (version 1 of the protocol does not tie the two together); but
    it then gives totals that there cannot be, or others than before. Raises Refused for such.
    """
    chosen: dict[int, PartialDecryption] = {}
    for owner, share in shares.items():
        if sealed.trustees.useful(owner, chosen):
            chosen[owner] = share
    return None if sealed.trustees.missing(chosen) else totals(sealed.trustees, tally, chosen)
