"""Which mails somebody wants, and in which language."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from base import bounces, clock
from base.addresses import normalised
from base.mail_kinds import KINDS, Kind, refusable
from base.mail_models import MailWishes, Suppression
from base.mail_wishes import whose, wish
from members.models import User


def _told(kind: Kind) -> str:
    return _("%(title)s: %(when)s") % {"title": kind.title, "when": kind.when}


class WishesForm(forms.Form):
    """A tick for each kind that one can do without; the language only where there is a choice."""

    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Send me"),
        required=False,
        choices=lambda: [(kind.name, _told(kind)) for kind in refusable()],
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
    suppressed = Suppression.objects.filter(address=normalised(user.email)).first()
    necessary = [kind for kind in KINDS.values() if kind.essential and kind.bulk]
    context = {"form": form, "section": "me", "necessary": necessary, "suppressed": suppressed}
    return render(request, "members/mail_wishes.html", context)


@require_POST
@login_required
def mail_works(request: HttpRequest) -> HttpResponse:
    """Whoever got a code to sign in there says that their mailbox works: mail goes there again, with what it missed."""
    user = cast("User", request.user)
    try:
        if user.person is None:
            raise ValidationError(_("Write to the election office."), code="nobody")
        bounces.lift(user.email, by=user.person, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Mail goes to your address again."))
    return redirect("mail_wishes")
