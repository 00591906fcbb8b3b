"""The pages of who makes the voting codes, behind a mailed link: the list of voters out, the public part in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import authority_links, exposure, issuing
from ballots.authority_forms import PublicPartForm
from ballots.authority_models import CredentialAuthority
from ballots.reserve import reserve
from ballots.setup import setup_of
from base import clock, journal, limits
from base.limits import Costly
from elections import windows
from elections.models import Election
from nominees.form_pages import refuse


class Task(StrEnum):
    """What whoever makes the codes finds on their page."""

    WAIT = "wait"
    MAKE = "make"
    SEND = "send"
    OVER = "over"


@never_cache
@require_safe
def authority_link(request: HttpRequest, token: str) -> HttpResponse:
    return authority_links.arrive(request, token, "ballots:authority")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """What they do next, and how; the public part of the codes is handed in here."""
    election, who, now = _own(request, slug)
    if "leave" in request.POST:
        authority_links.leave(request, election)
        return redirect(election if election.is_known else "pages:home")
    form = PublicPartForm(request.POST, request.FILES) if request.method == "POST" else PublicPartForm()
    if form.is_bound and form.is_valid():
        if not limits.spend_of(f"authority {who.pk}", Costly.TRUSTEE_FILE):
            return render(request, "429.html", status=429)
        try:
            issuing.give(who, raw=form.cleaned_data["file"], at=now)
        except ValidationError as error:
            details = {"file": "credentials", "reason": " ".join(error.messages)}
            journal.write("refuse credentials", by=who.name, election=election.uuid, details=details)
            refuse(form, error)
        else:
            messages.success(request, _("The public part is checked and kept. The ballot can be sealed with it."))
            return redirect(request.path)
    return render(request, "ballots/authority.html", _about(who, election, now) | {"form": form})


@never_cache
@require_POST
def voters(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of voters with their addresses; a journaled act, so it is asked for by a POST."""
    _election, who, now = _own(request, slug)
    try:
        listed = issuing.take_list(who, at=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("ballots:authority", slug)
    return _file(listed.to_bytes() + b"\n", "application/json", f"{who.uuid}-voters.json")


@never_cache
@require_safe
def identities(request: HttpRequest, slug: str) -> HttpResponse:
    """For belenios-tool: a line for each code to make, and nobody's name."""
    election, who, now = _own(request, slug)
    if not windows.may_issue_credentials(election.instants, election.facts, now):
        raise Http404(_("This file is not there yet, or no more."))
    lines = "".join(f"{each}\n" for each in issuing.voter_list(who).identities)
    return _file(lines.encode(), "text/plain; charset=utf-8", f"{who.uuid}-identities.txt")


def _own(request: HttpRequest, slug: str) -> tuple[Election, CredentialAuthority, datetime]:
    """For whoever opened their link in this browser, while the rules leave the codes to them."""
    others = _("This page is for who makes the voting codes. Open it by the link in your mail.")
    election, who = authority_links.page_of(request, slug, others=others)
    if not election.strict_credentials:
        raise PermissionDenied(others)
    return election, who, clock.now()


def _task(election: Election, now: datetime) -> Task:
    if windows.may_issue_credentials(election.instants, election.facts, now):
        return Task.MAKE
    if election.ballot_sealed_at and windows.may_take_voters(election.instants, election.facts, now):
        return Task.SEND
    return Task.WAIT if windows.may_choose_authority(election.instants, election.facts, now) else Task.OVER


def _about(who: CredentialAuthority, election: Election, now: datetime) -> dict[str, Any]:
    task, issued = _task(election, now), issuing.last(who)
    voters = election.roll.filter(removed_at__isnull=True).count()
    return {
        "election": election,
        "now": now,
        "authority": who,
        "task": task.value,
        "step": f"ballots/authority_{task.value}.html",
        "issued": issued,
        "anew": exposure.is_waited_for_anew(who),
        "lacking": issuing.lacking(election, issued) if task is Task.MAKE else 0,
        "voters": voters,
        "reserve": reserve(voters),
        "from_reserve": issuing.from_reserve(election) if task is Task.SEND else [],
        "setup": setup_of(election) if election.ballot_sealed_at else None,
        "section": "elections",
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
