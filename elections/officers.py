"""Who may run an election, and when it takes two of them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from elections.models import Election
from members.models import Person


def is_officer(person: Person) -> bool:
    """The person has an active account of the election office."""
    return hasattr(person, "user") and person.user.is_active and person.user.is_staff


def require_officer(by: Person) -> None:
    """Raises PermissionDenied for everybody else."""
    if not is_officer(by):
        raise PermissionDenied(_("Only the election office can do this."))


def require_two(election: Election, by: Person, seconded_by: Person | None) -> None:
    """A critical act needs two different officers, unless the election says that one is enough."""
    require_officer(by)
    if election.officers_required < 2:
        return
    if seconded_by is None:
        raise ValidationError(_("This needs a second officer."), code="second officer")
    require_officer(seconded_by)
    if seconded_by == by:
        raise ValidationError(_("The second officer must be somebody else."), code="same officer")


def require_reason(reason: str) -> str:
    """The reason, stripped; refused when empty."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason. It stands in the journal for good.")}, code="reason")
    return reason.strip()
