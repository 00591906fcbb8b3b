"""Who makes the voting codes, where by the rules the server does not: the office names them until sealing."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import authority_letters, authority_links
from ballots.authority_models import CredentialAuthority
from ballots.protocol.credentials import new_uuid
from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_officer, require_reason
from elections.timetable import locked
from members.models import Person


def present(election: Election) -> CredentialAuthority | None:
    """Who makes the codes; None where the server does, or nobody is named yet."""
    if not election.strict_credentials:
        return None
    return CredentialAuthority.objects.filter(election=election, removed_at=None).first()


@transaction.atomic
def name(election: Election, *, name: str, email: str, by: Person, at: datetime) -> CredentialAuthority:
    """Ask somebody to make the codes. Their mail has a link that works without an account."""
    require_officer(by)
    election = _held(election, at)
    if present(election):
        raise ValidationError(_("Somebody makes the codes already. Replace them instead."), code="named")
    authority = _enter(election, name=name, email=email, by=by)
    _write("name credential authority", election, authority, by=by)
    return authority


@transaction.atomic
def replace(
    authority: CredentialAuthority, *, name: str, email: str, by: Person, at: datetime, reason: str
) -> CredentialAuthority:
    """Somebody else makes the codes. Those that were made are worth nothing: the record gets another name."""
    require_officer(by)
    reason = require_reason(reason)
    election = _held(authority.election, at)
    authority = still_there(authority)
    authority_links.forget(authority)
    authority.removed_at, authority.removed_by = at, by
    authority.save(update_fields=["removed_at", "removed_by"])
    instead = _enter(election, name=name, email=email, by=by)
    details = {"instead": instead.name}
    _write("replace credential authority", election, authority, by=by, reason=reason, details=details)
    return instead


@transaction.atomic
def send_link(authority: CredentialAuthority, *, by: Person, at: datetime) -> None:
    """A new link, for who lost theirs or passed it on; links that were sent before lead nowhere any more."""
    require_officer(by)
    election = locked(authority.election)
    authority = still_there(authority)
    authority_links.forget(authority)
    authority_letters.new_link(authority, election)
    journal.write("send authority link", by=by, election=election.uuid, subject=authority.name)


def still_there(authority: CredentialAuthority) -> CredentialAuthority:
    """Held; refused for who was replaced meanwhile."""
    found = CredentialAuthority.objects.select_for_update().filter(pk=authority.pk, removed_at=None).first()
    if found is None:
        raise ValidationError(_("Somebody else makes the codes of this election by now."), code="removed")
    return found


def _held(election: Election, at: datetime) -> Election:
    election = locked(election)
    if not windows.may_choose_authority(election.instants, election.facts, at):
        raise ValidationError(_("Who makes the codes is fixed: the ballot is sealed."), code="phase")
    if not election.strict_credentials:
        raise ValidationError(_("By its rules the server makes the codes of this election."), code="rules")
    return election


def _enter(election: Election, *, name: str, email: str, by: Person) -> CredentialAuthority:
    authority = CredentialAuthority.objects.create(
        election=election, name=name, email=email, uuid=new_uuid(), named_by=by
    )
    authority_letters.invitation(authority, election)
    return authority


def _write(act: str, election: Election, authority: CredentialAuthority, *, by: Person, **said: Any) -> None:
    """The name is public with the election; the address is not."""
    public = election.announced_at is not None
    journal.write(act, by=by, election=election.uuid, subject=authority.name, public=public, **said)
