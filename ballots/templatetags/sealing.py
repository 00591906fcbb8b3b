"""What seals in the browser, and who makes the codes that sign: sections of the pages that explain an election."""

from django import template
from django.template import Context

from ballots import authorities, browser_sealing, exposure, issuing
from elections.models import Election

register = template.Library()


@register.inclusion_tag("ballots/sealing_scripts.html", takes_context=True)
def sealing_scripts(context: Context) -> dict[str, object]:
    return {"scripts": browser_sealing.scripts(), "election": context["election"]}


@register.inclusion_tag("ballots/who_makes_codes.html")
def who_makes_codes(election: Election) -> dict[str, object]:
    authority = authorities.present(election)
    issued = issuing.last(authority) if authority else None
    are_known = issued is not None and not exposure.counts(issued)
    return {"election": election, "authority": authority, "issued": issued, "are_known": are_known}
