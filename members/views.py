"""Signing in: allauth's views, with an answer that never tells who is a member."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base import clock
from members.addresses import normalised
from members.codes import SignInCode
from members.forms import EnterCode, SignIn
from members.signing_in import entrance_for


class SignInView(RequestLoginCodeView):  # type: ignore[misc]
    """One field, one button."""

    form_class = SignIn

    def form_valid(self, form: SignIn) -> HttpResponse:
        SignInCode.ask(self.request, entrance_for(form.cleaned_data["email"], at=clock.now()))
        return HttpResponseRedirect(self.get_success_url())

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponseRedirect:
        """Whoever waits for a code goes on to enter it, and keeps where they were going."""
        return HttpResponseRedirect(self.passthrough_next_url(reverse(stage.urlname)))


class EnterCodeView(ConfirmLoginCodeView):  # type: ignore[misc]
    """The code from the mail; three tries, ten minutes, in the browser that asked."""

    form_class = EnterCode
    stage: Any = None  # set where this browser waits for a code

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if self.stage is not None and self._process is None:
            return self._ask_again(_("This code has expired. Ask for a new one."))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify" and not SignInCode(self.stage).try_once():
            self._process.abort()
            return self._ask_again(str(get_account_adapter().error_messages["too_many_login_attempts"]))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _ask_again(self, why: str) -> HttpResponseRedirect:
        messages.error(self.request, why)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        SignInCode(self.stage).resend()
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if not SignInCode(self.stage).redeem():
            self._process.abort()
            return self._ask_again(_("This code was used already. Ask for a new one."))
        response: HttpResponse = super()._verify_form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        email = normalised(context["email"])  # as anybody's: known addresses keep their capitals
        return context | {"email": email, "shared": self._process.state.get("shared")}


class ProvedByAdding:
    """Whoever adds a second factor has just shown that they hold it: this session counts as opened with it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_authentication(self.request, self.request.user, method="mfa", reauthenticated=True)
        return response


class SetUpAppView(ProvedByAdding, ActivateTOTPView):  # type: ignore[misc]
    """An authenticator app: scan, type the six digits."""


class AddPasskeyView(ProvedByAdding, AddWebAuthnView):  # type: ignore[misc]
    """A passkey: a name, and the device's own question."""


@require_safe
@never_cache
@login_required
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The QR picture of the secret that is being set up in this session."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")
