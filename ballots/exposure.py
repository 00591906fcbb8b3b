"""Voting codes that reached the server itself, by mistake: from then on they are worth nothing."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import authorities, authority_refusals
from ballots.authority_models import CredentialAuthority, ExposedCredentials, IssuedCredentials
from ballots.protocol.errors import Refused
from ballots.protocol.group import Element
from ballots.protocol.issuing import public_part, read_private, read_public, write_public
from base import journal
from elections.timetable import locked


def refuse_private(authority: CredentialAuthority, raw: bytes) -> None:
    """Where these are the codes themselves, note their public part, and raise ValidationError.

    Not to be called in a transaction, which would forget the note.
    """
    try:
        codes = read_private(raw)
    except Refused:
        return
    if codes:
        _note(authority, public_part(authority.uuid, codes))
        raise ValidationError({"file": authority_refusals.PRIVATE}, code="private")


@transaction.atomic
def _note(authority: CredentialAuthority, credentials: dict[str, Element]) -> None:
    election = locked(authority.election)
    authority = authorities.still_there(authority)
    ExposedCredentials.objects.create(authority=authority, content=write_public(credentials))
    details, public = {"credentials": len(credentials)}, election.announced_at is not None
    journal.write("expose codes", by=authority.name, election=election.uuid, details=details, public=public)


def refuse_exposed(authority: CredentialAuthority, credentials: Collection[Element]) -> None:
    """Raises ValidationError where one of them belongs to a code that reached the server."""
    if not _exposed(authority).isdisjoint(credentials):
        sentence = _("Codes of it were handed in themselves before, and so are no secret. Make all of them anew.")
        raise ValidationError({"file": sentence}, code="exposed")


def last_unexposed(authority: CredentialAuthority) -> IssuedCredentials | None:
    """What came last of what was handed in, and none of whose codes reached the server."""
    exposed = _exposed(authority)
    if not exposed:
        return authority.issued.last()
    newest_first = authority.issued.order_by("-id").iterator(chunk_size=1)
    return next((each for each in newest_first if exposed.isdisjoint(_credentials(each))), None)


def is_waited_for_anew(authority: CredentialAuthority) -> bool:
    """Codes reached the server, and none have taken their place yet."""
    return authority.exposed.exists() and last_unexposed(authority) is None


def _exposed(authority: CredentialAuthority) -> set[Element]:
    return {element for each in authority.exposed.all() for element in _credentials(each)}


def _credentials(part: ExposedCredentials | IssuedCredentials) -> Collection[Element]:
    return read_public(bytes(part.content), trusted=True).values()
