"""The words that wait for approval: one below the other beside those approved last, and each on a page of its own."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from base import clock
from elections.models import Election
from nominees.changes import Version, endorsements, profiles, with_approved
from nominees.models import Nomination, ProfileRevision
from nominees.published import waiting_endorsements, waiting_profiles
from nominees.revising import Refusal, Words, approve, approve_each, send_back, send_back_each
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
            approve(words, by=officer, at=now)
            messages.success(request, _("Approved: everybody sees these words as soon as candidates are announced."))
            return redirect("office:queue", slug)
        if form.is_bound and form.is_valid():
            send_back(words, by=officer, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("Sent back: we mail the reason to their author."))
            return redirect("office:queue", slug)
    except ValidationError as error:
        problems = error.messages
        words.refresh_from_db()
    context = {"election": election, "now": now, "place": "candidates", "form": form, "problems": problems}
    context |= {"version": with_approved([words])[0], "own": words.written_by == officer, "newer": _newer(words)}
    return render(request, "office/revision.html", context)


def _waiting(election: Election, kind: str) -> list[Words]:
    """Of one kind, or of both; the oldest first."""
    found: list[Words] = []
    if kind != "endorsement":
        found += profiles().filter(pk__in=waiting_profiles(election))
    if kind != "statement":
        found += endorsements().filter(pk__in=waiting_endorsements(election))
    return sorted(found, key=lambda each: (each.written_at, each.pk))


def _asked(election: Election) -> list[Nomination]:
    """Corrections that nominees asked for and whose authors have not changed their words."""
    asked = Nomination.objects.filter(nominee__election=election, correction_asked_at__isnull=False)
    return list(asked.select_related("nominee").order_by("correction_asked_at"))


def _done(
    request: HttpRequest, chosen: list[Words], refused: list[Refusal], said: Callable[[int], str]
) -> HttpResponse:
    """Back to the queue, which says how many were done, and why each of the others was not."""
    if done := len(chosen) - len(refused):
        messages.success(request, said(done))
    for version, refusal in zip(with_approved([each.words for each in refused]), refused, strict=True):
        messages.error(request, f"{_title(version)}: {refusal.why}")
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


def _title(version: Version) -> str:
    if version.kind == "statement":
        return _("%(name)s: statement") % {"name": version.nominee.name}
    about = {"name": version.nominee.name, "author": version.author or "–"}
    return _("%(name)s: endorsement by %(author)s") % about


def _named(key: str) -> tuple[str, int]:
    """What a checkbox of the queue stands for."""
    kind, _dash, pk = key.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        raise Http404
    return kind, int(pk)


def _words_or_404(election: Election, kind: str, pk: int) -> Words:
    if kind == "statement":
        return get_object_or_404(profiles(), pk=pk, nominee__election=election)
    if kind == "endorsement":
        return get_object_or_404(endorsements(), pk=pk, nomination__nominee__election=election)
    raise Http404


def _newer(words: Words) -> Words | None:
    """The newest words of the same author on the same matter, where these are not they."""
    if isinstance(words, ProfileRevision):
        return words.nominee.profiles.filter(number__gt=words.number).order_by("-number").first()
    return words.nomination.revisions.filter(number__gt=words.number).order_by("-number").first()
