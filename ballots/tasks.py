"""Jobs of the worker: the sequencer, which puts accepted ballots into the public record; and mails to many."""

import contextlib

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ballots import authority_asking, mailings, observing, trustee_asking
from ballots.models import Setup
from ballots.record import FILES
from ballots.sequencing import append_pending
from base import bulk, clock

BEHIND = -10  # the priority of what goes to many; mails of acts and codes to sign in stand in base/mail.py


@app.periodic(cron="* * * * * */5")
@app.task(name="ballots.sequence", queue="record", queueing_lock="ballots.sequence")
def sequence(timestamp: int) -> None:
    """Every five seconds: append the waiting ballots of every election that goes on."""
    running = Setup.objects.defer(*FILES).filter(
        election__ballots_ended_at=None, election__voided_at=None, election__cancelled_at=None
    )
    failed = []
    for setup in running:
        try:
            append_pending(setup)
        except RuntimeError as error:  # a record that contradicts itself stops no other election's
            failed.append(error)
    if failed:
        raise ExceptionGroup("some records could not be continued", failed)


@app.periodic(cron="* * * * *")
@app.task(name="ballots.mail_to_many", queueing_lock="ballots.mail_to_many")
def mail_to_many(timestamp: int) -> None:
    """Every minute: queue what the timetable and the facts say is due."""
    mailings.send_due(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="ballots.mail_heads", queueing_lock="ballots.mail_heads")
def mail_heads(timestamp: int) -> None:
    """Every minute: queue the heads of records that are due to who observes them."""
    observing.mail_heads(clock.now())


@app.periodic(cron="41 * * * *")
@app.task(name="ballots.forget_observers", queueing_lock="ballots.forget_observers")
def forget_observers(timestamp: int) -> None:
    """Every hour: forget who observed a record that has been complete for a month."""
    observing.forget(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="ballots.send_bulk", queue="mail", queueing_lock="ballots.send_bulk", priority=BEHIND)
def send_bulk(timestamp: int) -> None:
    """Every minute, and on and on while there is more: a run of what goes to many, so that codes get in between."""
    if bulk.send_waiting(not_now=mailings.not_now):
        with contextlib.suppress(AlreadyEnqueued):
            send_bulk.configure().defer(timestamp=timestamp)


@app.periodic(cron="*/10 * * * *")
@app.task(name="ballots.remind_trustees", queue="mail", queueing_lock="ballots.remind_trustees")
def remind_trustees(timestamp: int) -> None:
    """Every ten minutes: ask the trustees who have not answered, where it is time to ask again."""
    trustee_asking.remind(clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="ballots.remind_authorities", queue="mail", queueing_lock="ballots.remind_authorities")
def remind_authorities(timestamp: int) -> None:
    """Every ten minutes: ask who makes voting codes, where the ballot waits for them."""
    authority_asking.remind(clock.now())
