"""Jobs of the worker that every room relies on: sending mail, forgetting what nobody needs."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from base import clock, journal, limits, sending, work
from base.models import Mail


@app.task(
    name="base.send_mail",
    queue="mail",
    retry=RetryStrategy(
        max_attempts=sending.TRIES, exponential_wait=sending.FACTOR, retry_exceptions={sending.TryAgain}
    ),
)
def send_mail(*, mail_id: int) -> None:
    """Send one queued mail."""
    sending.send(Mail.objects.get(pk=mail_id))


@app.periodic(cron="*/2 * * * *")
@app.task(name="base.take_up_mail", queue="mail", queueing_lock="base.take_up_mail")
async def take_up_mail(timestamp: int) -> None:
    """Every two minutes: take up the mail of a worker that was killed. What it may have sent stays in doubt."""
    for job in await app.job_manager.get_stalled_jobs(task_name=send_mail.name):
        await app.job_manager.retry_job(job)


@app.periodic(cron="*/2 * * * *")
@app.task(name="base.take_up_work", queueing_lock="base.take_up_work")
async def take_up_work(timestamp: int) -> None:
    """Every two minutes: begin anew what a killed worker was at. Nothing of it was kept, and what ended has ended."""
    for job in await app.job_manager.get_stalled_jobs(queue=work.QUEUE):
        await app.job_manager.retry_job(job)


@app.periodic(cron="27 * * * *")
@app.task(name="base.forget_renewed", queueing_lock="base.forget_renewed")
def forget_renewed(timestamp: int) -> None:
    """Every hour: forget how often something was asked for, codes that never arrived, and works that have ended."""
    limits.forget_renewed()
    sending.wipe_secrets(at=clock.now())
    work.forget_ended(at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="base.chain_journal", queue="record", queueing_lock="base.chain_journal")
def chain_journal(timestamp: int) -> None:
    """Every five seconds: chain the journal's new lines."""
    journal.chain()
