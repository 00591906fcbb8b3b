"""What takes longer than a page: asked for on one, done by the worker, and watched on another until it has ended."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from base import clock, journal
from base.models import Work

QUEUE = "work"
KEPT = timedelta(days=7)
BETWEEN = 0.5  # seconds between two tellings of how far it is

log = logging.getLogger(__name__)


class Done(NamedTuple):
    """What is true now, in a sentence, and the path of the page that shows it."""

    told: str
    leads_to: str


@transaction.atomic
def ask(task: str, *, key: str, title: str, by: journal.Actor, on: str, **arguments: Any) -> Work:
    """Hand it to the worker. What is asked for already, and has not ended, is not begun a second time.

    `task` is the name of a job that takes `work_id` and the arguments, and calls `do`.
    """
    try:
        with transaction.atomic():
            work = Work.objects.create(key=key, title=title, language=get_language(), asked_by=by.pk, asked_on=on)
    except IntegrityError:
        return Work.objects.get(key=key, ended_at=None)
    app.configure_task(task, queue=QUEUE).defer(work_id=work.pk, **arguments)
    return work


class Progress:
    """How far a work is, told over a connection of its own: what the work itself writes shows only once all is done."""

    def __init__(self, work: Work) -> None:
        self._work, self._done, self._steps, self._told = work, 0, 0, 0.0
        self._own = connection.copy()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.close()

    def expect(self, steps: int) -> None:
        """How many steps there are from here on."""
        self._done, self._steps = 0, steps
        self._tell()

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if time.monotonic() - self._told > BETWEEN:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        with self._own.cursor() as cursor:
            cursor.execute(
                "UPDATE base_work SET steps = %s, steps_done = %s WHERE id = %s",
                [self._steps, min(self._done, self._steps), self._work.pk],
            )


def do(work_id: int, act: Callable[[Progress], Done]) -> None:
    """Do it, and write down how it ended: in one transaction, so that it is done once, whoever is killed meanwhile."""
    work = Work.objects.get(pk=work_id)
    if work.ended_at:
        return
    Work.objects.filter(pk=work.pk).update(began_at=clock.now(), steps=0, steps_done=0)
    with override(work.language), Progress(work) as progress:
        try:
            with transaction.atomic():
                done = act(progress)
                _end(work, told=done.told, leads_to=done.leads_to)
        except ValidationError as error:
            _end(work, problems=error.messages)
        except PermissionDenied as error:
            _end(work, problems=[str(error)])
        except Exception:
            log.exception("work %s", work)
            _end(
                work, problems=[_("This site made a mistake, and nothing has changed. Those who run it can read why.")]
            )


def _end(work: Work, **how: Any) -> None:
    Work.objects.filter(pk=work.pk).update(ended_at=clock.now(), **how)


def going_on(person_id: int) -> QuerySet[Work]:
    """What somebody asked for and waits for, and what was not done."""
    return Work.objects.filter(asked_by=person_id).filter(Q(ended_at=None) | Q(told=""))


def forget_ended(*, at: datetime) -> None:
    """A few days after it ended nobody asks any more; what was done stands in the journal."""
    Work.objects.filter(ended_at__lt=at - KEPT).delete()
