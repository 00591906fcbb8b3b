"""People: found by name or address; their addresses; and two rows that are one human being, merged by two officers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import proposals
from elections.models import Proposal
from members import addressing, merging, parting
from members.models import Address, Merger, Person
from nominees.form_pages import refuse
from office.acts import MERGE
from office.asking import to_the_proposal
from office.forms_members import AboutPersonForm, AddAddressForm
from office.guard import office_page, staff_person
from office.search import chosen_person, found, looked_for, people_named


@require_safe
@office_page
def people(request: HttpRequest) -> HttpResponse:
    """Find somebody, member or not."""
    typed = looked_for(request)
    return render(request, "office/people.html", {"section": "office"} | found(people_named(typed), typed))


@require_safe
@office_page
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of somebody."""
    known = get_object_or_404(Person.objects.select_related("merged_into", "user"), pk=pk)
    context = {
        "section": "office",
        "person": known,
        "frozen": addressing.on_an_open_roll(known),
        "affirmations": known.affirmations.order_by("-affirmed_at")[:5],
        "mergers": known.merged_here.filter(undone_at=None).select_related("person", "merged_by", "seconded_by"),
        "asked": Proposal.objects.open(clock.now()).filter(act=MERGE, arguments__person=pk).first(),
    }
    return render(request, "office/person.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def add_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address for somebody: whoever reads its mail can sign in as them."""
    known = get_object_or_404(Person, pk=pk, merged_into=None)
    form = AddAddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            addressing.add_address(known, **form.cleaned_data, by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The address is their address of record from now on."))
            return redirect("office:person", pk)
    context = {"section": "office", "person": known, "form": form, "frozen": addressing.on_an_open_roll(known)}
    return render(request, "office/add_address.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def remove_address(request: HttpRequest, pk: int, address: int) -> HttpResponse:
    """Forget an address that is not theirs any more."""
    known = get_object_or_404(Address.objects.select_related("person"), pk=address, person=pk)
    form = AboutPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            addressing.remove_address(known, **form.cleaned_data, by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("%(email)s is forgotten.") % {"email": known.email})
            return redirect("office:person", pk)
    return render(request, "office/remove_address.html", {"section": "office", "address": known, "form": form})


@require_http_methods(["GET", "POST"])
@office_page
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find who else somebody is; see what moves and what is in the way; and ask a second officer."""
    gone, into = get_object_or_404(Person, pk=pk, merged_into=None), chosen_person(request, "into")
    context: dict[str, Any] = {"section": "office", "person": gone}
    if into is None:
        typed = looked_for(request) or gone.name
        others = people_named(typed).exclude(pk=gone.pk)
        return render(request, "office/merge.html", context | found(others, typed))
    obstacles, form = merging.obstacles(gone, into), AboutPersonForm(request.POST or None)
    if form.is_bound and form.is_valid() and not obstacles:
        asked = {"act": MERGE, "arguments": {"person": gone.pk, "into": into.pk}, **form.cleaned_data}
        try:
            proposal = proposals.propose(None, **asked, by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            return to_the_proposal(request, proposal)
    told = {"moving": list(merging.moving(gone)), "staying": list(merging.staying(gone))}
    return render(request, "office/merge.html", context | told | {"into": into, "obstacles": obstacles, "form": form})


@require_http_methods(["GET", "POST"])
@office_page
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merger that was a mistake."""
    merger = get_object_or_404(Merger.objects.select_related("person", "into"), pk=pk)
    form = AboutPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            parting.part(merger, **form.cleaned_data, by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("They are two people again, each with what was theirs."))
            return redirect("office:person", merger.person.pk)
    context = {"section": "office", "merger": merger, "form": form, "obstacles": list(parting.obstacles(merger))}
    return render(request, "office/part.html", context)
