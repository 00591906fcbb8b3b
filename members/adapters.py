"""What allauth asks of us: how a mail leaves, what is said, and what happens at a sign-in."""

import hashlib
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from nacl.encoding import URLSafeBase64Encoder
from nacl.secret import SecretBox
from qrcode.image.svg import SvgPathFillImage

from base import mail
from members.codes import mail_code
from members.linking import link, taken
from members.models import User

SECURITY_CHANGES = {
    "mfa/email/totp_activated": _("An authenticator app was added."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
}

WAYS_TO_CONFIRM = {
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Compare it with the newest mail."),
        "too_many_login_attempts": _("That was the wrong code three times. Ask for a new one."),
        "rate_limited": _("Too many tries in a short time. Wait a few minutes."),
        "account_inactive": _("This account is closed."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue our own words. A prefix that we have no words for is a fault."""
        if template_prefix == "account/email/login_code":
            mail_code(email, context["code"], shared=False)
        else:
            mail.queue(
                kind="account security",
                to=email,
                context={"change": SECURITY_CHANGES[template_prefix]},
            )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what the page does not say by itself: no templates of messages, hence none of allauth's."""
        if message:
            messages.add_message(request, level, str(message), extra_tags=extra_tags)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # accounts are made by signing in

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """A code of the app, or a passkey: the passkey first for whoever has no app."""
        ways = [
            way | {"description": WAYS_TO_CONFIRM[way["id"]]}
            for way in super().get_reauthentication_methods(user)
            if way["id"] in WAYS_TO_CONFIRM
        ]
        return ways if is_mfa_enabled(user, [Authenticator.Type.TOTP]) else ways[::-1]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if link(user).held_by_another:
            messages.warning(request, taken())
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and authenticator apps; the apps' secrets are encrypted where they rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode(), encoder=URLSafeBase64Encoder).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode(), encoder=URLSafeBase64Encoder).decode()

    def build_totp_svg(self, url: str) -> str:
        """Dark on a white ground, whatever the page's colours."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that the browser shows when it makes a passkey."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}


def _box() -> SecretBox:
    return SecretBox(hashlib.blake2b(key=settings.ELECTION_KEY, digest_size=32, person=b"second factor").digest())
