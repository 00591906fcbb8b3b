"""Who works in the election office, as what, and since when."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from elections.models.facts import fact_at
from elections.roles import Role
from members.models import Person

ROLES = {
    Role.OFFICER: _("Officer"),
    Role.APPROVER: _("Approver of statements"),
    Role.KEEPER: _("Membership keeper"),
    Role.COMMUNICATIONS: _("Communications"),
    Role.AUDITOR: _("Auditor"),
}


class Appointment(models.Model):
    """One role of one person, until they are dismissed from it. Who decided it and why stands in the journal."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=14, choices=[(role.value, label) for role, label in ROLES.items()])
    appointed_at = models.DateTimeField()
    dismissed_at = fact_at(_("they have this role no more"))

    class Meta:
        ordering = ("person__name", "id")
        constraints = [
            UniqueConstraint(
                fields=["person", "role"], condition=Q(dismissed_at=None), name="elections_appointment_once"
            ),
            CheckConstraint(
                condition=Q(dismissed_at=None) | Q(dismissed_at__gte=F("appointed_at")),
                name="elections_appointment_before_dismissal",
            ),
            CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="elections_appointment_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
