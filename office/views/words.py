"""The words that wait for approval: one below the other beside those approved last, and each on a page of its own."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from base import clock
from elections.models import Election
from nominees.changes import answers, endorsements, profiles, questions, with_approved
from nominees.models import Nomination, Question
from nominees.published import waiting_answers, waiting_endorsements, waiting_profiles, waiting_questions
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
from office.guard import election_or_404, officer_of, officer_required


@require_http_methods(["GET", "POST"])
@officer_required
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits, the oldest first; what is chosen is approved, or sent back for one reason."""
    election, officer, now = election_or_404(slug), officer_of(request), clock.now()
    kind = request.GET.get("kind", "")
    form = SendBackForm(request.POST if "send_back" in request.POST else None)
    problems: list[str] = []
    if request.method == "POST":
        chosen = [_words_or_404(election, *_named(key)) for key in request.POST.getlist("words")]
        if not chosen:
            problems = [_("Choose at least one text.")]
        elif "approve" in request.POST:
            return _done(request, chosen, approve_each(chosen, by=officer, at=now), _approved)
        elif form.is_valid():
            reason = form.cleaned_data["reason"]
            return _done(request, chosen, send_back_each(chosen, by=officer, at=now, reason=reason), _sent_back)
    context = {"election": election, "now": now, "place": "candidates", "form": form, "problems": problems}
    context |= {"versions": with_approved(_waiting(election, kind)), "kind": kind, "officer": officer}
    context |= {"chosen": request.POST.getlist("words"), "asked": _asked(election)}
    return render(request, "office/queue.html", context)


@require_http_methods(["GET", "POST"])
@officer_required
def revision(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Words as they would be shown, and what changed since the last approved ones: approve them, or send them back."""
    election, officer, now = election_or_404(slug), officer_of(request), clock.now()
    words = _words_or_404(election, kind, pk)
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


def _waiting(election: Election, kind: str) -> list[Submitted]:
    """Of one kind, or of all; the oldest first."""
    found: list[Submitted] = []
    if kind in {"", "statement"}:
        found += profiles().filter(pk__in=waiting_profiles(election))
    if kind in {"", "endorsement"}:
        found += endorsements().filter(pk__in=waiting_endorsements(election))
    if kind in {"", "question"}:
        found += questions().filter(pk__in=waiting_questions(election))
    if kind in {"", "answer"}:
        found += answers().filter(pk__in=waiting_answers(election))
    return sorted(found, key=_age)


def _age(words: Submitted) -> tuple[datetime, int]:
    return words.asked_at if isinstance(words, Question) else words.written_at, words.pk


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


def _named(key: str) -> tuple[str, int]:
    """What a checkbox of the queue stands for."""
    kind, _dash, pk = key.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        raise Http404
    return kind, int(pk)


def _words_or_404(election: Election, kind: str, pk: int) -> Submitted:
    if kind == "statement":
        return get_object_or_404(profiles(), pk=pk, nominee__election=election)
    if kind == "endorsement":
        return get_object_or_404(endorsements(), pk=pk, nomination__nominee__election=election)
    if kind == "question":
        return get_object_or_404(questions(), pk=pk, election=election)
    if kind == "answer":
        return get_object_or_404(answers(), pk=pk, answer__question__election=election)
    raise Http404


def _newer(words: Submitted) -> Words | None:
    """The newest words of the same author on the same matter, where these are not they."""
    if isinstance(words, Question):
        return None
    return words.versions.filter(number__gt=words.number).order_by("-number").first()
