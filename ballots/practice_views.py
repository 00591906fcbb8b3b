"""Trying the ballot: the pages of voting without an election behind them. Nothing that is sent here is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ballots import marking, practice
from nominees.orders import readers_order


@csrf_exempt  # nothing is done, so nobody can be made to do it; and a page without a token is everybody's
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest) -> HttpResponse:
    """The empty ballot; sent back from the review with its marks, the ballot as it was."""
    return render(request, "ballots/practice.html", _context(request) | _to_seal())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Everything that was marked, once more. A real ballot would be sealed here."""
    if request.method != "POST":
        return redirect("ballots:practice")
    context = _context(request)
    agreed, ready = marking.AGREE in request.POST, marking.check(context["contests"])
    if not ready or not agreed:
        context |= {"agreed": agreed, "must_agree": not agreed, "wrong": True}
        return render(request, "ballots/practice.html", context | _to_seal())
    context["marks"] = marking.hidden_fields(context["contests"])
    return render(request, "ballots/practice_review.html", context)


@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    """What would have happened."""
    return render(request, "ballots/practice_cast.html", {"election": practice.election(), "section": "help"})


@require_safe
def tested(request: HttpRequest) -> HttpResponse:
    """The page for opened ballots, for those of the practice election."""
    context = {"election": practice.election(), "sealed": practice.sealed().raw.decode(), "section": "help"}
    return render(request, "ballots/practice_tested.html", context)


@require_safe
def election_file(_request: HttpRequest) -> HttpResponse:
    """`election.json`, for who practises with a program."""
    answer = HttpResponse(practice.sealed().raw, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="election.json"'
    return answer


def _context(request: HttpRequest) -> dict[str, Any]:
    order = readers_order(range(len(practice.BIRDS)), practice.IDENTITY, request)
    data = request.POST if request.method == "POST" else None
    contests = practice.pages(order, data)
    return {"election": practice.election(), "contests": contests, "practice": True, "section": "help"}


def _to_seal() -> dict[str, Any]:
    return {"sealing": {"election": practice.sealed().raw.decode(), "credential": practice.CREDENTIAL}}
