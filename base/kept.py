"""What somebody sent in a form that could not be taken: it goes back to them in the answer, and is stored nowhere.

A session can end, and signing in again changes the token that protects forms, while somebody writes for an hour. A view
that says how it is shown again loses nothing by either.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

View = Callable[..., HttpResponse]
AView = TypeVar("AView", bound=View)
Fields = Sequence[tuple[str, str]]

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field


def shown_again_by(again: View) -> Callable[[AView], AView]:
    """In place of a refusal for an old token `again` answers: with what our own page sent, and without any act."""

    def mark(view: AView) -> AView:
        view.shown_again = again  # type: ignore[attr-defined]
        return view

    return mark


def again_of(view: View) -> View | None:
    """How a view of our own is shown again; none where its forms hold nothing that would be missed."""
    return getattr(view, "shown_again", None)


def signed_out(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Sign in beside this page, come back, go on. The template extends `signed_out.html`."""
    answer = render(request, template, dict(context), status=401)
    add_never_cache_headers(answer)
    return answer


def fields(data: QueryDict) -> Fields:
    """Everything that was sent, but for the token."""
    return [(name, value) for name, values in data.lists() if name != TOKEN for value in values]


def hidden(kept: Fields) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
