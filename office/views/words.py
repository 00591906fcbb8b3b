"""The words that wait for approval: one below the other beside those approved last, and each on a page of its own."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from base import clock
from elections.models import Election
from nominees.changes import with_approved
from nominees.models import Nomination, Question
from nominees.revising import (
    Refusal,
    Submitted,
    Words,
    approve_each,
    approve_submitted,
    send_back_each,
    send_back_submitted,
)
from office.forms_people import SendBackForm
from office.guard import election_or_404, office_page, staff_person
from office.waiting_words import key_or_404, waiting, words_or_404

A_PAGE = 20


@require_http_methods(["GET", "POST"])
@office_page
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, the oldest first and some at a time; what is chosen is approved, or sent back for one reason."""
    election, officer, now = election_or_404(slug), staff_person(request), clock.now()
    kind = request.GET.get("kind", "")
    form = SendBackForm(request.POST if "send_back" in request.POST else None)
    problems: list[str] = []
    if request.method == "POST":
        chosen = words_or_404(election, [key_or_404(key) for key in request.POST.getlist("words")])
        if not chosen:
            problems = [_("Choose at least one text.")]
        elif "approve" in request.POST:
            return _done(request, chosen, approve_each(chosen, by=officer, at=now), _approved)
        elif form.is_valid():
            reason = form.cleaned_data["reason"]
            return _done(request, chosen, send_back_each(chosen, by=officer, at=now, reason=reason), _sent_back)
    page = Paginator(waiting(election, kind), A_PAGE).get_page(request.GET.get("page"))
    context = {"election": election, "now": now, "place": "candidates", "form": form, "problems": problems}
    context |= {"versions": with_approved(words_or_404(election, list(page))), "kind": kind, "officer": officer}
    context["page"] = page
    context |= {"chosen": request.POST.getlist("words"), "asked": _asked(election)}
    return render(request, "office/queue.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def revision(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Words as they would be shown, and what changed since the last approved ones: approve them, or send them back."""
    election, officer, now = election_or_404(slug), staff_person(request), clock.now()
    [words] = words_or_404(election, [(kind, pk)])
    form = SendBackForm(request.POST if "send_back" in request.POST else None)
    problems: list[str] = []
    try:
        if "approve" in request.POST:
            approve_submitted(words, by=officer, at=now)
            messages.success(request, _approval(words))
            return redirect("office:queue", slug)
        if form.is_bound and form.is_valid():
            send_back_submitted(words, by=officer, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("Sent back: we mail the reason to their author."))
            return redirect("office:queue", slug)
    except ValidationError as error:
        problems = error.messages
        words.refresh_from_db()
    context = {"election": election, "now": now, "place": "candidates", "form": form, "problems": problems}
    context |= {"version": with_approved([words])[0], "officer": officer, "newer": _newer(words)}
    return render(request, "office/revision.html", context)


def _asked(election: Election) -> list[Nomination]:
    """Corrections that nominees asked for and whose authors have not changed their words."""
    asked = Nomination.objects.filter(nominee__election=election, correction_asked_at__isnull=False)
    return list(asked.select_related("nominee").order_by("correction_asked_at"))


def _done(
    request: HttpRequest, chosen: list[Submitted], refused: list[Refusal], said: Callable[[int], str]
) -> HttpResponse:
    """Back to the queue, which says how many were done, and why each of the others was not."""
    if done := len(chosen) - len(refused):
        messages.success(request, said(done))
    for version, refusal in zip(with_approved([each.words for each in refused]), refused, strict=True):
        messages.error(request, f"{version.title}: {refusal.why}")
    return redirect(request.get_full_path())


def _approved(number: int) -> str:
    return ngettext("%(number)d text approved.", "%(number)d texts approved.", number) % {"number": number}


def _sent_back(number: int) -> str:
    said = ngettext(
        "%(number)d text sent back: we mail the reason to its author.",
        "%(number)d texts sent back: we mail the reason to their authors.",
        number,
    )
    return said % {"number": number}


def _approval(words: Submitted) -> str:
    if isinstance(words, Question):
        return _("Approved: everybody reads this question now, and who stands is told.")
    return _("Approved: everybody sees these words as soon as candidates are announced.")


def _newer(words: Submitted) -> Words | None:
    """The newest words of the same author on the same matter, where these are not they."""
    if isinstance(words, Question):
        return None
    return words.versions.filter(number__gt=words.number).order_by("-number").first()
