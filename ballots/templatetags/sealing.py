"""The scripts that seal in the browser, with their hashes, for the page about checking."""

from django import template

from ballots import browser_sealing

register = template.Library()


@register.inclusion_tag("ballots/sealing_scripts.html")
def sealing_scripts() -> dict[str, object]:
    return {"scripts": browser_sealing.scripts()}
