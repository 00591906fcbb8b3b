"""Jobs of the worker that every room relies on: sending mail, forgetting what nobody needs."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from base import journal, limits, mail
from base.models import Mail


@app.task(
    name="base.send_mail",
    queue="mail",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={mail.TryAgain}),
)
def send_mail(*, mail_id: int) -> None:
    """Send one queued mail."""
    mail.send(Mail.objects.get(pk=mail_id))


@app.periodic(cron="*/2 * * * *")
@app.task(name="base.take_up_mail", queue="mail", queueing_lock="base.take_up_mail")
async def take_up_mail(timestamp: int) -> None:
    """Every two minutes: take up the mail of a worker that was killed. What it may have sent stays in doubt."""
    for job in await app.job_manager.get_stalled_jobs(task_name=send_mail.name):
        await app.job_manager.retry_job(job)


@app.periodic(cron="27 * * * *")
@app.task(name="base.forget_renewed", queueing_lock="base.forget_renewed")
def forget_renewed(timestamp: int) -> None:
    """Every hour: forget how often something was asked for, once that no longer matters."""
    limits.forget_renewed()


@app.periodic(cron="* * * * * */5")
@app.task(name="base.chain_journal", queue="record", queueing_lock="base.chain_journal")
def chain_journal(timestamp: int) -> None:
    """Every five seconds: chain the journal's new lines."""
    journal.chain()
