"""An instant beside now, for templates: how far off it is, and its day."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from base.moments import day_in_words, distance_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def distance(context: Context, instant: datetime) -> str:
    """In 3 days."""
    return distance_in_words(instant, _now(context))


@register.simple_tag(takes_context=True)
def day(context: Context, instant: datetime) -> str:
    """Tue 15 Sep, with the year where it is not this one."""
    return day_in_words(instant, _now(context))


def _now(context: Context) -> datetime:
    """``now`` of the context where the view gives it (the database's time), else this machine's."""
    now: Any = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()
