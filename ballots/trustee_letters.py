"""The mails to trustees. Each has a link of its own, which a browser opens without an account."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from ballots import trustee_links
from ballots.trustee_models import Ceremony, KeyProof, Trustee
from base import mail
from base.moments import in_words
from elections.models import Election


def invitation(trustee: Trustee, election: Election, ceremony: Ceremony) -> None:
    """A key is asked for; where one was given before, another."""

    def what_next() -> str:
        if ceremony.number > 1:
            return _(
                "The keys are made anew, since something about the trustees changed. What you gave counts no more."
            )
        return _("The page explains what a trustee does, and leads you through making your key.")

    values = {"what_next": lazy(what_next, str)(), "voting_opens": election.voting_opens}
    _queue("trustee invited", trustee, election, values)


def next_step(trustee: Trustee, election: Election) -> None:
    """Every trustee has done the step before."""
    _queue("trustee step asked", trustee, election, {"voting_opens": election.voting_opens})


def proof(trustee: Trustee, election: Election, occasion: str, *, key: str | None = None) -> bool:
    """The key is to be shown before a certain time. Says whether it was queued."""

    def before(instant: datetime, sentence: Callable[[], str]) -> Callable[[], str]:
        return lambda: sentence() % {"when": in_words(instant)}

    if occasion == KeyProof.Occasion.OPENING:
        what_next = before(election.voting_opens, lambda: _("Voting is to open on %(when)s, and waits for your proof."))
    else:
        what_next = before(election.voting_closes, lambda: _("Do it before voting closes, on %(when)s."))
    return _queue("trustee key proof asked", trustee, election, {"what_next": lazy(what_next, str)()}, key=key)


def share(trustee: Trustee, election: Election, *, key: str | None = None) -> bool:
    """The ballots are added up: the totals wait for this trustee. Says whether it was queued."""
    return _queue("trustee share asked", trustee, election, {}, key=key)


def new_link(trustee: Trustee, election: Election) -> None:
    _queue("trustee link", trustee, election, {})


def _queue(
    kind: str, trustee: Trustee, election: Election, values: dict[str, object], *, key: str | None = None
) -> bool:
    """With a link, whose token is wiped from our copy once the mail is delivered."""
    link = settings.PUBLIC_URL + reverse("ballots:trustee_link", args=[trustee_links.mint(trustee)])
    queued = mail.queue(
        kind=kind,
        to=trustee.email,
        context={"name": trustee.name, "election": election.name, "link": link} | values,
        election=election.uuid,
        key=key,
        secret=True,
    )
    return queued is not None
