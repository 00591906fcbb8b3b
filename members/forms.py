"""The fields of signing in: allauth's forms, in our words."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.addresses import LONGEST, normalised
from members.signing_in import Entrance


def code_field(label: Any, **attributes: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "one-time-code", "class": "code", "spellcheck": "false"} | attributes)
    return forms.CharField(label=label, max_length=40, widget=widget)


def name_field(*, required: bool) -> forms.CharField:
    label, hint = _("Name of this passkey"), _("For example the device that it is on.")
    return forms.CharField(label=label, help_text=hint, max_length=80, required=required)


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


class EnterCode(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = code_field(_("The code from the mail"), autocapitalize="characters")


class SecondFactor(AuthenticateForm):  # type: ignore[misc]
    code = code_field(_("Code of the app, or a recovery code"), inputmode="numeric")


class ConfirmSecondFactor(ReauthenticateForm):  # type: ignore[misc]
    code = code_field(_("Code of the app, or a recovery code"), inputmode="numeric")


class SetUpApp(ActivateTOTPForm):  # type: ignore[misc]
    code = code_field(_("The six digits"), inputmode="numeric")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey opens the account by itself, so the device must check who holds it."""

    name = name_field(required=False)
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    name = name_field(required=True)
