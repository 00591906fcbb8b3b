"""Keeping and dropping drafts: what somebody writes, seen by nobody else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base import clock, limits
from base.limits import Costly
from members.models import User
from nominees import drafts
from nominees.form_pages import signed_in


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """For the script beside a form: 200 once it is kept."""
    if not isinstance(request.user, User):
        return JsonResponse({"problem": _("You are signed out.")}, status=401)
    if not limits.spend(request, Costly.DRAFT):
        return JsonResponse({"problem": _("Wait a minute.")}, status=429)
    try:
        draft = drafts.save(request.user, request.POST.get("page", ""), request.POST, at=clock.now())
    except ValidationError as error:
        return JsonResponse({"problem": " ".join(error.messages)}, status=422)
    return JsonResponse({"saved_at": draft.saved_at.isoformat()})


@login_required
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Back to the form, which is then as if nothing had been typed."""
    page = request.POST.get("page", "")
    drafts.drop(signed_in(request), page)
    messages.success(request, _("The draft is dropped."))
    safe = page.startswith("/elections/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if safe else "/")
