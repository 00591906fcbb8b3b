"""The instant that a story has come to: what is written while it is told is dated by it, and not by today's clock."""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.signals import pre_save

from ballots.models import Ballot
from base.clock import ClockTimestamp


class Story:
    """Acts are told with `at=story.reach(…)`. Journal, mails and ballots then carry the same instant."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.at = now

    def reach(self, at: datetime) -> datetime:
        """The story goes on to this instant, at most to now."""
        self.at = min(at, self.now)
        return self.at

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Rows that would be dated by the database's clock are dated by the story, for the length of the block."""
        pre_save.connect(self._date, weak=False)
        try:
            yield
        finally:
            pre_save.disconnect(self._date)

    def _date(self, instance: Model, **_signal: object) -> None:
        for field in instance._meta.concrete_fields:
            by_clock = isinstance(field.db_default, ClockTimestamp)
            if by_clock and isinstance(getattr(instance, field.attname), DatabaseDefault):
                setattr(instance, field.attname, self.at)
        if isinstance(instance, Ballot):
            instance.cast_at = self.at
