"""Who may run an election, and when it takes two of them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from elections.models import Appointment, Election
from elections.roles import Duty, Right, Role, right
from members.models import Person


def roles_of(person: Person) -> frozenset[Role]:
    """What the person is appointed to now; nothing without an active account of the election office."""
    if not (hasattr(person, "user") and person.user.is_active and person.user.is_staff):
        return frozenset()
    held = Appointment.objects.filter(person=person, dismissed_at=None)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def is_officer(person: Person) -> bool:
    return Role.OFFICER in roles_of(person)


def may_read(person: Person, duty: Duty) -> bool:
    """Their role lets them read what belongs to the duty."""
    return right(roles_of(person), duty) >= Right.READS


def require_officer(by: Person) -> None:
    """Raises PermissionDenied for everybody else."""
    if not is_officer(by):
        raise PermissionDenied(_("Only officers of the election office can do this."))


def require_duty(by: Person, duty: Duty) -> None:
    """Raises PermissionDenied for whose role does not act in this part of the office's work."""
    roles = roles_of(by)
    if not roles:
        raise PermissionDenied(_("Only the election office can do this."))
    if right(roles, duty) < Right.ACTS:
        raise PermissionDenied(_("Your role in the election office does not include this."))


def require_reader(by: Person, duty: Duty) -> None:
    """Raises PermissionDenied for whose role does not read this."""
    if not may_read(by, duty):
        raise PermissionDenied(_("Your role in the election office does not include this."))


def require_two(election: Election, by: Person, seconded_by: Person | None) -> None:
    """A critical act needs two different officers, unless the election says that one is enough."""
    require_officer(by)
    if election.officers_required == 2:
        require_second(by, seconded_by)


def require_second(by: Person, seconded_by: Person | None) -> None:
    """Raises unless another officer agrees."""
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
