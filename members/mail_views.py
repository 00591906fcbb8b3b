"""Which mails somebody wants, and in which language."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from base import clock
from base.mail_kinds import KINDS, refusable
from base.mail_models import MailWishes
from base.mail_wishes import whose, wish
from members.models import User


class WishesForm(forms.Form):
    """A tick for each kind that one can do without; the language only where there is a choice."""

    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Send me"),
        required=False,
        choices=lambda: [(kind.name, kind.title) for kind in refusable()],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of my mails"), choices=lambda: settings.LANGUAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def mail_wishes(request: HttpRequest) -> HttpResponse:
    """Kept for the person, whatever address they have; for an account without one, for its address."""
    user = cast("User", request.user)
    name = whose(user.email, user.person.uuid if user.person else None)
    kept = MailWishes.objects.filter(whose=name).first()
    unwanted = kept.unwanted if kept else []
    initial = {
        "wanted": [kind.name for kind in refusable() if kind.name not in unwanted],
        "language": kept.language if kept and kept.language else settings.LANGUAGE_CODE,
    }
    form = WishesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        without = {kind.name for kind in refusable()}.difference(form.cleaned_data["wanted"])
        wish(name, unwanted=without, language=form.cleaned_data.get("language", ""), at=clock.now())
        messages.success(request, _("Your wishes are saved."))
        return redirect("mail_wishes")
    necessary = [kind for kind in KINDS.values() if kind.essential and kind.bulk]
    return render(request, "members/mail_wishes.html", {"form": form, "section": "me", "necessary": necessary})
