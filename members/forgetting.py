"""What is forgotten of member lists: those that nobody agreed to after a day, the rows of others after thirty."""

from datetime import datetime, timedelta

from members.models import ImportLine, MemberImport
from members.undoing import KEPT

WAITS = timedelta(days=1)


def forget_lists(*, at: datetime) -> None:
    """A list holds names and addresses of many people: none is kept for longer than it is needed."""
    MemberImport.objects.filter(written_at=None, chosen_at__lte=at - WAITS).delete()
    ImportLine.objects.filter(of__written_at__lt=at - KEPT).delete()
