"""Jobs of the worker that every room relies on: sending mail."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from base import mail
from base.models import Mail


@app.task(
    name="base.send_mail",
    queue="mail",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={mail.TryAgain}),
)
def send_mail(*, mail_id: int) -> None:
    """Send one queued mail."""
    mail.send(Mail.objects.get(pk=mail_id))
