"""Jobs of the worker: reminders to nominees."""

from procrastinate.contrib.django import app

from base import clock
from nominees.reminding import remind


@app.periodic(cron="*/10 * * * *")
@app.task(name="nominees.remind", queue="mail", queueing_lock="nominees.remind")
def remind_nominees(timestamp: int) -> None:
    """Every ten minutes: the reminders that have come due."""
    remind(clock.now())
