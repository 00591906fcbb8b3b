"""The scripts that seal in the browser, with their hashes, for the page about checking."""

from django import template
from django.template import Context

from ballots import browser_sealing

register = template.Library()


@register.inclusion_tag("ballots/sealing_scripts.html", takes_context=True)
def sealing_scripts(context: Context) -> dict[str, object]:
    return {"scripts": browser_sealing.scripts(), "election": context["election"]}
