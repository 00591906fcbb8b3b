"""Voting codes that reached the server itself, by mistake: from then on they are worth nothing."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import authority_refusals
from ballots.authority_models import CredentialAuthority, ExposedCredentials, IssuedCredentials
from ballots.protocol.errors import Refused
from ballots.protocol.group import Element
from ballots.protocol.issuing import public_part, read_private, read_public, write_public
from base import journal
from elections.timetable import locked


def refuse_private(authority: CredentialAuthority, raw: bytes) -> None:
    """Where these are the codes themselves, note their public part, and raise ValidationError."""
    try:
        codes = read_private(raw)
    except Refused:
        return
    if codes:
        _note(authority, public_part(authority.uuid, codes))
        raise ValidationError({"file": authority_refusals.PRIVATE}, code="private")


@transaction.atomic(durable=True)
def _note(authority: CredentialAuthority, credentials: dict[str, Element]) -> None:
    election = locked(authority.election)
    if _exposed(authority) >= {*credentials.values()}:
        return
    ExposedCredentials.objects.create(authority=authority, content=write_public(credentials))
    details, public = {"credentials": len(credentials)}, election.announced_at is not None
    journal.write("expose codes", by=authority.name, election=election.uuid, details=details, public=public)


def refuse_exposed(authority: CredentialAuthority, credentials: Collection[Element]) -> None:
    """Raises ValidationError where one of them belongs to a code that reached the server."""
    if not _exposed(authority).isdisjoint(credentials):
        sentence = _("Codes of it were handed in themselves before, and so are no secret. Make all of them anew.")
        raise ValidationError({"file": sentence}, code="exposed")


def counts(issued: IssuedCredentials) -> bool:
    """Whether all of its codes are secret, as far as anybody knows here."""
    exposed = _exposed(issued.authority)
    return not exposed or exposed.isdisjoint(_credentials(issued))  # those of a large roll take a while to read


def is_waited_for_anew(authority: CredentialAuthority) -> bool:
    """Codes reached the server, and none have taken their place yet."""
    last = authority.issued.last()
    return authority.exposed.exists() and not (last and counts(last))


def _exposed(authority: CredentialAuthority) -> set[Element]:
    return {element for each in authority.exposed.all() for element in _credentials(each)}


def _credentials(part: ExposedCredentials | IssuedCredentials) -> Collection[Element]:
    return read_public(bytes(part.content), trusted=True).values()
