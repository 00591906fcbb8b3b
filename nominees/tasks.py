"""Jobs of the worker: reminders to nominees, and old drafts."""

from procrastinate.contrib.django import app

from base import clock
from nominees import drafts
from nominees.reminding import remind


@app.periodic(cron="*/10 * * * *")
@app.task(name="nominees.remind", queue="mail", queueing_lock="nominees.remind")
def remind_nominees(timestamp: int) -> None:
    """Every ten minutes: the reminders that have come due."""
    remind(clock.now())


@app.periodic(cron="47 3 * * *")
@app.task(name="nominees.purge_drafts", queueing_lock="nominees.purge_drafts")
def purge_drafts(timestamp: int) -> None:
    """Every night: drop the drafts that nobody touched for three months."""
    drafts.purge(clock.now())
