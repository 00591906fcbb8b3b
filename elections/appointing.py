"""Who works in the election office: two officers appoint and dismiss; the first ones are made on the command line."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import letters
from elections.models import Appointment
from elections.officers import require_officer, require_reason, require_second
from elections.roles import Role
from members.models import Person, User

FEWEST_OFFICERS = 2


@transaction.atomic
def appoint(person: Person, *, role: Role, by: Person, seconded_by: Person | None, at: datetime, reason: str) -> None:
    """Give somebody with an account a role in the office."""
    require_officer(by)
    require_second(by, seconded_by)
    reason = require_reason(reason)
    require_appointable(person, role)
    enter(person, role, at=at)
    journal.write(
        "appoint", by=by, second=seconded_by, subject=person.name, reason=reason, details={"role": role.value}
    )
    letters.of_appointment(person, role, by=by)


@transaction.atomic
def dismiss(appointment: Appointment, *, by: Person, seconded_by: Person | None, at: datetime, reason: str) -> None:
    """Take a role back. At least two officers stay, since critical acts take two."""
    require_officer(by)
    require_second(by, seconded_by)
    reason = require_reason(reason)
    require_dismissable(appointment)
    role = Role(appointment.role)
    leave(appointment.person, role, at=at)
    details = {"role": role.value}
    journal.write("dismiss", by=by, second=seconded_by, subject=appointment.person.name, reason=reason, details=details)
    letters.of_dismissal(appointment.person, role, by=by)


def require_appointable(person: Person, role: Role) -> None:
    """Raises ValidationError for who has no account to sign in with, or the role already."""
    if not (hasattr(person, "user") and person.user.is_active):
        refusal = _("%(name)s has no account yet: it takes one to work here. Ask them to sign in once.")
        raise ValidationError(refusal % {"name": person.name}, code="account")
    if Appointment.objects.filter(person=person, role=role, dismissed_at=None).exists():
        raise ValidationError(_("%(name)s has this role already.") % {"name": person.name}, code="done")


def require_dismissable(appointment: Appointment) -> None:
    """Raises ValidationError where it is over already, or too few officers would stay."""
    held = Appointment.objects.select_for_update().filter(dismissed_at=None)
    if appointment.pk not in {each.pk for each in held}:
        raise ValidationError(_("They have this role no more."), code="done")
    officers = [each for each in held if each.role == Role.OFFICER]
    if appointment.role == Role.OFFICER and len(officers) <= FEWEST_OFFICERS:
        raise ValidationError(_("At least two officers have to stay. Appoint another one first."), code="few")


def enter(person: Person, role: Role, *, at: datetime) -> None:
    """The row and the account's mark that goes with it; nothing where they have the role. Callers journal."""
    Appointment.objects.get_or_create(person=person, role=role, dismissed_at=None, defaults={"appointed_at": at})
    User.objects.filter(person=person).update(is_staff=True)


def leave(person: Person, role: Role, *, at: datetime) -> None:
    """The end of one role, and of the account's mark with the last of them. Callers journal."""
    Appointment.objects.filter(person=person, role=role, dismissed_at=None).update(dismissed_at=at)
    if not Appointment.objects.filter(person=person, dismissed_at=None).exists():
        User.objects.filter(person=person).update(is_staff=False)
