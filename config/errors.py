"""What is answered when a request fails: an honest 503 when the database is away, else a plain 500."""

import sys

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.translation import gettext as _
from django.views import csrf

from base.kept import again_of

DATABASE_IS_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the failure is being handled. Its page needs neither database nor session."""
    away = _is_database_away(sys.exc_info()[1])
    what = _("Our database does not answer.") if away else _("Something went wrong on our side.")
    if request.method in {"GET", "HEAD"}:
        advice = _("Try again in a minute.")
    else:  # a commit may have been lost on its way there, or only its answer on the way back
        advice = _("We cannot tell whether what you sent was stored. Look before you send it again.")
    response = answer("503.html" if away else "500.html", 503 if away else 500, f"{what} {advice}")
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = "60"
    return response


def _is_database_away(failure: BaseException | None) -> bool:
    """Also where a library, such as the job queue, tells of it in words of its own."""
    return failure is not None and (isinstance(failure, DATABASE_IS_AWAY) or _is_database_away(failure.__cause__))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. Signing in changes the token, and a form that was open meanwhile has the old one.

    What our own page sent is shown again, where that page knows how to, and nothing else is done.
    """
    page = request.resolver_match
    again = again_of(page.func) if page and _is_ours(request) else None
    if page and again:
        return again(request, **page.kwargs)
    return csrf.csrf_failure(request, reason)


def _is_ours(request: HttpRequest) -> bool:
    """Browsers say where a form was sent from, and no other site can make them say something else."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def answer(template: str, status: int, sentence: str) -> HttpResponse:
    """The template where there is one, else the bare sentence."""
    try:
        return HttpResponse(loader.get_template(template).render({"sentence": sentence}), status=status)
    except TemplateDoesNotExist:
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
