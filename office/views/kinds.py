"""Kinds of elections: what each brings, and a form for a new one or a changed one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from elections import kinds as acts
from elections import overview
from elections.models import ElectionKind
from office.forms_rules import KindForm
from office.guard import office_page, staff_person


@require_safe
@office_page
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, with its rules in sentences."""
    rows = [{"kind": kind, "rules": overview.rules_of_kind(kind)} for kind in ElectionKind.objects.all()]
    return render(request, "office/kinds.html", {"rows": rows, "section": "office"})


@require_http_methods(["GET", "POST"])
@office_page
def add_kind(request: HttpRequest) -> HttpResponse:
    """A new body needs no more than this."""
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = acts.make_kind(form.said(), by=staff_person(request))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("“%(name)s” can be chosen for new elections.") % {"name": made.name})
            return redirect("office:kinds")
    return render(request, "office/kind.html", {"form": form, "kind": None, "section": "office"})


@require_http_methods(["GET", "POST"])
@office_page
def kind(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what new elections take over; those that were made keep theirs."""
    held = get_object_or_404(ElectionKind, slug=slug)
    form = KindForm(request.POST if request.method == "POST" else None, instance=held)
    if form.is_bound and form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            acts.change_kind(held, form.said(), by=staff_person(request), reason=reason, seen=seen)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. Elections that were made keep the rules that they have."))
            return redirect("office:kinds")
    return render(request, "office/kind.html", {"form": form, "kind": held, "section": "office"})
