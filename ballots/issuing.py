"""Voting codes made outside the server: the list of voters that goes out, and the public part that comes back."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import authorities, authority_refusals, exposure
from ballots.authority_models import CredentialAuthority, IssuedCredentials
from ballots.models import Credential, Setup
from ballots.protocol.errors import Refused
from ballots.protocol.group import Element, write_element
from ballots.protocol.issuing import (
    Voter,
    VoterList,
    is_reserve,
    read_public,
    reserve_identity,
)
from ballots.protocol.wire import sha256
from ballots.reserve import reserve
from base import journal
from base.moments import in_words
from elections import windows
from elections.models import Election
from elections.timetable import locked


class Dealt(NamedTuple):
    """One credential and whose it is: a roll entry's, or nobody's yet."""

    number: int
    public: str
    roll_entry: int | None


def voter_list(authority: CredentialAuthority) -> VoterList:
    """For whom codes are made; once the ballot is sealed, who is to have which."""
    election = authority.election
    voters = tuple(_sealed_voters(election) if election.ballot_sealed_at else _voters(election))
    page = settings.PUBLIC_URL + reverse("ballots:ballot", args=[election.slug])
    spare = _sealed_reserve(election) if election.ballot_sealed_at else reserve(len(voters))
    opens, closes = in_words(election.voting_opens), in_words(election.voting_closes)
    return VoterList(authority.uuid, election.name, page, opens, closes, spare, voters)


def from_reserve(election: Election) -> list[Voter]:
    """Who has a code of the reserve, in the order of their numbers; for nobody but who mails it, and the office."""
    given = _held(election).filter(number__lte=_sealed_reserve(election)).order_by("number")
    rows = given.values_list("number", "roll_entry__name", "roll_entry__email")
    return [Voter(reserve_identity(number), name, email) for number, name, email in rows]


@transaction.atomic
def take_list(authority: CredentialAuthority, *, at: datetime) -> VoterList:
    """The list goes out, with names and addresses: everybody may know that it did."""
    election = locked(authority.election)
    authority = authorities.still_there(authority)
    if not windows.may_take_voters(election.instants, election.facts, at):
        raise ValidationError(
            _("There is a list of voters from the sealing of the roll until voting closes."), code="phase"
        )
    voters = voter_list(authority)
    _write("take list for codes", authority, {"voters": len(voters.voters)})
    return voters


def give(authority: CredentialAuthority, *, raw: bytes, at: datetime) -> IssuedCredentials:
    """The public part of all codes. What was handed in before counts no more."""
    exposure.refuse_private(authority, raw)
    return _keep(authority, raw, at)


@transaction.atomic
def _keep(authority: CredentialAuthority, raw: bytes, at: datetime) -> IssuedCredentials:
    election = locked(authority.election)
    authority = authorities.still_there(authority)
    if not windows.may_issue_credentials(election.instants, election.facts, at):
        raise ValidationError(
            _("The public part is taken from the sealing of the roll until the ballot is sealed."), code="phase"
        )
    credentials = _read(raw)
    voters = voter_list(authority)
    _refuse_unless_for(voters, credentials)
    exposure.refuse_exposed(authority, credentials.values())
    given = IssuedCredentials.objects.create(
        authority=authority, content=raw, voters=len(voters.voters), reserve=voters.reserve
    )
    details = {"credentials": len(credentials), "reserve credentials": voters.reserve, "hash": sha256(raw)}
    _write("give credentials", authority, details)
    return given


def last(authority: CredentialAuthority) -> IssuedCredentials | None:
    """What counts of what they handed in: what came last, or nothing where one of its codes is no secret any more.

    Once the ballot is sealed it is what it was sealed with, whatever became known since.
    """
    issued = authority.issued.last()
    return issued if issued and (authority.election.ballot_sealed_at or exposure.counts(issued)) else None


def lacking(election: Election, issued: IssuedCredentials | None) -> int:
    """How many voters on the roll have no credential yet."""
    voters = {str(pk) for pk in election.roll.filter(removed_at__isnull=True).values_list("pk", flat=True)}
    return len(voters - _credentials(issued).keys()) if issued else len(voters)


def to_seal(election: Election) -> IssuedCredentials | None:
    """What the ballot is sealed with; None where the server makes the codes. Refused while any is missing."""
    if not election.strict_credentials:
        return None
    authority = authorities.present(election)
    issued = last(authority) if authority else None
    if issued is None or lacking(election, issued):
        raise ValidationError(_("Voting codes are missing: the ballot cannot be sealed."), code="codes")
    return issued


def dealt(election: Election, issued: IssuedCredentials) -> list[Dealt]:
    """Each voter's and the reserve. Reserve credentials keep their number; a voter's says nothing about the roll."""
    credentials = _credentials(issued)
    spare = [(int(each[1:]), write_element(public)) for each, public in credentials.items() if is_reserve(each)]
    voters = election.roll.filter(removed_at__isnull=True).values_list("pk", flat=True)
    own = sorted((write_element(credentials[str(pk)]), pk) for pk in voters)
    return [
        *(Dealt(number, public, None) for number, public in spare),
        *(Dealt(number, public, pk) for number, (public, pk) in enumerate(own, len(spare) + 1)),
    ]


def _sealed_reserve(election: Election) -> int:
    return Setup.objects.only("reserve_credentials").get(election=election).reserve_credentials


def _voters(election: Election) -> Iterator[Voter]:
    rows = election.roll.filter(removed_at__isnull=True).order_by("pk").values_list("pk", "name", "email")
    for pk, name, email in rows.iterator():
        yield Voter(str(pk), name, email)


def _sealed_voters(election: Election) -> Iterator[Voter]:
    """Who was added late, or has another code now, has one of the reserve."""
    spare = _sealed_reserve(election)
    columns = ("number", "roll_entry", "roll_entry__name", "roll_entry__email")
    for number, pk, name, email in _held(election).order_by("roll_entry").values_list(*columns).iterator():
        yield Voter(reserve_identity(number) if number <= spare else str(pk), name, email)


def _held(election: Election) -> QuerySet[Credential]:
    """Those with which somebody can vote now."""
    held = Credential.objects.filter(setup__election=election, replaced_at__isnull=True, roll_entry__isnull=False)
    return held.filter(roll_entry__removed_at__isnull=True)


def _read(raw: bytes) -> dict[str, Element]:
    try:
        return read_public(raw)
    except Refused as refused:
        raise authority_refusals.refusal(refused) from None


def _refuse_unless_for(voters: VoterList, credentials: dict[str, Element]) -> None:
    """One for each voter and each number of the reserve, and no other."""
    wanted = {*voters.identities}
    missing, more = sorted(wanted - credentials.keys()), sorted(credentials.keys() - wanted)
    problems = []
    if missing:
        sentence = ngettext(
            "%(number)d code is missing, that of %(first)s.",
            "%(number)d codes are missing; one of them is that of %(first)s.",
            len(missing),
        )
        problems.append(sentence % {"number": len(missing), "first": missing[0]})
    if more:
        sentence = ngettext(
            "%(number)d code is nobody’s on the list: %(first)s.",
            "%(number)d codes are nobody’s on the list; one of them is %(first)s.",
            len(more),
        )
        problems.append(sentence % {"number": len(more), "first": more[0]})
    if problems:
        problems.append(_("Take the list as it is now, and make the codes for it."))
        raise ValidationError({"file": " ".join(problems)}, code="other list")


def _credentials(issued: IssuedCredentials) -> dict[str, Element]:
    return read_public(bytes(issued.content), trusted=True)


def _write(act: str, authority: CredentialAuthority, details: dict[str, object]) -> None:
    election = authority.election
    public = election.announced_at is not None
    journal.write(act, by=authority.name, election=election.uuid, details=details, public=public)
