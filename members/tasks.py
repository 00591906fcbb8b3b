"""Jobs of the worker about accounts."""

from django.core.management import call_command
from procrastinate.contrib.django import app

from base import clock
from members import codes, forgetting, signing_in


@app.periodic(cron="17 * * * *")
@app.task(name="members.purge_unproved", queueing_lock="members.purge_unproved")
def purge_unproved(timestamp: int) -> None:
    """Every hour: forget the addresses that nobody proved within a day, and shared codes that no longer work."""
    signing_in.purge_unproved(at=clock.now())
    codes.forget_shared(at=clock.now())


@app.periodic(cron="47 3 * * *")
@app.task(name="members.forget_lists", queueing_lock="members.forget_lists")
def forget_lists(timestamp: int) -> None:
    """Every night: forget member lists that nobody agreed to, and the rows of those that cannot be undone any more."""
    forgetting.forget_lists(at=clock.now())


@app.periodic(cron="37 3 * * *")
@app.task(name="members.clear_sessions", queueing_lock="members.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Every night: forget the sessions that have ended."""
    call_command("clearsessions")
