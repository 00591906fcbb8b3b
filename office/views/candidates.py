"""Who was named and who stands; the words that wait for approval; and what the office establishes about a nominee."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import windows
from elections.models import Election
from members.models import Person
from nominees.eligibility import SETTLED, declare_eligible, declare_ineligible, set_affiliations
from nominees.form_pages import refuse
from nominees.models import EndorsementRevision, Nominee, ProfileRevision
from nominees.nominating import withdraw
from nominees.published import APPROVED, waiting_endorsements, waiting_profiles
from nominees.reading import disclosures
from nominees.revising import Words, approve, send_back
from nominees.word_diff import Run, word_diff
from office.forms_people import AffiliationsForm, EligibilityForm, SendBackForm, WithdrawalForm
from office.guard import election_or_404, officer_of, officer_required


@require_safe
@officer_required
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """The words that wait, the longest first; then everybody who was named, and where they stand."""
    election = election_or_404(slug)
    endorsed = Count("nominations", filter=Q(nominations__by_self=False))
    nominees = Nominee.objects.filter(election=election).annotate(endorsed=endorsed).order_by("name", "pk")
    context = {
        "election": election,
        "now": clock.now(),
        "place": "candidates",
        "profiles": waiting_profiles(election).select_related("nominee").order_by("written_at"),
        "endorsements": waiting_endorsements(election).select_related("nomination__nominee").order_by("written_at"),
        "nominees": [(nominee, *_status(nominee)) for nominee in nominees],
    }
    return render(request, "office/candidates.html", context)


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
            return redirect("office:candidates", slug)
        if form.is_bound and form.is_valid():
            send_back(words, by=officer, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("Sent back: we mail the reason to their author."))
            return redirect("office:candidates", slug)
    except ValidationError as error:
        problems = error.messages
        words.refresh_from_db()
    context = {"election": election, "now": now, "place": "candidates", "form": form, "problems": problems}
    context |= {"words": words, "own": words.written_by == officer, "newer": _newer(words)}
    return render(request, "office/revision.html", context | _compared(words))


@require_http_methods(["GET", "POST"])
@officer_required
def nominee(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organisations that count for the limit on co-affiliation, whether they can be seated, and a withdrawal."""
    election, now = election_or_404(slug), clock.now()
    found = get_object_or_404(election.nominees, pk=pk)
    forms = _forms(found, request.POST if request.method == "POST" else QueryDict())
    asked = next((name for name, each in forms.items() if each.is_bound), "affiliations")
    form = forms[asked]
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, _do(asked, form, found, by=officer_of(request), at=now))
            return redirect("office:nominee", slug, pk)
        except ValidationError as error:
            refuse(form, error)
    may_withdraw = bool(found.accepted_at and not found.withdrawn_at)
    may_withdraw &= windows.may_withdraw(election.instants, election.facts, now)
    context = {"election": election, "now": now, "place": "candidates", "nominee": found, "form": form} | forms
    context |= {"settled": election.phase(now) in SETTLED, "may_withdraw": may_withdraw}
    context |= {"status": _status(found), "facts": disclosures(found.profiles.order_by("-number").first())}
    return render(request, "office/nominee.html", context)


def _forms(found: Nominee, data: QueryDict) -> dict[str, Form]:
    """The forms of a nominee's page; the one is bound whose button, named like it, was pressed."""
    known = ", ".join(found.organisations.values_list("name", flat=True))
    sent = {name: data if name in data else None for name in ("affiliations", "eligibility", "withdrawal")}
    return {
        "affiliations": AffiliationsForm(sent["affiliations"], initial={"organisations": known}),
        "eligibility": EligibilityForm(sent["eligibility"], ineligible=bool(found.ineligible_reason)),
        "withdrawal": WithdrawalForm(sent["withdrawal"]),
    }


def _do(asked: str, form: Form, found: Nominee, *, by: Person, at: datetime) -> str:
    """The act that a form asks for, and what is then true."""
    if isinstance(form, AffiliationsForm):
        set_affiliations(found, names=form.names, by=by, at=at)
        return _("The organisations are kept.")
    if asked == "withdrawal":
        withdraw(found, by=by, at=at, reason=form.cleaned_data["reason"])
        return _("%(name)s stands no more. Their page says so.") % {"name": found.name}
    declare = declare_eligible if found.ineligible_reason else declare_ineligible
    declare(found, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("The declaration stands in the journal.")


def _status(nominee: Nominee) -> tuple[str, str]:
    """In a word, with the sign of `parts/status.html`."""
    if nominee.ineligible_reason:
        return _("ineligible"), "wrong"
    if nominee.withdrawn_at:
        return _("withdrawn"), "none"
    if nominee.declined_at:
        return _("declined"), "none"
    return (_("accepted"), "done") if nominee.accepted_at else (_("named, has not answered"), "waiting")


def _words_or_404(election: Election, kind: str, pk: int) -> Words:
    if kind == "statement":
        return get_object_or_404(ProfileRevision.objects.select_related("nominee"), pk=pk, nominee__election=election)
    if kind == "endorsement":
        endorsements = EndorsementRevision.objects.select_related("nomination__nominee")
        return get_object_or_404(endorsements, pk=pk, nomination__nominee__election=election)
    raise Http404


def _newer(words: Words) -> Words | None:
    """The newest words of the same author on the same matter, where these are not they."""
    if isinstance(words, ProfileRevision):
        return words.nominee.profiles.filter(number__gt=words.number).order_by("-number").first()
    return words.nomination.revisions.filter(number__gt=words.number).order_by("-number").first()


def _compared(words: Words) -> dict[str, Any]:
    """For the page: whose words these are, as they would be shown, beside those that were approved last."""
    before: Words | None
    if isinstance(words, ProfileRevision):
        about, author, kind = words.nominee, words.nominee.name, "statement"
        before = about.profiles.filter(APPROVED, number__lt=words.number).order_by("-number").first()
        fields = _fields(before, words)
    else:
        about, author, kind = words.nomination.nominee, words.nomination.nominator_name, "endorsement"
        before = words.nomination.revisions.filter(APPROVED, number__lt=words.number).order_by("-number").first()
        fields = []
    changed = before is not None and before.text != words.text
    return {
        "nominee": about,
        "author": author,
        "kind": kind,
        "html": mark_safe(words.html),  # noqa: S308  made by texts.render when it was written
        "before": before,
        "lines": word_diff(before.text, words.text) if before and changed else [],
        "fields": fields,
    }


def _fields(before: ProfileRevision | None, words: ProfileRevision) -> list[tuple[str, str | None, list[list[Run]]]]:
    """What a profile says besides its statement: its label, the words, and what changed in them."""
    labels = {
        "summary": _("In two sentences"),
        "previous_service": _("Previous board service"),
        "employer": _("Employer"),
        "other_affiliations": _("Other affiliations"),
    }
    told = []
    for name, label in labels.items():
        new: str | None = getattr(words, name)
        old: str | None = getattr(before, name) if before else new
        changed = word_diff(old or "", new or "") if (old or "") != (new or "") else []
        told.append((label, new, changed))
    return told
