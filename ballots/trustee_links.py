"""Links sent by mail to trustees. One tells who opens it, and does nothing by itself."""

import hashlib
import secrets
from typing import Final

from django.http import HttpRequest

from ballots.trustee_models import Trustee, TrusteeLink
from elections.models import Election

KEPT: Final = "trustee"
"""Under this name and the election's number a browser's session keeps the hash of the token, never the token."""


def mint(trustee: Trustee) -> str:
    """The token of a new link. The mail alone has it; we keep its SHA-256."""
    token = secrets.token_urlsafe(32)
    TrusteeLink.objects.create(trustee=trustee, token_hash=hash_of(token))
    return token


def forget(trustee: Trustee) -> None:
    """No link of theirs leads anywhere any more."""
    trustee.links.all().delete()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(token_hash: str) -> Trustee | None:
    """Whose link it is, while they are a trustee."""
    links = TrusteeLink.objects.filter(token_hash=token_hash, trustee__removed_at=None)
    found = links.select_related("trustee__election").first()
    return found.trustee if found else None


def keep(request: HttpRequest, token: str) -> Trustee | None:
    """From now on this browser is the trustee's, until the link is taken back."""
    trustee = find(hash_of(token))
    if trustee is not None:
        request.session[_name(trustee.election)] = hash_of(token)
    return trustee


def kept(request: HttpRequest, election: Election) -> Trustee | None:
    """Which trustee of this election opened their link in this browser."""
    token_hash = request.session.get(_name(election))
    trustee = find(token_hash) if isinstance(token_hash, str) else None
    return trustee if trustee and trustee.election_id == election.pk else None


def leave(request: HttpRequest, election: Election) -> None:
    """This browser is nobody's again."""
    request.session.pop(_name(election), None)


def _name(election: Election) -> str:
    return f"{KEPT} {election.pk}"
