"""What is answered when a request fails: an honest 503 when the database is away, else a plain 500."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.translation import gettext as _


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the failure is being handled. Its pages need neither database nor session."""
    if isinstance(sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1], OPERATIONAL):
        response = page("503.html", 503, _("The database does not answer. Nothing was stored. Try again in a minute."))
        response["Retry-After"] = "60"
        return response
    return page("500.html", 500, _("Something went wrong on our side. Nothing was stored."))


OPERATIONAL = (OperationalError, InterfaceError)


def page(template: str, status: int, sentence: str) -> HttpResponse:
    """The template where there is one, else the bare sentence. Never stored by a cache."""
    try:
        response = HttpResponse(loader.get_template(template).render({"sentence": sentence}), status=status)
    except TemplateDoesNotExist:
        response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
