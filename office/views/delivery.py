"""Mail of all elections: stopping what goes to many, and the addresses whose mail came back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from base import bounces, bulk, clock
from base.mail_models import Bounce
from base.mail_states import waiting
from elections.roles import Right
from members.addressing import on_an_open_roll
from nominees.form_pages import refuse
from office.forms_mail import RepairForm, StopForm
from office.guard import office_page, staff_of, staff_person
from office.repairs import open_repairs, put_right, repairs


@require_http_methods(["GET", "POST"])
@office_page
def delivery(request: HttpRequest) -> HttpResponse:
    """A POST stops mail to many, with a reason, or lets it go on."""
    stopping = request.method == "POST" and "resume" not in request.POST
    form = StopForm(request.POST if stopping else None)
    try:
        if stopping and form.is_valid():
            bulk.stop(by=staff_person(request), at=clock.now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("Mail to many is stopped. Codes to sign in and mails of single acts still go."))
            return redirect("office:delivery")
        if request.method == "POST" and not stopping:
            bulk.resume(by=staff_person(request), at=clock.now())
            messages.success(request, _("Mail to many goes on where it stopped."))
            return redirect("office:delivery")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    page = Paginator(open_repairs(), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "now": clock.now(),
        "section": "office",
        "stopped": bulk.stopped(),
        "waiting": waiting(),
        "page": page,
        "repairs": repairs(list(page)),
    }
    return render(request, "office/delivery.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """One address: give the right one, send again, or leave it as it is."""
    bounce = get_object_or_404(Bounce, pk=pk)
    found = repairs([bounce])[0]
    frozen = any(on_an_open_roll(person) for person in found.people)
    correcting = request.method == "POST" and not {"again", "leave"} & set(request.POST)
    form = RepairForm(request.POST if correcting else None)
    if request.method == "POST" and (not correcting or form.is_valid()):
        try:
            _act(request, bounce, form)
        except ValidationError as error:
            if correcting:
                refuse(form, error)
            else:
                messages.error(request, " ".join(error.messages))
                return redirect("office:repair", pk)
        else:
            return redirect("office:delivery")
    context = {
        "form": form,
        "section": "office",
        "repair": found,
        "frozen": frozen,
        "may_correct": _may_correct(request),
    }
    return render(request, "office/repair.html", context)


def _act(request: HttpRequest, bounce: Bounce, form: RepairForm) -> None:
    """The one that was asked for."""
    officer, at = staff_person(request), clock.now()
    if "leave" in request.POST:
        bounces.settle(bounce.address, by=officer, at=at)
        messages.success(request, _("It is off the list."))
    elif "again" in request.POST:
        _tell(request, bounces.lift(bounce.address, by=officer, at=at))
    elif not _may_correct(request):
        raise PermissionDenied(_("Your role in the election office does not change what members have told us."))
    else:
        person = next(iter(repairs([bounce])[0].people), None)
        if person is None:
            raise ValidationError(_("We do not know whose address this is."), code="nobody")
        _tell(request, put_right(bounce.address, person=person, by=officer, at=at, **form.cleaned_data))


def _may_correct(request: HttpRequest) -> bool:
    """An address is a part of the member list: whoever looks after mail alone does not change it."""
    return staff_of(request).may("members", Right.ACTS)


def _tell(request: HttpRequest, number: int) -> None:
    said = ngettext("%(number)s mail is sent again.", "%(number)s mails are sent again.", number)
    messages.success(request, said % {"number": number} if number else _("Nothing that can be sent again was missed."))
