"""One run of the reminders, and whom it reminds."""

from datetime import datetime

from base.models import Mail
from nominees.reminding import remind


def reminded(at: datetime) -> list[str]:
    """Whom the run of the worker at that time reminds."""
    before = set(Mail.objects.values_list("pk", flat=True))
    count = remind(at)
    sent = [mail.recipient for mail in Mail.objects.exclude(pk__in=before).order_by("recipient")]
    assert count == len(sent)
    return sent
