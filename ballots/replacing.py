"""Another code for a voter whose own was lost to others: one of the reserve, before voting opens."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import authorities, authority_letters
from ballots.models import Credential, Setup
from ballots.reserve import assign_reserve, assigned
from ballots.setup import setup_of
from base import clock, journal
from base.models import JournalLine
from elections import windows
from elections.models import Election, RollEntry
from elections.officers import require_reason, require_two
from elections.timetable import locked
from members.models import Person


@transaction.atomic
def replace_credential(
    entry: RollEntry, *, by: Person, seconded_by: Person | None, reason: str, at: datetime
) -> Credential:
    """What they had signs nothing any more, whoever has it. The public journal shows the reason, and names nobody.

    The clock is read while their credential is held, which a cast holds as well: no ballot got in before.
    """
    election = locked(entry.election)
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    require_replaceable(election, at)
    setup = setup_of(election)
    held = Credential.objects.select_for_update(no_key=True, of=("self",))
    old = held.filter(setup=setup, roll_entry=entry, roll_entry__removed_at=None, replaced_at=None).first()
    if old is None:
        raise ValidationError(_("%(name)s is not on the roll.") % {"name": entry.name}, code="not on the roll")
    require_replaceable(election, max(at, clock.now()))
    old.replaced_at = at
    old.save(update_fields=["replaced_at"])
    new = give_reserve(setup, entry)
    details = {"reserve credentials assigned": assigned(setup)}
    uuid, second = election.uuid, seconded_by
    journal.write(
        "replace credential", by=by, second=second, election=uuid, reason=reason, details=details, public=True
    )
    journal.write("name voter of replaced credential", by=by, second=second, election=uuid, subject=entry.name)
    return new


def require_replaceable(election: Election, at: datetime) -> None:
    """Raises ValidationError where no voter's code can be replaced now."""
    if not election.strict_credentials:
        raise ValidationError(_("By its rules the server makes the codes of this election."), code="rules")
    if not windows.may_replace_credential(election.instants, election.facts, at):
        raise ValidationError(
            _(
                "A code is replaced once the ballot is sealed, and before voting opens. Afterwards who makes the codes "
                "can mail the same one again."
            ),
            code="phase",
        )


def replaced(election: Election) -> list[tuple[int, datetime, str]]:
    """Every replacement as the public may know of it: which number, when, and why; nobody's name."""
    lines = JournalLine.objects.filter(election_uuid=election.uuid, act="replace credential", public=True)
    return [(number, line.at, line.reason) for number, line in enumerate(lines.order_by("pk"), start=1)]


def give_reserve(setup: Setup, entry: RollEntry) -> Credential:
    """One of the reserve. Where somebody outside made the codes, they are told to mail this one."""
    credential = assign_reserve(setup, entry)
    if authority := authorities.present(entry.election):
        authority_letters.one_more(authority, entry.election, credential.number)
    return credential
