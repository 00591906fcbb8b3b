"""The fields of signing in: allauth's forms, in our words."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base import limits
from base.limits import Costly
from members.addresses import LONGEST


def code_field(label: Any, **attributes: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "one-time-code", "class": "code", "spellcheck": "false"} | attributes)
    return forms.CharField(label=label, max_length=40, widget=widget)


def name_field(*, required: bool) -> forms.CharField:
    label, hint = _("Name of this passkey"), _("For example the device that it is on.")
    return forms.CharField(label=label, help_text=hint, max_length=80, required=required)


class SignIn(RequestLoginCodeForm):  # type: ignore[misc]
    """An address, asked for from a network that has not asked for very many. Of one address: members/codes.py."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a code. There is no password."),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not limits.spend_of(get_ip(context.request), Costly.ASK_FOR_CODE):
            raise ValidationError(
                _("Very many codes were asked for from your network. Wait a minute, or sign in with a passkey."),
                code="rate limit",
            )
        return email


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
