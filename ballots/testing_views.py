"""Testing a ballot: giving it up before a program opens it, the sealed election, and a page that recomputes it."""

from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import testing, turned_away
from ballots.public_views import sealed
from base import clock, limits
from base.limits import Costly
from nominees.form_pages import refuse, signed_in

LARGEST: Final = 100_000


class GiveUpForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The file that gives it up"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is too large to be the one that is asked for."), code="large")
        content: bytes = file.read()
        return content


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Who seals with a program of their own hands in what it wrote, before it opens the ballot."""
    election, _setup = sealed(slug)
    person = signed_in(request).person
    if refusal := turned_away.refusal(request, election):
        return refusal
    form = GiveUpForm(request.POST, request.FILES) if request.method == "POST" else GiveUpForm()
    if person and form.is_bound and form.is_valid():
        if not limits.spend(request, Costly.TEST_BALLOT):
            return render(request, "429.html", status=429)
        try:
            alphas = testing.alphas_of(election, form.cleaned_data["file"])
            testing.give_up(election, alphas, by=person)
        except ValidationError as error:
            refuse(form, error)
        else:
            told = _("The ballot is given up: it is never taken here, whoever casts it. Now let your program open it.")
            messages.success(request, told)
            return redirect(request.path)
    return render(request, "ballots/give_up.html", {"election": election, "form": form, "section": "elections"})


@require_safe
def election_file(request: HttpRequest, slug: str) -> HttpResponse:
    """`election.json` as it was sealed, to the byte: what every program that seals or audits begins with."""
    _election, setup = sealed(slug)
    answer = HttpResponse(bytes(setup.election_json), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="election.json"'
    return answer


@require_safe
def tested(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own browser opens the file and recomputes it; nothing of it is sent."""
    election, setup = sealed(slug)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "tested",
        "sealed": bytes(setup.election_json).decode(),
        "uuid": setup.uuid,
    }
    return render(request, "ballots/tested.html", context)
