"""From the last ballot to the published result, an act each: end, count, certify, publish.

Between count and certification the trustees beside the server open the totals (trustee_shares.py), where there are any.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import record, server_keys, trustee_asking, trustee_shares
from ballots.models import Ballot, CertifiedResult, Setup, Share
from ballots.outcome import preview, share_of, stored_tally, totals_of
from ballots.protocol.ballot import CheckedBallot, check
from ballots.protocol.commands.checking import Cores
from ballots.protocol.errors import OutOfPlace, Reason, Refused
from ballots.protocol.record import end_step, result_step, share_step, tally_step
from ballots.protocol.setup import Setup as SealedElection
from ballots.protocol.tally import Ciphertexts, EncryptedTally, accumulate, check_partial_decryption
from ballots.protocol.verify import Each
from ballots.results import as_data
from ballots.sequencing import append_pending
from ballots.setup import prepared, setup_of
from base import journal
from elections import casting_lock, windows
from elections.models import Election
from elections.officers import require_officer, require_two
from elections.seen import hash_of, require_unchanged
from elections.timetable import locked
from members.models import Person

BATCH: Final = 500
MANY: Final = 200


@transaction.atomic
def end_ballots(election: Election, *, by: Person, at: datetime) -> None:
    """Make the close final: wait for the casts in flight, put the last ballots into the record, and end it."""
    require_officer(by)
    casting_lock.take(election)
    election = locked(election)
    if not windows.may_end_ballots(election.instants, election.facts, at):
        raise ValidationError(_("The ballots can be ended once, and only after voting has closed."), code="phase")
    setup = setup_of(election)
    append_pending(setup)
    ended = record.append(setup, end_step)
    election.ballots_ended_at, election.ballots_ended_by = at, by
    election.save(update_fields=["ballots_ended_at", "ballots_ended_by"])
    details = {"events": ended.position + 1, "hash": ended.hash}
    journal.write("end ballots", by=by, election=election.uuid, details=details, public=True)


def count(election: Election, *, by: Person, at: datetime, advance: Callable[[], object] = lambda: None) -> None:
    """Add up the sealed ballots and open the totals, and nothing else. Only officers see them until publication.

    The server's part is enough where it holds the only key; else the other trustees are asked for theirs.

    Every ballot is checked once more, which takes its time (about 60 a second on each core), and `advance` is called
    after each; only then is the election held. What is added up cannot change meanwhile: the record has ended.
    """
    require_officer(by)
    _require_may_count(Election.objects.get(pk=election.pk), at)
    setup = setup_of(election)
    with _cores(ballots_to_count(election)) as each:
        tally = accumulate(prepared(setup).questions, last_ballots(setup, advance, each))
    _enter(election, setup, tally, by=by, at=at)


def _cores(ballots: int) -> AbstractContextManager[Each]:
    """Processes take a moment to begin: a few ballots are checked sooner in this one."""
    return Cores(os.cpu_count() or 1, fresh=True) if ballots >= MANY else nullcontext(map)


def _require_may_count(election: Election, at: datetime) -> None:
    if not windows.may_count(election.instants, election.facts, at):
        raise ValidationError(_("The ballots can be counted once, and only after they are ended."), code="phase")


@transaction.atomic
def _enter(election: Election, setup: Setup, tally: EncryptedTally, *, by: Person, at: datetime) -> None:
    """Write the sum down, and open it as far as the server can: once, whoever else counted meanwhile."""
    election = locked(election)
    _require_may_count(election, at)
    added_up = record.append(setup, lambda head: tally_step(head, tally))
    election.tallied_at, election.tallied_by = at, by
    election.save(update_fields=["tallied_at", "tallied_by"])
    journal.write("count", by=by, election=election.uuid, details={"ballots counted": tally.ballots}, public=True)
    trustee_shares.give_by_server(election, setup, tally, added_up.hash)
    if trustee_shares.missing(setup):
        trustee_asking.ask_for_shares(election)
    else:
        trustee_shares.open_totals(election, at)


@transaction.atomic
def certify(
    election: Election,
    *,
    by: Person,
    seconded_by: Person | None,
    at: datetime,
    seen: str | None = None,
    statement: str = "",
) -> None:
    """Two officers put their names to the count, as it is worked out now; it is published as they saw it.

    `seen` is the `result_hash` that the first officer asked to certify; another result is refused. What they state
    stands beside the result; left empty, it is the `usual_statement`.
    """
    require_two(election, by, seconded_by)
    election = locked(election)
    if not windows.may_certify(election.instants, election.facts, at):
        raise ValidationError(_("A count is certified once, after it was made."), code="phase")
    found = preview(election, by=by)
    if found.is_unresolved:
        raise ValidationError(_("A tie is not resolved yet."), code="tie")
    data = as_data(found)
    require_unchanged(seen, hash_of(data))
    statement = statement.strip() or usual_statement(election)
    CertifiedResult.objects.create(setup=setup_of(election), data=data, statement=statement)
    election.certified_at, election.certified_by, election.certified_second_by = at, by, seconded_by
    election.save(update_fields=["certified_at", "certified_by", "certified_second_by"])
    journal.write("certify", by=by, second=seconded_by, election=election.uuid, public=True)


def usual_statement(election: Election) -> str:
    """What officers certify, unless they word it themselves."""
    sentence = _(
        "We certify that this is the result of “%(election)s”: the ballots in the box were counted as their record "
        "shows, and the rules shown with the result were applied to the totals."
    )
    return sentence % {"election": election.name}


def result_hash(election: Election, *, by: Person) -> str:
    """The result as it is worked out now, as a hash: what would be certified. For officers."""
    return hash_of(as_data(preview(election, by=by)))


@transaction.atomic
def publish(election: Election, *, by: Person, seconded_by: Person | None, at: datetime) -> None:
    """Complete the public record with decryptions and result, and destroy the server's keys: they have served."""
    require_two(election, by, seconded_by)
    election = locked(election)
    if not windows.may_publish(election.instants, election.facts, at):
        raise ValidationError(_("A result is published once, after it was certified."), code="phase")
    setup = setup_of(election)
    sealed, totals = prepared(setup), totals_of(setup)
    for given in setup.shares.order_by("owner"):
        _append_share(setup, sealed, given)
    ended = record.append(setup, lambda head: result_step(head, totals))
    election.published_at, election.published_by = at, by
    election.save(update_fields=["published_at", "published_by"])
    details = {"events": ended.position + 1, "hash": ended.hash}
    journal.write("publish", by=by, second=seconded_by, election=election.uuid, details=details, public=True)
    keys = server_keys.destroy(election)
    details = {"keys": keys}
    journal.write("destroy keys", by=by, second=seconded_by, election=election.uuid, details=details, public=True)


