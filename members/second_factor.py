"""Staff prove two things: that they read their mail, and that they hold a passkey or an authenticator app."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

HOMES = {"office": "office:home", "admin": "admin:index"}  # the staff's rooms
CRITICAL = {  # pages of the office whose acts stay, or that say who voted
    "act",
    "add_address",
    "appoint",
    "codes",
    "contest",
    "contests",
    "dismiss",
    "member_import",
    "merge",
    "nominee",
    "part",
    "participants",
    "past",
    "proposal",
    "remove_address",
    "roll_add",
    "roll_code",
    "roll_remove",
    "roll_request",
    "roll_restore",
    "rules",
    "staff_proposal",
    "timetable",
    "trustee",
    "trustees",
    "undo_import",
}
LATELY = TO_FILL_IN = 15 * 60  # seconds
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def proved_at(request: HttpRequest) -> float | None:
    """When this session was last opened, or confirmed, with a passkey, an authenticator app or a recovery code."""
    if not request.user.is_authenticated:
        return None
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records if record.get("method") == "mfa"), default=None)


def is_open(request: HttpRequest, *, critical: bool) -> bool:
    """A critical page opens to who proved it lately, and then leaves time to fill it in."""
    proved = proved_at(request)
    if proved is None or not critical:
        return proved is not None
    return time.time() - proved < (LATELY if request.method in {"GET", "HEAD"} else LATELY + TO_FILL_IN)


class SecondFactorForStaff:
    """Middleware: pages of the office and the admin open to staff with a second factor; others are shown the way.

    Critical acts of the office ask for it again after a quarter of an hour.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not settings.SECOND_FACTOR_FOR_STAFF or match is None or match.app_name not in HOMES:
            return None
        if not request.user.is_authenticated or not (request.user.is_staff or request.user.is_superuser):
            return None
        critical = match.app_name == "office" and match.url_name in CRITICAL
        if is_open(request, critical=critical):
            return None
        if not is_mfa_enabled(request.user, FACTORS):
            messages.warning(request, _("The office needs a second factor. Add a passkey or an authenticator app."))
            return HttpResponseRedirect(reverse("mfa_index"))
        if critical and request.method == "POST":
            messages.warning(request, _("Nothing was done. Confirm that it is you, then fill in the page again."))
        way_back = request.get_full_path() if critical or request.method == "GET" else reverse(HOMES[match.app_name])
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: way_back})}")
