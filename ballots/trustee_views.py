"""A trustee's own pages behind a mailed link, and for everybody: who holds the keys, and what they have done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ballots import exposed_keys, trustee_giving, trustee_links, trustee_proofs, trustee_refusals, trustee_shares
from ballots.key_making import KeyMaking, Step, key_making
from ballots.protocol.errors import Reason
from ballots.protocol.group import write_element
from ballots.setup import prepared, setup_of
from ballots.trustee_forms import ShareForm, TrusteeForm
from ballots.trustee_models import Trustee
from ballots.trustee_states import Task, states, task
from base import clock, journal, limits
from base.limits import Costly
from elections import windows
from elections.models import Election
from nominees.form_pages import refuse

DONE: Final = {
    Task.PROOF: lambda: _("Your key is there: the signature holds."),
    Task.SHARE: lambda: _("Your part is checked and kept. Thank you."),
}


@require_safe
def trustees(request: HttpRequest, slug: str) -> HttpResponse:
    """Who holds keys, how many of them it takes, and what each has done."""
    election = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    now, making = clock.now(), key_making(election)
    context = {
        "election": election,
        "now": now,
        "place": "trustees",
        "making": making,
        "exposed": exposed_keys.exposed(making),
        "states": states(election, now),
        "awaited": trustee_shares.awaited(election, now),
        "setup": setup_of(election) if election.published_at else None,
        "section": "elections",
    }
    return render(request, "ballots/trustees.html", context)


@never_cache
@require_safe
def trustee_link(request: HttpRequest, token: str) -> HttpResponse:
    return trustee_links.arrive(request, token, "ballots:trustee")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trustee(request: HttpRequest, slug: str) -> HttpResponse:
    """What this trustee does next, and how: a file made on their own computer is sent here."""
    election, who, now = _own(request, slug)
    if "leave" in request.POST:
        trustee_links.leave(request, election)
        return redirect(election if election.is_known else "pages:home")
    next_ = task(who, election, now)
    kind = ShareForm if next_ is Task.SHARE else TrusteeForm
    form = kind(request.POST, request.FILES) if request.method == "POST" else kind()
    if form.is_bound and not limits.spend_of(f"trustee {who.pk}", Costly.TRUSTEE_FILE):
        return render(request, "429.html", status=429)
    _note_private(who, form, request)
    if form.is_bound and form.is_valid():
        try:
            _take(who, Task(form.cleaned_data["task"]), form, now)
        except ValidationError as error:
            _tell_the_office(who, election, next_, error)
            refuse(form, error)
        else:
            messages.success(request, DONE.get(next_, lambda: _("What you sent is checked and kept."))())
            return redirect(request.path)
    return render(request, "ballots/trustee.html", _about(who, election, next_, now) | {"form": form})


@never_cache
@require_safe
def trustee_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """What a trustee of a group needs for the next step: certificates, what to check, the sealed key."""
    election, who, _now = _own(request, slug)
    making = key_making(election)
    if making is None or name not in FILES:
        raise Http404
    needs, write = FILES[name]
    if making.missing(needs):
        raise Http404(_("This file is not there yet."))
    answer = HttpResponse(write(making, who), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def shares_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Beside the record: for each share that has one, the proof that ties it to what it opens."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    if not windows.result_is_public(election.instants, election.facts, clock.now()) or election.is_imported:
        raise Http404
    setup = setup_of(election)
    answer = HttpResponse(trustee_shares.strong_proofs(setup), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{setup.uuid}.shares.json"'
    return answer


def _own(request: HttpRequest, slug: str) -> tuple[Election, Trustee, datetime]:
    """For the trustee who opened their link in this browser."""
    others = _("This page is for trustees. Open it by the link in the latest mail to you.")
    return *trustee_links.page_of(request, slug, others=others), clock.now()


def _note_private(who: Trustee, form: TrusteeForm, request: HttpRequest) -> None:
    """A file that nobody but its trustee may have was sent, and refused: its key is worth nothing now."""
    for name in form.fields:
        if form.is_bound and form.has_error(name, "private"):
            for file in request.FILES.getlist(name):
                file.seek(0)
                exposed_keys.note(who, file.read())


def _take(who: Trustee, asked: Task, form: TrusteeForm, now: datetime) -> None:
    """The file goes to the act that the page was about; each act says whether it is its turn."""
    raw = form.cleaned_data["file"]
    if asked is Task.PROOF:
        trustee_proofs.prove(who, raw=raw, at=now)
    elif asked is Task.SHARE:
        trustee_shares.give(who, raw=raw, strong=form.cleaned_data.get("strong"), at=now)
    elif asked in {Task.WAIT, Task.OVER}:
        raise ValidationError(_("Nothing is asked of you now."), code="phase")
    else:
        trustee_giving.give(who, step=Step(asked.value), raw=raw, at=now)


def _tell_the_office(who: Trustee, election: Election, asked: Task, error: ValidationError) -> None:
    """What was wrong, and nothing of the file: whoever helps the trustee finds it in the office's journal."""
    details = {"file": asked.value, "reason": " ".join(error.messages)}
    journal.write("refuse trustee file", by=who.name, election=election.uuid, details=details)


def _about(who: Trustee, election: Election, next_: Task, now: datetime) -> dict[str, Any]:
    making = key_making(election)
    proof = trustee_proofs.asked(who, election, now)
    setup = setup_of(election) if election.ballot_sealed_at else None
    return {
        "election": election,
        "now": now,
        "place": "trustees",
        "trustee": who,
        "task": next_.value,
        "step": f"ballots/trustee_{next_.value}.html",
        "making": making,
        "size": len(making.trustees) if making else 0,
        "is_exposed": who in exposed_keys.exposed(making),
        "nonce": proof.nonce if proof else "",
        "setup": setup,
        "key": write_element(prepared(setup).trustees.key(who.owner)) if setup else "",
        "is_asked": next_ not in {Task.WAIT, Task.OVER},
        "sentences": trustee_refusals.IN_THE_BROWSER,
        "reasons": list(Reason),
        "state": next((each for each in states(election, now) if each.trustee == who), None),
        "section": "elections",
    }


def _certificates(making: KeyMaking, who: Trustee) -> bytes:
    return b"".join(raw + b"\n" for raw in making.given(Step.CERTIFICATE))


FILES: Final[dict[str, tuple[Step, Callable[[KeyMaking, Trustee], bytes]]]] = {
    "certificates.jsons": (Step.CERTIFICATE, _certificates),
    "to-check.json": (Step.POLYNOMIAL, lambda making, who: making.to_check(who) + b"\n"),
    "sealed-key.json": (Step.ACKNOWLEDGEMENT, lambda making, who: making.sealed_key(who) + b"\n"),
}
