"""Asking for the heads of a record by mail: no account is needed, and nothing goes to who did not confirm it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ballots import observing, record_heads
from ballots.public_views import sealed
from base import clock, limits
from base.addresses import normalised
from base.limits import Costly
from members.addresses import LONGEST, looks_right


class ObserveForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to it, to confirm it. It is used for these mails alone."),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not looks_right(email):
            raise ValidationError(_("Give an address such as name@example.org."), code="invalid")
        return email


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, slug: str) -> HttpResponse:
    """Type an address; a link goes to it. The answer is the same whether it gets the heads already or not."""
    election, setup = sealed(slug)
    form, asked = ObserveForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            _require_rate(request, email)
            observing.ask(election, email=email, at=clock.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            asked = email
    context = {"form": form, "asked": asked, "open": observing.may_observe(election, clock.now())}
    return _page(request, "observe", election, setup, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def observe_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """A GET shows what the button does and changes nothing: programs that check mails open every link."""
    election, setup = sealed(slug)
    token = request.POST.get("token", "") or request.GET.get("token", "")
    context: dict[str, Any] = {"token": token}
    try:
        context["email"] = observing.address_in(election, token)
        if request.method == "POST":
            context["done"] = bool(observing.confirm(election, token, at=clock.now()))
    except ValidationError as error:
        context["problems"] = error.messages
    answer = _page(request, "observe_confirm", election, setup, context)
    answer.status_code = 404 if "problems" in context else 200
    return answer


def _require_rate(request: HttpRequest, email: str) -> None:
    if not limits.spend_of(limits.network(request), Costly.OBSERVE):
        raise ValidationError(
            _("Very many addresses were given from your network. Try again in an hour."), code="often"
        )
    if not limits.spend_of(normalised(email), Costly.OBSERVE_WITH):
        raise ValidationError(
            _("A link went to this address several times today. Look into your mail, or try again tomorrow."),
            code="often",
        )


def _page(request: HttpRequest, name: str, election: Any, setup: Any, context: dict[str, Any]) -> HttpResponse:
    known = {"election": election, "now": clock.now(), "place": name, "record_head": record_heads.latest(setup)}
    return render(request, f"ballots/{name}.html", known | context)
