"""Sealing the ballot: questions, keys and credentials are fixed in the exact bytes that the protocol calls Setup."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import authority_letters, issuing, preflight, record, server_keys, trustee_asking
from ballots.asked import ballot_hash
from ballots.authority_models import IssuedCredentials
from ballots.choices import Offer, offers, question
from ballots.credentials import signing_key
from ballots.issuing import Dealt
from ballots.key_making import all_trustees, key_making
from ballots.models import Choice, Credential, Setup
from ballots.protocol.credentials import new_uuid
from ballots.protocol.group import Element, parse_element
from ballots.protocol.questions import Election as ElectionFile
from ballots.protocol.record import Kind
from ballots.protocol.setup import Setup as SealedElection
from ballots.protocol.setup import read_setup
from ballots.protocol.trustees import Trustees
from ballots.reserve import reserve
from base import journal
from elections import windows
from elections.models import Contest, Election
from elections.officers import require_two
from elections.seen import require_unchanged
from elections.timetable import locked
from members.models import Person

BATCH: Final = 2_000


@transaction.atomic
def seal_ballot(
    election: Election,
    *,
    by: Person,
    seconded_by: Person | None,
    at: datetime,
    seen: str | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Setup:
    """Fix everything that is voted on and who may vote. Nothing of it can change afterwards.

    `seen` is the `ballot_hash` that the first officer asked to seal; another ballot is refused.
    """
    require_two(election, by, seconded_by)
    election = locked(election)
    _refuse_unless_ready(election, at)
    require_unchanged(seen, ballot_hash(election))
    ballot = [(contest, offers(contest)) for contest in election.contests.all()]
    making = key_making(election)
    trustees = all_trustees(server_keys.make_trustee_key(election).public(), making)
    trustees.verify()
    issued = issuing.to_seal(election)
    uuid = issued.authority.uuid if issued else new_uuid()
    assigned = issuing.dealt(election, issued) if issued else _make_credentials(election, uuid, advance)
    assigned.sort(key=lambda each: each.public)
    sealed = _sealed_election(election, uuid, ballot, trustees, assigned, issued)
    setup = _store(election, sealed, ballot, assigned, at)
    record.begin(setup, sealed)
    election.ballot_sealed_at, election.ballot_sealed_by = at, by
    election.save(update_fields=["ballot_sealed_at", "ballot_sealed_by"])
    details = {"fingerprint": setup.fingerprint, "record": uuid, "credentials": len(assigned)}
    details |= {"reserve credentials": setup.reserve_credentials}
    details |= {"trustees": len(making.trustees), "needed": making.needed} if making else {}
    details |= {"credential authority": issued.authority.name} if issued else {}
    journal.write("seal ballot", by=by, second=seconded_by, election=election.uuid, details=details, public=True)
    trustee_asking.ask_for_proofs(election, at)
    if issued:
        authority_letters.send_codes(issued.authority, election)
    return setup


def credentials_to_make(election: Election) -> int:
    """How many sealing the ballot makes: one for each voter on the roll, and the reserve."""
    voters = election.roll.filter(removed_at__isnull=True).count()
    return voters + reserve(voters)


def setup_of(election: Election) -> Setup:
    """The election's sealed ballot, without its large files; refused where there is none."""
    try:
        return Setup.objects.defer(*record.FILES).get(election=election)
    except Setup.DoesNotExist:
        raise ValidationError(_("The ballot of this election is not sealed yet."), code="not sealed") from None


def prepared(setup: Setup) -> SealedElection:
    """What ballots are checked against, kept by each process: sealed bytes never change."""
    return _prepared(setup.pk, setup.fingerprint)


@lru_cache(maxsize=8)
def _prepared(pk: int, fingerprint: str) -> SealedElection:
    setup = Setup.objects.get(pk=pk)
    files = (bytes(getattr(setup, name)) for name in record.FILES)
    sealed = read_setup(*files, trusted=True)
    begun = record.event(setup, Kind.SETUP)
    if begun is None or begun.data != [sealed.raw.decode()] or sealed.election.fingerprint != fingerprint:
        raise RuntimeError(f"The stored setup {setup.uuid} is not the one that was sealed.")
    return sealed


def _refuse_unless_ready(election: Election, at: datetime) -> None:
    if election.ballot_sealed_at:
        raise ValidationError(_("The ballot is sealed already."), code="sealed")
    failures = [check.sentence for check in preflight.preflight(election, at) if check.fails]
    if failures:
        raise ValidationError(failures, code="pre-flight")
    if not windows.may_seal_ballot(election.instants, election.facts, at):
        raise ValidationError(_("The ballot cannot be sealed now."), code="phase")


def _make_credentials(election: Election, uuid: str, advance: Callable[[], object]) -> list[Dealt]:
    """One for each voter and the reserve. Numbers are dealt at random, so they say nothing."""
    key = server_keys.make_credentials_key(election)
    voters = list(election.roll.filter(removed_at__isnull=True).values_list("pk", flat=True))
    owners: list[int | None] = [*voters, *[None] * reserve(len(voters))]
    random.SystemRandom().shuffle(owners)
    assigned = []
    for number, owner in enumerate(owners, 1):
        assigned.append(Dealt(number, signing_key(key, election.uuid, number, uuid).credential, owner))
        advance()
    return assigned


def _sealed_election(
    election: Election,
    uuid: str,
    ballot: list[tuple[Contest, list[Offer]]],
    trustees: Trustees,
    assigned: list[Dealt],
    issued: IssuedCredentials | None,
) -> SealedElection:
    file = ElectionFile(
        uuid=uuid,
        name=election.name,
        description=election.description,
        public_key=trustees.election_key,
        questions=tuple(question(contest, [offer.label for offer in offered]) for contest, offered in ballot),
        credential_authority=issued.authority.name if issued else None,
    )
    credentials: tuple[Element, ...] = tuple(parse_element(each.public) for each in assigned)
    return SealedElection(file, trustees, credentials)


def _store(
    election: Election,
    sealed: SealedElection,
    ballot: list[tuple[Contest, list[Offer]]],
    assigned: list[Dealt],
    at: datetime,
) -> Setup:
    setup = Setup.objects.create(
        election=election,
        uuid=sealed.election.uuid,
        timestamp=int(at.timestamp()),
        **dict(zip(record.FILES, sealed.files, strict=True)),
        fingerprint=sealed.election.fingerprint,
        reserve_credentials=sum(each.roll_entry is None for each in assigned),
    )
    Choice.objects.bulk_create(
        Choice(setup=setup, contest=contest, position=position, label=offer.label, nominee=offer.nominee)
        for contest, offered in ballot
        for position, offer in enumerate(offered)
    )
    for some in _batches(assigned):
        Credential.objects.bulk_create(
            Credential(setup=setup, public=each.public, roll_entry_id=each.roll_entry, number=each.number)
            for each in some
        )
    return setup


def _batches(assigned: list[Dealt]) -> Iterator[list[Dealt]]:
    rest = iter(assigned)
    while some := list(islice(rest, BATCH)):
        yield some
