"""A tracker in groups of four, for templates: so that two of them can be compared by eye."""

from django import template

from ballots import trackers

register = template.Library()


@register.filter
def groups(tracker: str) -> list[str]:
    return trackers.groups(tracker)
