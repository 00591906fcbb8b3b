"""The words of a kind of mail in one election: read, write, see them as a reader would, and go back to the house's."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballots.audiences import voting_code
from base import clock, limits, mail, mail_words
from base.limits import Costly
from base.mail_html import paragraphs
from base.mail_kinds import BY_SLUG, VALUES, Kind
from base.mail_words import Words
from elections.models import Election
from office.forms_mail import WordsForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def words(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """Preview and test change nothing, and keep what is written; saving takes only words that can be sent."""
    election, kind, language = election_or_404(slug), _kind(letter), _language(request)
    present = mail_words.words_of(kind, election.uuid, language)
    form = WordsForm(kind, present, request.POST if request.method == "POST" else None)
    shown = present
    if form.is_bound and form.is_valid():
        shown = form.words
        if "test" in request.POST:
            _test(request, election, mail.sample(kind, shown, _known(election), language))
        elif "preview" not in request.POST:
            try:
                _save(request, form, kind, election, language)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("These words go out from now on."))
                return redirect(_address(slug, letter, language))
    sample = None if form.errors else mail.sample(kind, shown, _known(election), language)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "mail",
        "kind": kind,
        "form": form,
        "language": language,
        "languages": settings.LANGUAGES if len(settings.LANGUAGES) > 1 else [],
        "own": mail_words.own_words(kind, election.uuid, language),
        "values": [(name, VALUES[name].told, name in kind.needed) for name in kind.values],
        "sample": sample,
        "sample_html": paragraphs(sample.text) if sample else "",
    }
    return render(request, "office/mail_words.html", context)


def _save(request: HttpRequest, form: WordsForm, kind: Kind, election: Election, language: str) -> None:
    seen, by, at = form.cleaned_data["seen"], staff_person(request), clock.now()
    mail_words.write(kind, form.words, election=election.uuid, language=language, by=by, at=at, seen=seen)


@require_POST
@office_page
def words_preview(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """The text as a reader would get it, or what is wrong with it: for the page, while somebody writes."""
    election, kind = election_or_404(slug), _kind(letter)
    try:
        found = mail_words.checked(kind, "x", request.POST.get("text", ""))
    except ValidationError as error:
        return HttpResponse(format_html_join("", "<p>{}</p>", ([each] for each in error.messages)), status=422)
    return HttpResponse(paragraphs(mail.sample(kind, found, _known(election), _language(request)).text))


@require_POST
@office_page
def words_restore(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """Back to the house's words."""
    election, kind, language = election_or_404(slug), _kind(letter), _language(request)
    mail_words.restore(kind, election=election.uuid, language=language, by=staff_person(request))
    messages.success(request, _("The house’s words go out from now on."))
    return redirect(_address(slug, letter, language))


def _test(request: HttpRequest, election: Election, shown: Words) -> None:
    officer = staff_person(request)
    if not limits.spend(request, Costly.TEST_MAIL):
        messages.error(request, _("You had twenty tests in an hour. Wait a while."))
        return
    mail.queue_test(shown, to=officer.user.email, election=election.uuid)
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": officer.user.email})


def _known(election: Election) -> dict[str, object]:
    """What a preview can say already as it will be."""
    return {
        "election": election.name,
        "roll_closes": election.roll_closes,
        "voting_opens": election.voting_opens,
        "voting_closes": election.voting_closes,
        "edit_until": election.voting_opens,
        "answer_until": election.acceptance_closes,
        "voting_code": voting_code(election),
    }


def _kind(letter: str) -> Kind:
    kind = BY_SLUG.get(letter)
    if kind is None or not kind.values:
        raise Http404
    return kind


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or settings.LANGUAGE_CODE
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _address(slug: str, letter: str, language: str) -> str:
    address = reverse("office:mail_words", args=[slug, letter])
    return address if language == settings.LANGUAGE_CODE else f"{address}?language={language}"
