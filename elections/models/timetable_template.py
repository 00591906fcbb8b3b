"""Timetables by the distance of every instant from the opening of the vote, kept as data."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from elections.phases import Instant


def are_offsets(value: Any) -> None:
    """Whole minutes by the names of instants, the closing of roll and vote among them."""
    names = {each.value for each in Instant} - {Instant.VOTING_OPENS.value}
    needed = {Instant.ROLL_CLOSES.value, Instant.VOTING_CLOSES.value}
    if not isinstance(value, dict) or not needed <= value.keys() <= names:
        raise ValidationError(_("Give minutes by the names of instants, “roll_closes” and “voting_closes” among them."))
    if not all(isinstance(minutes, int) for minutes in value.values()):
        raise ValidationError(_("Give whole minutes, counted from the opening of the vote."))


class TimetableTemplate(models.Model):
    """One date, the opening of the vote, gives all others. An instant that is not named has no time."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    minutes = models.JSONField(
        _("minutes from the opening of the vote, by instant"),
        validators=[are_offsets],
        help_text=_("before it: negative"),
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
