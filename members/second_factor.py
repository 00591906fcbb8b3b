"""Staff prove two things: that they read their mail, and that they hold a passkey or an authenticator app."""

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
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a passkey, an authenticator app or a recovery code."""
    if not request.user.is_authenticated:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class SecondFactorForStaff:
    """Middleware: pages of the office and the admin open to staff with a second factor; others are shown the way."""

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
        if not request.user.is_authenticated or not request.user.is_staff or has_second_factor(request):
            return None
        if not is_mfa_enabled(request.user, FACTORS):
            messages.warning(request, _("The office needs a second factor. Add a passkey or an authenticator app."))
            return HttpResponseRedirect(reverse("mfa_index"))
        way_back = request.get_full_path() if request.method == "GET" else reverse(HOMES[match.app_name])
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: way_back})}")
