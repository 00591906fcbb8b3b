"""The pre-flight of voting codes made outside the server: the ballot waits until every voter has one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import authorities, exposure, issuing
from ballots.preflight.check import Check
from elections.models import Election


def before_sealing(election: Election) -> Iterator[Check]:
    """Where the server makes the codes there is nothing to wait for."""
    if not election.strict_credentials:
        return
    authority = authorities.present(election)
    if authority is None:
        yield Check("codes", False, _("By the rules somebody outside makes the voting codes, and nobody is named."))
        return
    issued = issuing.last(authority)
    facts = {"name": authority.name, "lacking": issuing.lacking(election, issued)}
    if exposure.is_waited_for_anew(authority):
        sentence = _("Voting codes reached the server by mistake: %(name)s makes all of them anew.")
        yield Check("codes", False, sentence % facts)
    elif issued is None:
        yield Check("codes", False, _("Voting codes are being made. It is up to %(name)s.") % facts)
    elif facts["lacking"]:
        sentence = ngettext(
            "%(lacking)d voter has no voting code yet: the roll has changed since. It is up to %(name)s.",
            "%(lacking)d voters have no voting code yet: the roll has changed since. It is up to %(name)s.",
            issuing.lacking(election, issued),
        )
        yield Check("codes", False, sentence % facts)
    else:
        told = facts | {"voters": issued.voters, "reserve": issued.reserve}
        sentence = _("%(name)s made a voting code for each of %(voters)d voters, and %(reserve)d in reserve.")
        yield Check("codes", True, sentence % told)


def after_sealing(election: Election) -> Iterator[Check]:
    """Codes with which the ballot was sealed are secret no more."""
    authority = authorities.present(election)
    issued = issuing.last(authority) if authority else None
    if issued and not exposure.counts(issued):
        sentence = _("Voting codes reached the server after the sealing, by mistake: it could vote with them.")
        yield Check("codes", False, sentence, is_warning=True)
