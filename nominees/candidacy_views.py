"""Pages of a nominee's own: writing and revising what they say, hiding an endorsement, withdrawing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base import clock
from elections import windows
from elections.models import Election
from members.models import Person
from nominees import drafts, nominating, revising
from nominees.affiliations import to_start_from
from nominees.form_pages import filled, form_page, refuse, signed_in, writing
from nominees.forms import CorrectionForm, ProfileForm
from nominees.models import Nomination, Nominee, ProfileRevision
from nominees.old_addresses import follows_names
from nominees.published import visible_to


@writing
@require_http_methods(["GET", "POST"])
@follows_names
def edit_profile(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """What a nominee says of themselves, from the words that they wrote last."""
    nominee, person = _own(request, slug, nominee_slug)
    election, now = nominee.election, clock.now()
    newest = nominee.profiles.order_by("-number").first()
    form = filled(request, ProfileForm, _initial(newest))
    refusal = revising.refusal_to_write(nominee, election, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            revision = revising.write_profile(nominee, by=person, at=now, **form.said())
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(signed_in(request), request.path)
            messages.success(request, _saved(revision != newest))
            return redirect(nominee)
    context = {"election": election, "now": now, "nominee": nominee, "refusal": refusal, "newest": newest}
    return form_page(request, "nominees/edit_profile.html", form, context)


def _initial(newest: ProfileRevision | None) -> dict[str, object]:
    """The form of the words that were written last, whoever wrote them."""
    if newest is None:
        return {}
    columns = ("text", "summary", "previous_service", "pronouns", "languages", "links", "photo_text")
    initial: dict[str, object] = {name: getattr(newest, name) for name in columns}
    initial |= {"country": newest.country.code, "photo_hash": newest.photo.hash if newest.photo else ""}
    return initial | {"affiliations": to_start_from(newest), "has_no_affiliations": newest.has_no_affiliations}


def _saved(has_new_words: bool) -> str:
    if has_new_words:
        return _("Saved. The election office reads it before it is shown.")
    return _("Your words stay as they were.")


@login_required
@require_http_methods(["GET", "POST"])
@follows_names
def withdraw(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """Asks once more, since it cannot be taken back."""
    nominee, person = _own(request, slug, nominee_slug)
    election, now = nominee.election, clock.now()
    problems: list[str] = []
    if request.method == "POST":
        try:
            nominating.withdraw(nominee, by=person, at=now)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("You have withdrawn. Your page says so."))
            return redirect(nominee)
    context = {"election": election, "now": now, "nominee": nominee, "problems": problems}
    context["open"] = windows.may_withdraw(election.instants, election.facts, now)
    return render(request, "nominees/withdraw.html", context)


@login_required
@require_POST
@follows_names
def hide(request: HttpRequest, slug: str, nominee_slug: str, pk: int) -> HttpResponse:
    """Show this endorsement no more."""
    nominee, person = _own(request, slug, nominee_slug)
    nomination = get_object_or_404(Nomination, nominee=nominee, pk=pk)
    try:
        revising.hide_endorsement(nomination, by=person, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(nominee)


@login_required
@require_POST
@follows_names
def show(request: HttpRequest, slug: str, nominee_slug: str, pk: int) -> HttpResponse:
    """Show it again."""
    nominee, person = _own(request, slug, nominee_slug)
    nomination = get_object_or_404(Nomination, nominee=nominee, pk=pk)
    try:
        revising.show_endorsement(nomination, by=person, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(nominee)


@writing
@require_http_methods(["GET", "POST"])
@follows_names
def correct(request: HttpRequest, slug: str, nominee_slug: str, pk: int) -> HttpResponse:
    """Ask the author of an endorsement to mend something in it."""
    nominee, person = _own(request, slug, nominee_slug)
    nomination = get_object_or_404(nominee.nominations.filter(by_self=False), pk=pk)
    election, now = nominee.election, clock.now()
    form = filled(request, CorrectionForm, {})
    refusal = revising.refusal_to_correct(nomination, election, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            revising.ask_for_correction(nomination, by=person, at=now, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("We mailed it to the author. You can hide the endorsement until it is mended."))
            return redirect(nominee)
    context = {"election": election, "now": now, "nominee": nominee, "refusal": refusal, "nomination": nomination}
    newest = nomination.revisions.order_by("-number").first()
    return form_page(request, "nominees/correct.html", form, context | {"newest": newest})


def _own(request: HttpRequest, slug: str, nominee_slug: str) -> tuple[Nominee, Person]:
    """The nominee whose page it is, and that this is them. Who may not see the nominee learns nothing."""
    user = signed_in(request)
    election = get_object_or_404(Election.objects.visible_to(user), slug=slug)
    nominee = get_object_or_404(visible_to(user, election, clock.now()).select_related("election"), slug=nominee_slug)
    if user.person is None or nominee.person_id != user.person.pk:
        raise PermissionDenied(_("Only the nominee can do this."))
    return nominee, user.person
