"""What is kept of ballots that were tested instead of cast: their encrypted choices, which then count never."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from base.append_only import AppendOnly


class TestedChoice(AppendOnly):
    """One encrypted choice, named by its alpha. Who tested it, and what it held, is not known here."""

    __test__ = False  # a name that pytest would collect

    setup = models.ForeignKey("ballots.Setup", on_delete=models.PROTECT, related_name="tested_choices")
    alpha = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = [
            UniqueConstraint(fields=["setup", "alpha"], name="ballots_testedchoice_once"),
            CheckConstraint(condition=Q(alpha__regex=r"^[0-9a-f]{64}$"), name="ballots_testedchoice_alpha"),
        ]

    def __str__(self) -> str:
        return self.alpha
