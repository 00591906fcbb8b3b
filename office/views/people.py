"""People: found by name or address; their addresses; and two rows that are one human being, merged by two officers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import proposals
from elections.models import Proposal
from members import addressing, merging, parting
from members.addresses import normalised
from members.models import Address, Merger, Person
from nominees.form_pages import refuse
from office.acts import MERGE
from office.forms_members import AboutPersonForm, AddAddressForm
from office.guard import officer_of, officer_required
from office.search import looked_for

FOUND = 50


@require_safe
@officer_required
def people(request: HttpRequest) -> HttpResponse:
    """Find somebody, member or not."""
    return render(request, "office/people.html", {"section": "office"} | _found(looked_for(request)))


@require_safe
@officer_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of somebody."""
    found = get_object_or_404(Person.objects.select_related("merged_into", "user"), pk=pk)
    context = {
        "section": "office",
        "person": found,
        "frozen": addressing.on_an_open_roll(found),
        "affirmations": found.affirmations.order_by("-affirmed_at")[:5],
        "mergers": found.merged_here.filter(undone_at=None).select_related("person", "merged_by", "seconded_by"),
        "asked": Proposal.objects.open(clock.now()).filter(act=MERGE, arguments__person=pk).first(),
    }
    return render(request, "office/person.html", context)


@require_http_methods(["GET", "POST"])
@officer_required
def add_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for somebody: whoever reads its mail can sign in as them."""
    found = get_object_or_404(Person, pk=pk, merged_into=None)
    form = AddAddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            addressing.add_address(found, **form.cleaned_data, by=officer_of(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The address is their address of record from now on."))
            return redirect("office:person", pk)
    context = {"section": "office", "person": found, "form": form, "frozen": addressing.on_an_open_roll(found)}
    return render(request, "office/add_address.html", context)


@require_http_methods(["GET", "POST"])
@officer_required
def remove_address(request: HttpRequest, pk: int, address: int) -> HttpResponse:
    """Forget an address that is not theirs any more."""
    found = get_object_or_404(Address.objects.select_related("person"), pk=address, person=pk)
    form = AboutPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            addressing.remove_address(found, **form.cleaned_data, by=officer_of(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("%(email)s is forgotten.") % {"email": found.email})
            return redirect("office:person", pk)
    return render(request, "office/remove_address.html", {"section": "office", "address": found, "form": form})


@require_http_methods(["GET", "POST"])
@officer_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find who else somebody is; see what moves and what is in the way; and ask a second officer."""
    gone, chosen = get_object_or_404(Person, pk=pk, merged_into=None), request.GET.get("into", "")[:18]
    context: dict[str, Any] = {"section": "office", "person": gone}
    if not chosen:
        typed = looked_for(request) or gone.name
        return render(request, "office/merge.html", context | _found(typed, without=gone))
    into = get_object_or_404(Person, pk=int(chosen) if chosen.isdecimal() else 0, merged_into=None)
    obstacles, form = merging.obstacles(gone, into), AboutPersonForm(request.POST or None)
    if form.is_bound and form.is_valid() and not obstacles:
        asked = {"act": MERGE, "arguments": {"person": gone.pk, "into": into.pk}, **form.cleaned_data}
        try:
            proposal = proposals.propose(None, **asked, by=officer_of(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.info(request, _("Another officer has to agree before anything happens."))
            return redirect("office:staff_proposal", proposal.pk)
    told = {"moving": list(merging.moving(gone)), "staying": list(merging.staying(gone))}
    return render(request, "office/merge.html", context | told | {"into": into, "obstacles": obstacles, "form": form})


@require_http_methods(["GET", "POST"])
@officer_required
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merger that was a mistake."""
    merger = get_object_or_404(Merger.objects.select_related("person", "into"), pk=pk)
    form = AboutPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            parting.part(merger, **form.cleaned_data, by=officer_of(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("They are two people again, each with what was theirs."))
            return redirect("office:person", merger.person.pk)
    context = {"section": "office", "merger": merger, "form": form, "obstacles": list(parting.obstacles(merger))}
    return render(request, "office/part.html", context)


def _found(typed: str, without: Person | None = None) -> dict[str, Any]:
    named = _named(typed).exclude(pk=without.pk) if without else _named(typed)
    people = list(named[: FOUND + 1]) if typed else []
    return {"typed": typed, "people": people[:FOUND], "more": people[FOUND:]}


def _named(typed: str) -> QuerySet[Person]:
    """People whose name, number or one of whose addresses has this in it; who was merged is found in who they are."""
    named = Q(name__icontains=typed) | Q(addresses__normalised__contains=normalised(typed)) | Q(numbers__number=typed)
    found = Person.objects.filter(named, merged_into=None).distinct()
    return found.prefetch_related("addresses", "memberships").order_by("name", "pk")