def last_ballots(setup: Setup, advance: Callable[[], object] = lambda: None, each: Each = map) -> Iterator[Ciphertexts]:
    """The choices of the last ballot in the record of each credential, in constant memory.

    Signature and proofs are checked once more before anything is decrypted: a copy of somebody's ballot under other
    credentials would otherwise show in the totals what they chose. Raises ValidationError with the ballot's tracker.
    """
    credential, one = 0, partial(check, prepared(setup))
    while True:
        ballots = Ballot.objects.filter(setup=setup, credential_id__gt=credential, event__isnull=False)
        last = ballots.order_by("credential_id", "-id").distinct("credential_id")
        some = list(last.select_related("credential")[:BATCH])
        if not some:
            return
        checked = iter(each(one, [bytes(ballot.sealed) for ballot in some]))
        for ballot in some:
            yield _as_cast(ballot, checked).choices
            advance()
        credential = some[-1].credential_id


def _as_cast(ballot: Ballot, checked: Iterator[CheckedBallot]) -> CheckedBallot:
    """The next that was checked, which must be this one."""
    try:
        found = next(checked)
        if found.credential != ballot.credential.public:
            raise OutOfPlace(Reason.OTHER_CREDENTIAL)
        if found.tracker == ballot.tracker:
            return found
        reason = "tracker"
    except Refused as refused:
        reason = refused.code
    told = {"tracker": ballot.tracker, "reason": reason}
    sentence = _("The stored ballot %(tracker)s is not what was cast (%(reason)s). Nothing is opened.")
    raise ValidationError(sentence % told, code="changed ballot") from None


def ballots_to_count(election: Election) -> int:
    """How many a count will check: one of each credential that was used."""
    used = Ballot.objects.filter(setup__election=election, event__isnull=False)
    return used.values("credential").distinct().count()


def _append_share(setup: Setup, sealed: SealedElection, given: Share) -> None:
    """A wrong share would spoil the record for good, so it is checked once more."""
    share = share_of(sealed, given)
    check_partial_decryption(sealed, stored_tally(setup, sealed), given.owner, share)
    record.append(setup, lambda head: share_step(head, given.owner, share))
