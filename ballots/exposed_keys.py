"""Trustees' private files that reached the server itself, by mistake: no ballot is sealed with their keys."""

from contextlib import suppress
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots.key_making import KeyMaking, Step
from ballots.protocol.ceremony_messages import read_certificate
from ballots.protocol.channel import read_ceremony_key
from ballots.protocol.errors import Refused
from ballots.protocol.group import write_element
from ballots.protocol.keys import read_private_key, read_public_key
from ballots.trustee_models import ExposedKey, Trustee
from base import journal
from elections.models import Election
from elections.timetable import locked

FIRST: Final = {
    Step.KEY: lambda raw: read_public_key(raw).element,
    Step.CERTIFICATE: lambda raw: read_certificate(raw).verification,
}
"""What each trustee gives first, from which their key is known."""


def is_private(content: bytes) -> bool:
    """Whether these bytes are a key that its trustee keeps."""
    return _public_side(content) is not None


@transaction.atomic(durable=True)
def note(by: Trustee, content: bytes) -> None:
    """A private file came from this trustee's browser. Its key is remembered, whosever it is; nothing else of it is."""
    key = _public_side(content)
    election = locked(by.election)
    if key and not election.exposed_keys.filter(key=key).exists():
        ExposedKey.objects.create(election=election, key=key)
        journal.write("expose key", by=by.name, election=election.uuid, public=election.announced_at is not None)


def refuse(election: Election, step: Step, content: bytes) -> None:
    """Raises ValidationError where the key that is given here is one whose private file reached the server."""
    if step in FIRST and election.exposed_keys.filter(key=write_element(FIRST[step](content))).exists():
        sentence = _("The private file of this key was sent before, and so is no secret. Make another key.")
        raise ValidationError({"file": sentence}, code="exposed")


def exposed(making: KeyMaking | None) -> list[Trustee]:
    """Whose keys, of those that they gave, are no secret any more."""
    if making is None:
        return []
    known = set(making.ceremony.election.exposed_keys.values_list("key", flat=True))
    first = making.steps[0]
    given = [(trustee, making.files.get((first, trustee.pk))) for trustee in making.trustees] if known else []
    return [trustee for trustee, raw in given if raw and write_element(FIRST[first](raw)) in known]


def _public_side(content: bytes) -> str | None:
    """Of a trustee's own key its element, of a seed what its messages are signed with; None for other bytes."""
    with suppress(Refused, ValueError):
        return write_element(read_private_key(content).element)
    with suppress(Refused, ValueError):
        return write_element(read_ceremony_key(content).verification)
    return None
