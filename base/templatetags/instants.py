"""How far an instant is from now, in the largest unit that is still exact enough for a deadline."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

MINUTE, HOUR, DAY = 60, 3_600, 86_400
MONTH, YEAR = 30 * DAY, 365 * DAY


def distance_in_words(instant: datetime, now: datetime) -> str:
    """Rounded towards now, so that nobody believes they have longer than they do."""
    seconds = int((instant - now).total_seconds())
    far = abs(seconds)
    if far < MINUTE:
        return _("in less than a minute") if seconds >= 0 else _("just now")
    count, ahead, ago = _in_largest_unit(far)
    return (ahead if seconds > 0 else ago) % {"count": count}


def _in_largest_unit(far: int) -> tuple[int, str, str]:
    if far < 2 * HOUR:
        n = far // MINUTE
        return (
            n,
            ngettext("in %(count)d minute", "in %(count)d minutes", n),
            ngettext("%(count)d minute ago", "%(count)d minutes ago", n),
        )
    if far < 2 * DAY:
        n = far // HOUR
        return (
            n,
            ngettext("in %(count)d hour", "in %(count)d hours", n),
            ngettext("%(count)d hour ago", "%(count)d hours ago", n),
        )
    if far < 2 * MONTH:
        n = far // DAY
        return (
            n,
            ngettext("in %(count)d day", "in %(count)d days", n),
            ngettext("%(count)d day ago", "%(count)d days ago", n),
        )
    if far < 2 * YEAR:
        n = far // MONTH
        return (
            n,
            ngettext("in %(count)d month", "in %(count)d months", n),
            ngettext("%(count)d month ago", "%(count)d months ago", n),
        )
    n = far // YEAR
    return (
        n,
        ngettext("in %(count)d year", "in %(count)d years", n),
        ngettext("%(count)d year ago", "%(count)d years ago", n),
    )


@register.simple_tag(takes_context=True)
def distance(context: Context, instant: datetime) -> str:
    """Uses ``now`` of the context where the view gives it (the database's time), else this machine's."""
    now: Any = context.get("now")
    return distance_in_words(instant, now if isinstance(now, datetime) else timezone.now())
