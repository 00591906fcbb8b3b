"""Nothing that an officer writes is lost where the session ends meanwhile, or its token changes."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from base import kept
from office.guard import officer_required

View = Callable[..., HttpResponse]
ONE_LINE = 60


def officer_writing(view: View) -> View:
    """As `officer_required`, for a page with a long text."""
    guarded_view = officer_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, **address: int) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return _signed_out(request)
        return guarded_view(request, **address)

    def again(request: HttpRequest, **address: int) -> HttpResponse:
        typed = request.POST.copy()
        typed["preview"] = "preview"
        request.POST = typed  # type: ignore[assignment]  # which the stubs take for the immutable kind
        if request.user.is_authenticated:
            messages.warning(request, _("You signed in while this page was open. Nothing was recorded: send it again."))
        answer = guarded(request, **address)
        if request.user.is_authenticated:
            answer.status_code = 403
        return answer

    return kept.shown_again_by(again)(guarded)


def _signed_out(request: HttpRequest) -> HttpResponse:
    sent = [(name, value) for name, value in kept.fields(request.POST) if name != "preview"]
    written = [(name, value) for name, value in sent if len(value) > ONE_LINE or "\n" in value]
    context = {
        "then": reverse("office:news"),
        "action": request.path,
        "kept": kept.hidden([field for field in sent if field not in written]),
        "written": written,
    }
    return kept.signed_out(request, "nominees/signed_out.html", context)
