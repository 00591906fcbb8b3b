"""The one field of the sign-in page."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.addresses import LONGEST, normalised
from members.signing_in import Entrance


class SignIn(RequestLoginCodeForm):  # type: ignore[misc]
    """An address, asked for not too often: from one network, and from everywhere (settings.ACCOUNT_RATE_LIMITS)."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a code. There is no password."),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        request = context.request
        from_here = f"{get_ip(request)} {normalised(email)}"
        if not (
            ratelimit.consume(request, action="sign_in_from_here", key=from_here)
            and ratelimit.consume(request, action="request_login_code", key=normalised(email))
        ):
            raise ValidationError(
                _("You asked for several codes in a short time. Wait ten minutes, or use the newest code you have."),
                code="rate limit",
            )
        return email

    def admit(self, entrance: Entrance) -> None:
        """Say whose code it is and where it goes; the sign-in library reads both from here."""
        self._user: Any = entrance.user
        self.cleaned_data["email"] = entrance.email
