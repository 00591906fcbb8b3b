"""Addresses of nominees' pages: never given twice, and kept when a name changes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_officer, require_reason
from elections.timetable import locked
from members.models import Person
from nominees import drafts, slugs, writing
from nominees.models import FormerSlug, Nominee


def taken_slugs(election: Election, *, but_of: Nominee | None = None) -> set[str]:
    """Every slug that a nominee of the election has or had; `but_of` leaves out those of one nominee."""
    current = election.nominees.values_list("slug", flat=True)
    former = election.former_slugs.values_list("slug", flat=True)
    if but_of:
        current, former = current.exclude(pk=but_of.pk), former.exclude(nominee=but_of)
    return {*current, *former}


def nominee_at(election: Election, slug: str) -> Nominee | None:
    """Whose page has this address, or had it once."""
    current = election.nominees.filter(slug=slug).first()
    return current or Nominee.objects.filter(election=election, former_slugs__slug=slug).first()


@transaction.atomic
def rename(nominee: Nominee, *, name: str, by: Person, at: datetime, reason: str) -> Nominee:
    """The name as the person writes it, and an address after it. On a sealed ballot names stay as they are."""
    require_officer(by)
    reason = require_reason(reason)
    election = locked(nominee.election)
    if election.facts.ballot_sealed_at and not election.is_imported:
        raise ValidationError(_("The ballot is sealed with the names that stand on it."), code="sealed")
    name = writing.name(name, field="name")
    nominee = Nominee.objects.select_for_update().get(pk=nominee.pk)
    before = nominee.name
    move(nominee, slugs.slug_for(name, taken_slugs(election, but_of=nominee), nominee.person.uuid.hex[:8]), at=at)
    nominee.name = name
    nominee.save(update_fields=["name"])
    journal.write(
        "rename nominee",
        by=by,
        election=election.uuid,
        subject=name,
        reason=reason,
        details={"name": {"from": before, "to": name}},
        public=windows.candidates_are_public(election.instants, election.facts, at),
    )
    return nominee


def move(nominee: Nominee, slug: str, *, at: datetime) -> None:
    """Gives the page another address; the one it had leads there from now on."""
    if slug == nominee.slug:
        return
    FormerSlug.objects.get_or_create(
        election_id=nominee.election_id, slug=nominee.slug, defaults={"nominee": nominee, "left_at": at}
    )
    old = nominee.get_absolute_url()
    nominee.slug = slug
    drafts.move(old, nominee.get_absolute_url())
    nominee.save(update_fields=["slug"])
