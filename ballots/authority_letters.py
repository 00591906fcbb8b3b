"""The mails to who makes the voting codes. Each has a link of its own, which a browser opens without an account."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from ballots import authority_links
from ballots.authority_models import CredentialAuthority
from base import mail
from elections.models import Election

ASKED: Final = "authority asked"


def invitation(authority: CredentialAuthority, election: Election) -> None:
    """Somebody is asked to make the codes, once there is a list of voters."""
    values = {"roll_closes": election.roll_closes, "voting_opens": election.voting_opens}
    _queue("authority invited", authority, election, values)


def make_codes(authority: CredentialAuthority, election: Election, *, key: str) -> bool:
    """The list of voters is there, or has changed. Says whether it was queued."""
    return _ask(
        authority,
        election,
        lambda: _(
            "The list of voters is there. Make the codes on your own computer, and hand in their public part: the "
            "ballot is not sealed without it."
        ),
        key=key,
    )


def send_codes(authority: CredentialAuthority, election: Election) -> None:
    """The ballot is sealed with these codes."""
    _ask(
        authority,
        election,
        lambda: _("The ballot is sealed with your codes. Check the record, then mail every voter theirs."),
    )


def one_more(authority: CredentialAuthority, election: Election, number: int) -> None:
    """A code of the reserve is somebody's now. Who it is stands on their page alone."""
    _ask(
        authority,
        election,
        lambda: (
            _("Code R%(number)d of the reserve is a voter’s now. Your page says whose: mail it to them.")
            % {"number": number}
        ),
    )


def new_link(authority: CredentialAuthority, election: Election) -> None:
    _queue("authority link", authority, election, {})


def _ask(
    authority: CredentialAuthority, election: Election, what_next: Callable[[], str], *, key: str | None = None
) -> bool:
    return _queue(ASKED, authority, election, {"what_next": lazy(what_next, str)()}, key=key)


def _queue(
    kind: str,
    authority: CredentialAuthority,
    election: Election,
    values: Mapping[str, object],
    *,
    key: str | None = None,
) -> bool:
    """With a link, whose token is wiped from our copy once the mail is delivered."""
    link = settings.PUBLIC_URL + reverse("ballots:authority_link", args=[authority_links.mint(authority)])
    queued = mail.queue(
        kind=kind,
        to=authority.email,
        context={"name": authority.name, "election": election.name, "link": link, **values},
        election=election.uuid,
        key=key,
        secret=True,
    )
    return queued is not None
