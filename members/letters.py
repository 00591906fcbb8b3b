"""The mails about the member list."""

from collections.abc import Sequence

from base import mail
from members.models import User

MOST_TOLD = 20


def list_refused(source: str, reasons: Sequence[str]) -> None:
    """Tell every officer that a list was refused while nobody was there, and why."""
    for user in User.objects.filter(is_staff=True, is_active=True, person__isnull=False).select_related("person"):
        context = {"officer": user.person, "source": source, "reasons": reasons[:MOST_TOLD]}
        more = max(len(reasons) - MOST_TOLD, 0)
        mail.queue(
            kind="member list refused",
            to=user.email,
            template="members/mail/list_refused",
            context=context | {"more": more},
        )
