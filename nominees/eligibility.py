"""What the office establishes about a nominee: which affiliations count, and whether they can be seated."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election, Organisation
from elections.officers import require_officer, require_reason
from elections.phases import STOPPED, Phase
from elections.timetable import locked
from members.models import Person
from nominees.models import Nominee
from nominees.nominating import held

SETTLED = STOPPED | {Phase.CERTIFIED, Phase.PUBLISHED}
LONGEST_NAME = 200


@transaction.atomic
def set_affiliations(nominee: Nominee, *, names: Iterable[str], by: Person, at: datetime) -> None:
    """These organisations, and no others, count for the limit on co-affiliation [bylaws 5.15]."""
    nominee, election = _before_certification(nominee, by, at)
    before = sorted(nominee.organisations.values_list("name", flat=True))
    organisations = organisations_named(names)
    after = sorted(organisation.name for organisation in organisations)
    if after == before:
        return
    nominee.organisations.set(organisations)
    moved = {"organisations": {"from": ", ".join(before) or None, "to": ", ".join(after) or None}}
    subject, public = nominee.name, _is_public(election)
    journal.write("set affiliations", by=by, election=election.uuid, subject=subject, details=moved, public=public)


@transaction.atomic
def declare_ineligible(nominee: Nominee, *, reason: str, by: Person, at: datetime) -> None:
    """They cannot be seated, whatever the votes. The reason is published with the result."""
    nominee, election = _before_certification(nominee, by, at)
    reason = require_reason(reason)
    if nominee.ineligible_reason == reason:
        return
    nominee.ineligible_reason = reason
    nominee.save(update_fields=["ineligible_reason"])
    subject, public = nominee.name, _is_public(election)
    journal.write("declare ineligible", by=by, election=election.uuid, subject=subject, reason=reason, public=public)


@transaction.atomic
def declare_eligible(nominee: Nominee, *, reason: str, by: Person, at: datetime) -> None:
    """They can be seated after all."""
    nominee, election = _before_certification(nominee, by, at)
    reason = require_reason(reason)
    if not nominee.ineligible_reason:
        raise ValidationError(_("%(name)s can be seated already.") % {"name": nominee.name}, code="done")
    nominee.ineligible_reason = ""
    nominee.save(update_fields=["ineligible_reason"])
    subject, public = nominee.name, _is_public(election)
    journal.write("declare eligible", by=by, election=election.uuid, subject=subject, reason=reason, public=public)


def organisations_named(names: Iterable[str]) -> list[Organisation]:
    """The organisations of these names, new ones among them; in capitals or not, a name is one organisation's."""
    return [
        Organisation.objects.get_or_create(name__iexact=name, defaults={"name": name})[0] for name in _distinct(names)
    ]


def _is_public(election: Election) -> bool:
    """After the count everybody reads of it: whoever decides then may know the totals."""
    return election.counted_at is not None


def _before_certification(nominee: Nominee, by: Person, at: datetime) -> tuple[Nominee, Election]:
    require_officer(by)
    election = locked(nominee.election)
    if election.phase(at) in SETTLED:
        raise ValidationError(_("The result is settled: this cannot change any more."), code="phase")
    return held(nominee), election


def _distinct(names: Iterable[str]) -> list[str]:
    """The names without surrounding space; the first writing of each counts."""
    wanted: dict[str, str] = {}
    for name in names:
        if stripped := " ".join(name.split()):
            wanted.setdefault(stripped.casefold(), stripped)
    if too_long := [name for name in wanted.values() if len(name) > LONGEST_NAME]:
        refusal = _("The name of an organisation has at most %(longest)s characters: “%(name)s…”.")
        said = refusal % {"longest": LONGEST_NAME, "name": too_long[0][:40]}
        raise ValidationError({"organisations": said}, code="too long")
    return list(wanted.values())
