"""Who was named and who stands, and what the office establishes about a nominee."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import proposals, windows
from elections.models import Proposal
from members.models import Person
from nominees import support
from nominees.eligibility import SETTLED, declare_eligible, declare_ineligible, set_affiliations
from nominees.form_pages import refuse
from nominees.models import Nominee
from nominees.nominating import withdraw
from nominees.published import texts_waiting
from nominees.reading import disclosures
from nominees.renaming import rename
from office.acts import WITHDRAW
from office.asking import to_the_proposal
from office.forms_people import AffiliationsForm, EligibilityForm, RenameForm, WithdrawalForm
from office.guard import election_or_404, office_page, staff_person
from office.outcomes import done


@require_safe
@office_page
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """How many texts wait, and everybody who was named, and where they stand."""
    election = election_or_404(slug)
    endorsed = Count("nominations", filter=Q(nominations__by_self=False))
    nominees = list(Nominee.objects.filter(election=election).annotate(endorsed=endorsed).order_by("name", "pk"))
    progress = support.progress(election, [nominee.pk for nominee in nominees])
    context = {
        "election": election,
        "now": clock.now(),
        "place": "candidates",
        "waiting": texts_waiting(election).total(),
        "nominees": [(nominee, *_status(nominee), progress.get(nominee.pk)) for nominee in nominees],
    }
    return render(request, "office/candidates.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def nominee(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organisations that count for the limit on co-affiliation, whether they can be seated, and a withdrawal."""
    election, now = election_or_404(slug), clock.now()
    found = get_object_or_404(election.nominees, pk=pk)
    forms = _forms(found, request.POST if request.method == "POST" else QueryDict())
    asked = next((name for name, each in forms.items() if each.is_bound), "affiliations")
    form = forms[asked]
    if form.is_bound and form.is_valid():
        try:
            outcome = _do(asked, form, found, by=staff_person(request), at=now)
            if isinstance(outcome, Proposal):
                return to_the_proposal(request, outcome)
            messages.success(request, outcome)
            return redirect("office:nominee", slug, pk)
        except ValidationError as error:
            refuse(form, error)
    may_withdraw = bool(found.accepted_at and not found.withdrawn_at)
    may_withdraw &= windows.may_record_withdrawal(election.instants, election.facts, now)
    context = {"election": election, "now": now, "place": "candidates", "nominee": found, "form": form} | forms
    context |= {"settled": election.phase(now) in SETTLED, "may_withdraw": may_withdraw}
    context |= {"support": support.progress_of(found, election)}
    context |= {"status": _status(found), "facts": disclosures(found.profiles.order_by("-number").first())}
    return render(request, "office/nominee.html", context)


def _forms(found: Nominee, data: QueryDict) -> dict[str, Form]:
    """The forms of a nominee's page; the one is bound whose button, named like it, was pressed."""
    known = ", ".join(found.organisations.values_list("name", flat=True))
    sent = {name: data if name in data else None for name in ("affiliations", "eligibility", "renaming", "withdrawal")}
    return {
        "affiliations": AffiliationsForm(sent["affiliations"], initial={"organisations": known}),
        "eligibility": EligibilityForm(sent["eligibility"], ineligible=bool(found.ineligible_reason)),
        "renaming": RenameForm(sent["renaming"], initial={"name": found.name}, auto_id="renaming-%s"),
        "withdrawal": WithdrawalForm(sent["withdrawal"], auto_id="withdrawal-%s"),
    }


def _do(asked: str, form: Form, found: Nominee, *, by: Person, at: datetime) -> str | Proposal:
    """The act that a form asks for, and what is then true; or what it asks of a second officer."""
    if isinstance(form, AffiliationsForm):
        set_affiliations(found, names=form.names, by=by, at=at)
        return _("The organisations are kept.")
    if asked == "renaming":
        rename(found, **form.cleaned_data, by=by, at=at)
        return _("The nominee has another name. Addresses that were given out lead on to the page.")
    if asked == "withdrawal":
        return _withdrawn(found, reason=form.cleaned_data["reason"], by=by, at=at)
    declare = declare_eligible if found.ineligible_reason else declare_ineligible
    declare(found, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("The declaration stands in the journal.")


def _withdrawn(found: Nominee, *, reason: str, by: Person, at: datetime) -> str | Proposal:
    """Done at once where one officer is enough, else asked of another."""
    if found.election.officers_required == 1:
        withdraw(found, by=by, at=at, reason=reason)
        return done(WITHDRAW, found.election)
    if not windows.may_record_withdrawal(found.election.instants, found.election.facts, at):
        raise ValidationError(_("The ballots are counted: only the nominee can withdraw."), code="closed")
    arguments = {"nominee": found.pk}
    return proposals.propose(found.election, act=WITHDRAW, arguments=arguments, reason=reason, by=by, at=at)


def _status(nominee: Nominee) -> tuple[str, str]:
    """In a word, with the sign of `parts/status.html`."""
    if nominee.ineligible_reason:
        return _("ineligible"), "wrong"
    if nominee.withdrawn_at:
        return _("withdrawn"), "none"
    if nominee.declined_at:
        return _("declined"), "none"
    return (_("accepted"), "done") if nominee.accepted_at else (_("named, has not answered"), "waiting")
