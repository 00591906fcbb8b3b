"""Reading who stands: the list, a candidate's page, and the preview of what one is about to say."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from base import clock, limits, texts
from base.limits import Costly
from elections import windows
from elections.models import Election
from members.models import User
from nominees import ordering, past, reading, revising, support, threads
from nominees.contents import with_contents
from nominees.models import Nominee
from nominees.old_addresses import moved
from nominees.orders import list_of_names
from nominees.published import candidates as public_candidates
from nominees.published import last_words_of, public_endorsements, public_profile, visible_to, with_public_words
from nominees.reading import Card
from nominees.writing import rendered


@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands, in this reader's own order, or by name. Before the announcement: who it concerns sees their own."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    announced = windows.candidates_are_public(election.instants, election.facts, now)
    shown = public_candidates(election, now) if announced else visible_to(request.user, election, now)
    by_name = request.GET.get("order") == "alphabetical"
    nominees = list(with_public_words(shown))
    asked, cards = reading.asked(request.GET), reading.cards(nominees, election)
    found, names = [card for card in cards if asked.finds(card)], [card.key for card in cards]
    standing = sum(nominee.withdrawn_at is None for nominee in nominees)
    row = "nominees/candidate_row.html" if request.GET.get("view") == "table" else "parts/candidate_card.html"
    about = {"comparing": announced, "chosen": request.GET.getlist("who")}
    lines = {card.key: render_to_string(row, {"candidate": card, **about}) for card in found}
    context = {
        "election": election,
        "now": now,
        "place": "candidates",
        "announced": announced,
        "found": len(found),
        "lines": _by_name(found, lines) if by_name else list_of_names(lines, names, election.uuid, request),
        "all": len(cards),
        "standing": standing,
        "withdrawn": len(cards) - standing,
        "by_name": by_name,
        "asked": asked,
        "choices": reading.choices(cards),
        "as_table": request.GET.get("view") == "table",
        "canonical": settings.PUBLIC_URL + request.path,
        "section": "elections",
    }
    return render(request, "nominees/candidates.html", context)


def _by_name(cards: list[Card], lines: Mapping[int, SafeString]) -> SafeString:
    ordered = sorted(cards, key=lambda card: ordering.collation_key(card.name))
    return format_html_join("", "{}", ((lines[card.key],) for card in ordered))


@require_safe
def candidate(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """One candidate: what they say, what they disclose, and who endorses them in which words."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    visible = visible_to(request.user, election, now)
    nominee = with_public_words(visible).filter(slug=nominee_slug).first()
    if nominee is None:
        return moved(visible, nominee_slug)
    profile = public_profile(nominee)
    html, headings = with_contents(profile.html if profile else "")
    terms = past.terms_of([nominee]).get(nominee.person_id, ())
    mine = isinstance(request.user, User) and request.user.person_id == nominee.person_id
    announced = windows.candidates_are_public(election.instants, election.facts, now)
    public = public_candidates(election, now).filter(pk=nominee.pk).exists()
    questions = threads.threads(election, [nominee]) if public and election.questions_open else []
    context = {
        "election": election,
        "now": now,
        "place": "candidates",
        "section": "elections",
        "nominee": nominee,
        "card": reading.card(nominee, election, terms),
        "profile": profile,
        "html": html,
        "headings": headings,
        "facts": reading.disclosures(profile),
        "about": reading.about(profile),
        "terms": past.begun(terms, now.date()),
        "candidacies": past.candidacies(nominee, now),
        "canonical": settings.PUBLIC_URL + nominee.get_absolute_url(),
        "photo_url": settings.PUBLIC_URL + profile.photo.get_absolute_url() if profile and profile.photo else "",
        "endorsements": public_endorsements(nominee),
        "public": public,
        "answers": threads.answers(questions).get(nominee.pk, []),
        "support": (backing := support.progress_of(nominee, election)),
        "lacks_support": announced and backing is not None and not backing.is_enough,
        "may_endorse": not mine and windows.may_nominate(election.instants, election.facts, now),
        "mine": mine,
        "own_words": last_words_of(request.user, nominee),
        "may_answer": windows.may_accept(election.instants, election.facts, now),
        "may_write": not revising.refusal_to_change(nominee, election, now),
        **(_own_page(nominee, election, request) if mine else {}),
    }
    return render(request, "nominees/candidate.html", context)


def _own_page(nominee: Nominee, election: Election, request: HttpRequest) -> dict[str, object]:
    """What a nominee finds on their own page besides: every endorsement, and what they may still do."""
    now = clock.now()
    newest = nominee.profiles.filter(written_by=nominee.person).order_by("-number").first()
    return {
        "may_edit": not revising.refusal_to_write(nominee, election, now),
        "may_withdraw": windows.may_withdraw(election.instants, election.facts, now) and nominee.accepted_at,
        "may_be_endorsed": windows.may_nominate(election.instants, election.facts, now) and nominee.accepted_at,
        "newest": newest,
        "waiting": newest if newest and newest.is_waiting else None,
        "waiting_facts": reading.disclosures(newest),
        "own_endorsements": nominee.nominations.filter(by_self=False).order_by("pk"),
    }


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Markdown as it will be shown, for the script beside the field. Nothing is kept."""
    if not request.user.is_authenticated:
        raise PermissionDenied(_("Sign in to see a preview."))
    if not limits.spend(request, Costly.PREVIEW):
        return HttpResponse(status=429)
    text = request.POST.get("text", "")
    try:
        texts.check(text)
    except ValidationError as error:
        return HttpResponse(format_html_join("", "<p>{}</p>", ((said,) for said in error.messages)), status=422)
    return HttpResponse(rendered(text))
