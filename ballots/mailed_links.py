"""Links mailed to people who need no account: one tells who opens it, and does nothing by itself."""

import hashlib
import secrets
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ballots.authority_models import CredentialAuthority
from ballots.trustee_models import Trustee
from base import limits
from base.limits import Costly
from elections.models import Election

Who = TypeVar("Who", Trustee, CredentialAuthority)


class Links(Generic[Who]):
    """All links to one kind of people; by the name of `holder` a link names one of them, and a session has the hash."""

    def __init__(self, links: "models.Manager[Any]", holder: str) -> None:
        self.links = links
        self.holder = holder

    def mint(self, who: Who) -> str:
        """The token of a new link. The mail alone has it; we keep its SHA-256."""
        token = secrets.token_urlsafe(32)
        self.links.create(**{self.holder: who}, token_hash=self.hash_of(token))
        return token

    def forget(self, who: Who) -> None:
        """No link of theirs leads anywhere any more."""
        self.links.filter(**{self.holder: who}).delete()

    def hash_of(self, token: str) -> str:
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()

    def find(self, token_hash: str) -> Who | None:
        """Whose link it is, while they are in their place."""
        kept = self.links.filter(token_hash=token_hash, **{f"{self.holder}__removed_at": None})
        found = kept.select_related(f"{self.holder}__election").first()
        return getattr(found, self.holder) if found else None

    def keep(self, request: HttpRequest, token: str) -> Who | None:
        """From now on this browser is theirs, until the link is taken back."""
        who = self.find(self.hash_of(token))
        if who is not None:
            request.session[self._name(who.election)] = self.hash_of(token)
        return who

    def arrive(self, request: HttpRequest, token: str, page: str) -> HttpResponse:
        """Behind the mailed link: this browser is theirs from now on, and goes to their page. Nothing else happens."""
        if not limits.spend_of(limits.network(request), Costly.MAILED_LINK):
            return render(request, "429.html", status=429)
        who = self.keep(request, token)
        if who is None:
            raise Http404(_("This link leads nowhere, or no more. Copy the whole address from the latest mail."))
        return redirect(page, who.election.slug)

    def page_of(self, request: HttpRequest, slug: str, *, others: str) -> tuple[Election, Who]:
        """The election, and who opened their link of it in this browser.

        `others` is what everybody else is told, by PermissionDenied: the same where there is no such election, so
        that nobody learns of a draft.
        """
        election = Election.objects.filter(slug=slug, imported_at__isnull=True).first()
        who = self.kept(request, election) if election else None
        if election is None or who is None:
            raise PermissionDenied(others)
        return election, who

    def kept(self, request: HttpRequest, election: Election) -> Who | None:
        """Which of them opened their link of this election in this browser."""
        token_hash = request.session.get(self._name(election))
        who = self.find(token_hash) if isinstance(token_hash, str) else None
        return who if who and who.election_id == election.pk else None

    def leave(self, request: HttpRequest, election: Election) -> None:
        """This browser is nobody's again."""
        request.session.pop(self._name(election), None)

    def _name(self, election: Election) -> str:
        return f"{self.holder} {election.pk}"
