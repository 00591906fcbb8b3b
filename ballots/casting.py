"""The one door by which a ballot enters: proofs are checked before the transaction, the rest under its locks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ballots import casting_rows, letters, refusals, server_keys
from ballots.credentials import private_credential
from ballots.models import Ballot, Credential, Setup
from ballots.protocol.ballot import CheckedBallot, check, seal, tracker
from ballots.protocol.errors import OutOfPlace, Reason, Refused
from ballots.setup import prepared, setup_of
from base import journal
from base.clock import now
from elections import casting_lock, phases
from elections.models import Contest, Election
from members.models import Person

ONE_AT_A_TIME: Final = Lock()
"""In each process. Threads that check ballots together hand Python's lock to each other a thousand times a ballot."""

MANY: Final = 300
WITHIN: Final = timedelta(hours=1)
"""So many of one voter in so long are a script's: each stays in the record, and everybody who verifies checks it."""

Marks = Mapping[int, Collection[int]]
"""For each contest, by its key, the positions of the choices that were marked; none is an explicit abstention."""


class State(StrEnum):
    """What became of a ballot that was accepted."""

    COUNTS = "counts"  # so far: casting again replaces it
    REPLACED = "replaced"
    LEFT_OUT = "left out"  # its stored bytes are not a ballot any more
    STOPPED = "stopped"  # the whole vote is void


@dataclass(frozen=True)
class Receipt:
    tracker: str
    cast_at: datetime
    state: State
    sealed_by_server: bool


def private_credential_for(election: Election, *, person: Person) -> str:
    """What the voter's own page seals and signs with. The server derives it for who is signed in and may vote now.

    Raises ValidationError where somebody outside made the codes: then the server has none.
    """
    if election.strict_credentials:
        raise ValidationError(_("In this election the server has no voting codes."), code="strict")
    credential = credential_to_vote(election, person)
    return private_credential(server_keys.credentials_key(election), election.uuid, credential.number)


def credential_to_vote(election: Election, person: Person) -> Credential:
    """Of who may cast a ballot now."""
    _require_open(election, now())
    return _credential_of(setup_of(election), person)


def seal_for(election: Election, marks: Marks, *, person: Person) -> bytes:
    """The server seals the marks of a voter who agreed to it, and keeps nothing of them."""
    if not election.server_may_seal:
        raise PermissionDenied(_("In this election only your own browser may seal your ballot."))
    plaintexts = _plaintexts(setup_of(election), marks)
    private = private_credential_for(election, person=person)
    return seal(prepared(setup_of(election)).election, private, plaintexts)


def cast(election: Election, *, sealed: bytes, by: Person, sealed_by_server: bool) -> Receipt:
    """Put a sealed ballot into the ballot box. The same bytes sent again get the same receipt, and never become last.

    Raises PermissionDenied or ValidationError with a sentence for the voter; the journal keeps the reason, and no name.
    """
    try:
        credential, again, at, many_since, may = _asked(election, by, tracker(sealed))
        if again:
            return _receipt(credential, tracker(sealed))
        if not may:
            raise _not_on_the_roll()
        _require_open(election, at)
        _require_seldom(many_since, at)
        checked = _checked(credential.setup, credential, sealed)
        if sealed_by_server and not election.server_may_seal:
            raise PermissionDenied(_("In this election only your own browser may seal your ballot."))
        return _accept(election, credential, sealed, checked, sealed_by_server)
    except (PermissionDenied, ValidationError) as refusal:
        reason = getattr(refusal, "code", None) or "not this voter"
        journal.write("refuse ballot", by="ballot box", election=election.uuid, details={"reason": reason})
        raise


@transaction.atomic
def _accept(
    election: Election, credential: Credential, sealed: bytes, checked: CheckedBallot, sealed_by_server: bool
) -> Receipt:
    """Whoever ends the ballots waits for this, or this sees that they ended: all is read anew behind the locks.

    Three questions: the lock that casts share, the voter's own rows, and then what must be true while both are held.
    """
    casting_lock.share(election)
    voter = casting_rows.hold(credential)
    present = casting_rows.present(election, credential, checked.tracker, checked.ciphertexts)
    if present.again:
        return _receipt(credential, checked.tracker)
    _require_open(present.election, present.at)
    if present.tested:
        raise _said(OutOfPlace(Reason.TESTED_CIPHERTEXT))
    if voter is None:
        raise _not_on_the_roll()
    ballot = Ballot.objects.create(
        setup_id=credential.setup_id,
        credential=credential,
        tracker=checked.tracker,
        sealed=sealed,
        sealed_by_server=sealed_by_server,
        cast_at=present.at,
    )
    if voter.email:
        letters.receipt(voter, present.election, ballot)
    return Receipt(ballot.tracker, ballot.cast_at, State.COUNTS, sealed_by_server)


