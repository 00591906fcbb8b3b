"""Pages on which people nominate and endorse, and on which who was nominated answers."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from base.moments import in_words
from elections import windows
from elections.models import Election
from members import linking
from members.models import MembershipClass, Person, User
from nominees import backers, drafts, links, nominating, reading, revising, support
from nominees.form_pages import filled, form_page, refuse, signed_in, writing
from nominees.forms import EndorseForm, NominateForm, ReviseForm, StandForm
from nominees.models import EndorsementRevision, MailedLink, Nomination, Nominee
from nominees.old_addresses import follows_names
from nominees.published import named_like, of_this_name, open_to_endorsement, said_of, words_in

MOST_FOUND = 8
AGREES = ("agrees_to_code_of_conduct", "agrees_with_mission")


@writing
@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest, slug: str) -> HttpResponse:
    """Nominate somebody else. Who is nominated already is endorsed instead."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    user, now = signed_in(request), clock.now()
    form = filled(request, NominateForm, {"nominator_name": user.person.name if user.person else ""})
    form.offer(backers.strongest_class(user.person, now))
    form.ask_whether_another(any(of_this_name(election, form["name"].value() or "")))
    refusal = _refusal(election, user, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            with transaction.atomic():
                by = _introduced(user, form.cleaned_data["nominator_name"])
                if nominating.is_own_address(by, form.cleaned_data["email"]):
                    raise ValidationError({"email": _("This is your own address. Choose “Nominate yourself”.")})
                nomination = nominating.nominate(election, by=by, at=now, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            return _nominated(request, nomination)
    context = {"election": election, "now": now, "refusal": refusal, "rules": backers.rules(election)}
    context["limit"] = backers.refusal_of_one_more(user.person, election)
    return form_page(request, "nominees/nominate.html", form, context | _known(request, election, now))


@require_safe
def known(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is nominated already, of those whom this reader may endorse: a part of the page, for the script."""
    if not isinstance(request.user, User):
        return HttpResponse(status=401)
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    context = {"election": election, **_known(request, election, clock.now())}
    return render(request, "nominees/known.html", context)


def _known(request: HttpRequest, election: Election, now: datetime) -> dict[str, Any]:
    """What was typed, whether it is enough to look for, and who was found by name; nobody once it helps nobody."""
    if not windows.may_nominate(election.instants, election.facts, now):
        return {"typed": "", "looked": False, "found": []}
    typed = (request.GET.get("q") or request.POST.get("name", "")).strip()[:100]
    words = words_in(typed)
    open_to = open_to_endorsement(request.user, election, now)
    found = list(islice(named_like(open_to, words), MOST_FOUND))
    progress = support.progress(election, [nominee.pk for nominee in found])
    found_with = [(nominee, progress.get(nominee.pk)) for nominee in found]
    return {"typed": typed, "looked": bool(words), "found": found_with}


@writing
@require_http_methods(["GET", "POST"])
def stand(request: HttpRequest, slug: str) -> HttpResponse:
    """Nominate oneself, which is to accept at once."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    user, now = signed_in(request), clock.now()
    form = filled(request, StandForm, {"name": user.person.name if user.person else ""})
    own = election.nominees.filter(person=user.person).first() if user.person else None
    refusal = nominating.already_nominated(own) if own else _refusal(election, user, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            with transaction.atomic():
                by = _introduced(user, form.cleaned_data["name"])
                agrees = {name: form.cleaned_data[name] for name in AGREES}
                nomination = nominating.nominate(
                    election, name=form.cleaned_data["name"], email=user.email, by=by, at=now, **agrees, **form.said()
                )
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            messages.success(request, _("You stand. Your statement is shown once the election office has approved it."))
            return redirect(nomination.nominee)
    context = {"election": election, "now": now, "refusal": refusal, "own": own, "rules": backers.rules(election)}
    return form_page(request, "nominees/stand.html", form, context)


@writing
@require_http_methods(["GET", "POST"])
@follows_names
def endorse(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """Endorse somebody in one's own words; or change the words given before."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    user, now = signed_in(request), clock.now()
    nominee = get_object_or_404(open_to_endorsement(user, election, now), slug=nominee_slug)
    given = nominee.nominations.filter(nominator=user.person, by_self=False).first() if user.person else None
    if given:
        return _revise(request, election, given, now)
    form = filled(request, EndorseForm, {"nominator_name": user.person.name if user.person else ""})
    form.offer(backers.strongest_class(user.person, now))
    refusal = _refusal(election, user, now, endorsing=True)
    if nominee.person == user.person:
        refusal = _("This is you. Write a statement instead.")
    if form.is_bound and not refusal and form.is_valid():
        try:
            with transaction.atomic():
                by = _introduced(user, form.cleaned_data["nominator_name"])
                nomination = nominating.endorse(nominee, by=by, at=now, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            return _nominated(request, nomination)
    context = {"election": election, "now": now, "nominee": nominee, "refusal": refusal}
    context |= {"support": support.progress_of(nominee, election)}
    return form_page(request, "nominees/endorse.html", form, context | {"rules": backers.rules(election)})


def _revise(request: HttpRequest, election: Election, nomination: Nomination, now: datetime) -> HttpResponse:
    newest = nomination.revisions.order_by("-number").first()
    name = (newest.author_name if newest else "") or nomination.nominator_name
    said = {"text": newest.text if newest else "", "nominator_name": name, "shows_class": bool(nomination.shown_class)}
    form = filled(request, ReviseForm, said)
    user = signed_in(request)
    shown = MembershipClass(nomination.shown_class) if nomination.shown_class else None
    form.offer(shown or backers.strongest_class(user.person, now))
    refusal = revising.refusal_to_change(nomination.nominee, election, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            revision = _revised(nomination, user.person, form.cleaned_data, now)
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            messages.success(request, _saved(revision != newest))
            return redirect(nomination.nominee)
    context = {"election": election, "now": now, "nominee": nomination.nominee, "refusal": refusal, "newest": newest}
    context |= {"support": support.progress_of(nomination.nominee, election)}
    return form_page(request, "nominees/endorse.html", form, context | {"nomination": nomination})


@transaction.atomic
def _revised(nomination: Nomination, by: Person | None, said: dict[str, Any], now: datetime) -> EndorsementRevision:
    """Words, name and class as they were sent; the revision that holds them, which may be the last one."""
    if by is None:
        raise PermissionDenied
    shows_class = said.pop("shows_class", None)
    revision = revising.revise_endorsement(nomination, by=by, at=now, **said)
    if shows_class is not None:
        revising.show_class(nomination, shown=shows_class, by=by, at=now)
    return revision


def _saved(has_new_words: bool) -> str:
    if has_new_words:
        return _("Your new words wait for the election office. Until then the old ones stand.")
    return _("Your words stay as they were. The class beside your name is as you wish it.")


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link: what was said, and two buttons. It works without an account."""
    link = links.find(token)
    if link is None:
        raise Http404(_("We know no such link. Copy the whole address from the mail."))
    return _answer_page(request, link.nominee, link, clock.now())


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def answer_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a nominee who is signed in."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    nominee = get_object_or_404(Nominee, election=election, person=signed_in(request).person, person__isnull=False)
    return _answer_page(request, nominee, None, clock.now())


def _answer_page(request: HttpRequest, nominee: Nominee, link: MailedLink | None, now: datetime) -> HttpResponse:
    problems: list[str] = []
    if request.method == "POST":
        try:
            _answered(request, nominee, link, now)
        except ValidationError as error:
            problems = error.messages
        else:
            return redirect(request.path)
    election = nominee.election
    context = {
        "election": election,
        "now": now,
        "nominee": nominee,
        "problems": problems,
        "said": said_of(nominee),
        "facts": reading.disclosures(nominee.profiles.order_by("-number").first()),
        "open": windows.may_accept(election.instants, election.facts, now),
        "link": link,
        "connected": isinstance(request.user, User) and links.is_bound_to(nominee, request.user),
        "may_connect": link is not None and links.may_bind(election, now),
        "may_write": windows.may_edit_statement(election.instants, election.facts, now),
        "may_withdraw": windows.may_withdraw(election.instants, election.facts, now),
    }
    return render(request, "nominees/answer.html", context)


def _answered(request: HttpRequest, nominee: Nominee, link: MailedLink | None, now: datetime) -> None:
    """One button, one act. Who is signed in answers as themselves: the link connects their account first."""
    user = request.user if isinstance(request.user, User) else None
    answer, by = request.POST.get("answer", ""), user.person if user else None
    if answer not in {"accept", "decline", "connect"}:
        raise ValidationError(_("Choose “Accept” or “Decline”."))
    with transaction.atomic():
        if user and link:
            nominee = links.bind(link, user=user, at=now)
            by = user.person
        if answer == "accept":
            nominating.accept(nominee, by=by, link=link, at=now, agrees_with_mission="mission" in request.POST)
        if answer == "decline":
            nominating.decline(nominee, by=by, link=link, at=now)


def _nominated(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """On to the nominee's page, which says how it stands with them and with the words that were just given."""
    nominee = nomination.nominee
    said = _("Your words for %(name)s are with us. The election office reads them before they are shown.")
    if nominee.accepted_at is None:
        said = _("You nominated %(name)s. We wrote to them; they can accept or decline until %(when)s.")
    messages.success(request, said % {"name": nominee.name, "when": in_words(nominee.election.acceptance_closes)})
    return redirect(nominee)


def _refusal(election: Election, user: User, now: datetime, *, endorsing: bool = False) -> str:
    """Why this person cannot nominate, or endorse, here and now; empty where they can."""
    if not windows.may_nominate(election.instants, election.facts, now):
        return _("Nominations are not open.")
    who = backers.standing(user.person, now)
    if endorsing and not backers.may_endorse(election, who):
        return backers.refusal_to_endorse(election)
    if not endorsing and not backers.may_nominate(election, who):
        return backers.refusal_to_nominate(election)
    return ""


def _introduced(user: User, name: str) -> Person:
    """The person who acts. Who signed in for the first time tells us their name here."""
    return user.person or linking.introduce(user, name)
