"""Who holds a key beside the server, and how many of them it takes: the office says so until the ballot is sealed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ballots import trustee_letters, trustee_links
from ballots.trustee_models import Ceremony, Trustee
from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_officer, require_reason
from elections.timetable import locked
from members.models import Person

MOST = 20
FEWEST = 2
"""Of a group: with one needed all would have the same key."""


def present(election: Election) -> QuerySet[Trustee]:
    """Who holds a key, or is to make one, in their order."""
    return Trustee.objects.filter(election=election, removed_at=None).order_by("number")


def ceremony_of(election: Election) -> Ceremony | None:
    """The making of the keys that counts; None before the office began it."""
    return Ceremony.objects.filter(election=election, ended_at=None).first()


def needed(ceremony: Ceremony, among: int) -> int:
    """How many of the outside trustees open the totals, together with the server."""
    return ceremony.threshold or among


@transaction.atomic
def add(election: Election, *, name: str, email: str, by: Person, at: datetime) -> Trustee:
    """One more trustee. Where keys are being made already, they are asked for one at once."""
    require_officer(by)
    election = _held(election, at)
    trustee = _enter(election, name=name, email=email, number=present(election).count() + 1, by=by)
    _write("add trustee", election, trustee, by=by)
    _follow(election, joined=trustee, by=by, at=at)
    return trustee


@transaction.atomic
def remove(trustee: Trustee, *, by: Person, at: datetime, reason: str) -> None:
    """They hold no key any more; the others move up."""
    require_officer(by)
    reason = require_reason(reason)
    election = _held(trustee.election, at)
    trustee = _leave(trustee, by=by, at=at)
    for later in present(election).filter(number__gt=trustee.number):
        later.number -= 1
        later.save(update_fields=["number"])
    _write("remove trustee", election, trustee, by=by, reason=reason)
    _follow(election, joined=None, by=by, at=at)


@transaction.atomic
def replace(trustee: Trustee, *, name: str, email: str, by: Person, at: datetime, reason: str) -> Trustee:
    """Somebody else, or the same person with another key, in this trustee's place."""
    require_officer(by)
    reason = require_reason(reason)
    election = _held(trustee.election, at)
    trustee = _leave(trustee, by=by, at=at)
    instead = _enter(election, name=name, email=email, number=trustee.number, by=by)
    _write("replace trustee", election, trustee, by=by, reason=reason, details={"instead": instead.name})
    _follow(election, joined=instead, by=by, at=at)
    return instead


@transaction.atomic
def begin(election: Election, *, threshold: int | None, by: Person, at: datetime) -> Ceremony:
    """Ask every trustee for a key: each is needed, or any `threshold` of them. What was given before counts no more."""
    require_officer(by)
    return _begin(_held(election, at), threshold, by=by, at=at)


@transaction.atomic
def send_link(trustee: Trustee, *, by: Person, at: datetime) -> None:
    """A new link, for who lost theirs or passed it on; links that were sent before lead nowhere any more."""
    require_officer(by)
    election = locked(trustee.election)
    trustee = _still_there(trustee)
    trustee_links.forget(trustee)
    trustee_letters.new_link(trustee, election)
    journal.write("send trustee link", by=by, election=election.uuid, subject=trustee.name)


def _held(election: Election, at: datetime) -> Election:
    """The election, locked; refused once its keys are fixed."""
    election = locked(election)
    if not windows.may_choose_trustees(election.instants, election.facts, at):
        raise ValidationError(_("The trustees and their keys are fixed: the ballot is sealed."), code="phase")
    return election


def _enter(election: Election, *, name: str, email: str, number: int, by: Person) -> Trustee:
    others = present(election).values_list("name", flat=True)
    if name.casefold() in {other.casefold() for other in others}:
        raise ValidationError({"name": _("There is a trustee of this name already.")}, code="twice")
    if len(others) >= MOST:
        raise ValidationError(_("There are %(most)d trustees already.") % {"most": MOST}, code="many")
    return Trustee.objects.create(election=election, number=number, name=name, email=email, added_by=by)


def _still_there(trustee: Trustee) -> Trustee:
    found = Trustee.objects.select_for_update().filter(pk=trustee.pk, removed_at=None).first()
    if found is None:
        raise ValidationError(_("They are no trustee any more."), code="removed")
    return found


def _leave(trustee: Trustee, *, by: Person, at: datetime) -> Trustee:
    trustee = _still_there(trustee)
    trustee_links.forget(trustee)
    trustee.removed_at, trustee.removed_by = at, by
    trustee.save(update_fields=["removed_at", "removed_by"])
    return trustee


def _follow(election: Election, *, joined: Trustee | None, by: Person, at: datetime) -> None:
    """Keys of which each is needed stay when somebody else comes or goes; those of a group are made anew, by all."""
    ceremony = ceremony_of(election)
    if ceremony is None:
        return
    if ceremony.threshold is not None:
        _begin(election, ceremony.threshold, by=by, at=at)
    elif not present(election).exists():
        _end(ceremony, by=by, at=at)
    elif joined is not None:
        trustee_letters.invitation(joined, election, ceremony)


def _begin(election: Election, threshold: int | None, *, by: Person, at: datetime) -> Ceremony:
    trustees = list(present(election))
    if not trustees:
        raise ValidationError(_("Name the trustees first."), code="nobody")
    if threshold is not None and not FEWEST <= threshold < len(trustees):
        told = {"needed": threshold, "number": len(trustees)}
        sentence = _("It cannot be %(needed)d of %(number)d: at least 2 are needed, and fewer than all of them.")
        raise ValidationError({"threshold": sentence % told}, code="threshold")
    if before := ceremony_of(election):
        _end(before, by=by, at=at)
    number = Ceremony.objects.filter(election=election).count() + 1
    ceremony = Ceremony.objects.create(election=election, number=number, threshold=threshold, began_at=at, began_by=by)
    details = {"trustees": len(trustees), "needed": needed(ceremony, len(trustees))}
    _write("ask for keys", election, None, by=by, details=details)
    for trustee in trustees:
        trustee_letters.invitation(trustee, election, ceremony)
    return ceremony


def _end(ceremony: Ceremony, *, by: Person, at: datetime) -> None:
    ceremony.ended_at, ceremony.ended_by = at, by
    ceremony.save(update_fields=["ended_at", "ended_by"])


def _write(act: str, election: Election, trustee: Trustee | None, *, by: Person, **said: Any) -> None:
    """Names are public with the election; addresses are not."""
    subject = trustee.name if trustee else ""
    journal.write(act, by=by, election=election.uuid, subject=subject, public=election.announced_at is not None, **said)