def _receipt(credential: Credential, tracker_: str) -> Receipt:
    """What a stored ballot's receipt says at present."""
    own = _receipts(Ballot.objects.filter(credential=credential))
    return next(each for each in own if each.tracker == tracker_)


def receipts(election: Election, *, person: Person) -> list[Receipt]:
    """This voter's own ballots, the last first: nobody else may be shown whether they voted."""
    return list(_receipts(Ballot.objects.filter(setup__election=election, credential__roll_entry__person=person)))


def _receipts(ballots: QuerySet[Ballot]) -> Iterator[Receipt]:
    """The last one that is in the record, or will be, counts."""
    one_counts = False
    for ballot in ballots.select_related("left_out", "setup__election").defer("sealed").order_by("-id"):
        if ballot.setup.election.voided_at:
            state = State.STOPPED
        elif hasattr(ballot, "left_out"):
            state = State.LEFT_OUT
        else:
            state = State.REPLACED if one_counts else State.COUNTS
            one_counts = True
        yield Receipt(ballot.tracker, ballot.cast_at, state, ballot.sealed_by_server)


def _asked(election: Election, person: Person, tracker_: str) -> casting_rows.Asked:
    asked = casting_rows.asked(election, person, tracker_, many=MANY)
    if asked is None:
        setup_of(election)  # where the ballot is not sealed, that is why
        raise _not_on_the_roll()
    return asked


def _credential_of(setup: Setup, person: Person) -> Credential:
    try:
        own = Credential.objects.filter(setup=setup, roll_entry__person=person, replaced_at__isnull=True)
        return own.get(roll_entry__removed_at__isnull=True)
    except Credential.DoesNotExist:
        raise _not_on_the_roll() from None


def _not_on_the_roll() -> PermissionDenied:
    return PermissionDenied(_("You are not on the roll of this election."))


def _checked(setup: Setup, credential: Credential, sealed: bytes) -> CheckedBallot:
    sealed_election = prepared(setup)
    try:
        with ONE_AT_A_TIME:
            return check(sealed_election, sealed, credential=credential.public)
    except Refused as refused:
        raise _said(refused) from refused


def _said(refused: Refused) -> ValidationError:
    return ValidationError(refusals.sentence(refused), code=refused.code)


def _require_open(election: Election, at: datetime) -> None:
    phase = election.phase(at)
    if phase is phases.Phase.VOTING:
        return
    if phase is phases.Phase.PAUSED:
        raise ValidationError(_("Voting is paused. Your ballot was not cast. Try again later."), code="paused")
    if phase in phases.BEFORE_THE_VOTE | {phases.Phase.DRAFT}:
        raise ValidationError(_("Voting has not opened. Your ballot was not cast."), code="not open")
    raise ValidationError(_("Voting is closed. Your ballot was not cast."), code="closed")


def _require_seldom(many_since: datetime | None, at: datetime) -> None:
    if many_since and at - many_since < WITHIN:
        sentence = _("You cast %(number)d ballots within an hour. Wait before the next. Your ballot was not cast.")
        raise ValidationError(sentence % {"number": MANY}, code="often")


def _plaintexts(setup: Setup, marks: Marks) -> list[tuple[int, ...]]:
    """One plaintext a question. A contest that the marks do not mention is refused: nobody abstains by accident."""
    contests = list(Contest.objects.filter(choices__setup=setup).distinct().order_by("position"))
    if set(marks) != {contest.pk for contest in contests}:
        raise ValidationError(_("Every question needs an answer, or an abstention."), code="unanswered")
    plaintexts = []
    for contest, question in zip(contests, prepared(setup).questions, strict=True):
        chosen = marks[contest.pk]
        if len(set(chosen)) > question.maximum:
            facts = {"contest": contest.title, "most": question.maximum}
            raise ValidationError(_("%(contest)s: choose at most %(most)d.") % facts, code="too many")
        try:
            plaintexts.append(question.choose(chosen, blank=not chosen))
        except Refused as refused:
            raise ValidationError(refusals.sentence(refused), code=refused.code) from None
    return plaintexts
