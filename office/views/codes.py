"""Who makes the voting codes where the server does not: named, replaced, sent a new link; and how far they are."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import authorities, exposure, issuing, replacing
from ballots.authority_models import CredentialAuthority
from base import clock
from elections import windows
from elections.models import Election
from members.models import Person
from nominees.form_pages import refuse
from office.forms_codes import AuthorityForm, ReplaceAuthorityForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def codes(request: HttpRequest, slug: str) -> HttpResponse:
    """Forms for naming somebody, for somebody else instead, and for a new link; and what they have done."""
    election, now, act = election_or_404(slug), clock.now(), request.POST.get("act", "")
    authority = authorities.present(election)
    asked = _form(authority, act, request)
    if asked.is_bound and asked.is_valid():
        try:
            told = _do(election, authority, act, asked.cleaned_data, by=staff_person(request), at=now)
        except ValidationError as error:
            refuse(asked, error)
        else:
            messages.success(request, told)
            return redirect("office:codes", slug)
    context = {
        "election": election,
        "now": now,
        "place": "trustees",
        "authority": authority,
        "open": windows.may_choose_authority(election.instants, election.facts, now),
        "form": asked,
        "given_out": issuing.from_reserve(election) if authority and election.ballot_sealed_at else [],
        "replaced": replacing.replaced(election),
        "may_replace": windows.may_replace_credential(election.instants, election.facts, now),
    }
    return render(request, "office/codes.html", context | _state(election, authority))


def _form(authority: CredentialAuthority | None, act: str, request: HttpRequest) -> forms.Form:
    """The one that was sent, or the one to fill in."""
    if act == "link":
        return forms.Form(request.POST)
    if authority is None:
        return AuthorityForm(request.POST if act == "name" else None)
    same = {"name": authority.name, "email": authority.email}
    return ReplaceAuthorityForm(request.POST if act == "replace" else None, initial=same)


def _do(
    election: Election,
    authority: CredentialAuthority | None,
    act: str,
    said: dict[str, Any],
    *,
    by: Person,
    at: datetime,
) -> str:
    """What is true then."""
    if authority is None:
        named = authorities.name(election, **said, by=by, at=at)
        return _("Asked by mail: %(name)s.") % {"name": named.name}
    if act == "link":
        authorities.send_link(authority, by=by, at=at)
        return _("A new link is on its way to %(name)s.") % {"name": authority.name}
    instead = authorities.replace(authority, **said, by=by, at=at)
    return _("Asked by mail: %(name)s.") % {"name": instead.name}


def _state(election: Election, authority: CredentialAuthority | None) -> dict[str, Any]:
    """How far the codes are."""
    issued = issuing.last(authority) if authority else None
    lacking = issuing.lacking(election, issued) if issued and not election.ballot_sealed_at else 0
    known = authority is not None and exposure.is_waited_for_anew(authority)
    return {"issued": issued, "lacking": lacking, "are_known": known}
