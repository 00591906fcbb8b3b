"""A fact that may come true once: when it did, and who did it."""

from datetime import datetime
from typing import Any

from django.db import models

from members.models import Person


def fact_at(help_text: Any) -> "models.DateTimeField[datetime | None, datetime | None]":
    return models.DateTimeField(null=True, blank=True, editable=False, help_text=help_text)


def fact_by(related_name: str = "+") -> "models.ForeignKey[Person | None, Person | None]":
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name=related_name
    )
