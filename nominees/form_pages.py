"""How a page with a form behaves here: what was typed is kept, a preview without a script, problems at their fields."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from base import clock, kept, limits, pictures, texts
from base.limits import Costly
from base.pictures import Shape
from members.models import User
from nominees import drafts, reading
from nominees.affiliations import employer_of, others_of
from nominees.fields import readable, typed
from nominees.forms import ProfileForm
from nominees.models import ProfileRevision
from nominees.writing import one_line, rendered

AForm = TypeVar("AForm", bound=forms.Form)
View = Callable[..., HttpResponse]
ONE_LINE = 60


def signed_in(request: HttpRequest) -> User:
    """The account behind the request, in a view that is for accounts alone."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def nothing_lost(then: Callable[..., str]) -> Callable[[View], View]:
    """For a page with a long text: what was typed is not lost where the session ends meanwhile, or its token changes.

    `then` takes what the address has, and says where to look on from there.
    """

    def keeping(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return _signed_out(request, then(**address))
            return view(request, **address)

        def again(request: HttpRequest, **address: Any) -> HttpResponse:
            typed = request.POST.copy()
            typed["preview"] = "preview"
            request.POST = typed  # type: ignore[assignment]  # which the stubs take for the immutable kind
            if request.user.is_authenticated:
                told = _("You signed in while this page was open. Nothing was recorded: send it again.")
                messages.warning(request, told)
            answer = guarded(request, **address)
            if request.user.is_authenticated:
                answer.status_code = 403
            return answer

        return kept.shown_again_by(again)(guarded)

    return keeping


def writing(view: View) -> View:
    """For accounts alone, on a page of an election; and nothing that was typed is lost."""
    return nothing_lost(lambda slug, **_more: reverse("pages:election", args=[slug]))(login_required(view))


def _signed_out(request: HttpRequest, then: str) -> HttpResponse:
    """Long words can be copied from the answer; all of them go on to the form, which then shows them with a preview."""
    sent = [(name, value) for name, value in kept.fields(request.POST) if name != "preview"]
    written = [(name, value) for name, value in sent if len(value) > ONE_LINE or "\n" in value]
    context = {
        "then": then,
        "action": request.path,
        "kept": kept.hidden([field for field in sent if field not in written]),
        "written": written,
    }
    return kept.signed_out(request, "nominees/signed_out.html", context)


def filled(request: HttpRequest, form: type[AForm], initial: Mapping[str, object]) -> AForm:
    """The form as it was sent, or from its draft. Asked for a preview it is not judged yet, and has no errors."""
    if request.method != "POST":
        draft = drafts.of(request.user, request.path) if isinstance(request.user, User) else None
        shown = form(initial=typed(form, drafts.typed(draft)) if draft else dict(initial))
        shown.draft = draft  # type: ignore[attr-defined]  # for the page, which says so
        return shown
    data, problem = _with_photo(request) if "photo" in form.base_fields else (request.POST, None)
    if request.POST.keys() & {"preview", "draft"}:
        _keep_draft(request)
        return form(initial=typed(form, data))
    sent = form(data)
    if problem:
        sent.full_clean()
        sent.add_error("photo", problem)
    return sent


def _with_photo(request: HttpRequest) -> tuple[QueryDict, ValidationError | None]:
    """What was sent, and in place of a photo the address of the picture that it became: so that it is sent once."""
    photo = request.FILES.get("photo")
    if photo is None or not isinstance(request.user, User):
        return request.POST, None
    data = request.POST.copy()
    try:
        if not limits.spend(request, Costly.PICTURE):
            raise ValidationError(_("You sent many pictures in a short time. Wait a few minutes."), code="limit")
        data["photo_hash"] = pictures.keep(photo.read(), Shape.PORTRAIT).hash
    except ValidationError as problem:
        return data, problem
    return data, None


def _keep_draft(request: HttpRequest) -> None:
    """Without a script: the button beside “Preview”."""
    if "draft" not in request.POST or not isinstance(request.user, User):
        return
    try:
        drafts.save(request.user, request.path, request.POST, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your draft is saved. Nobody else sees it."))


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """An act's refusal, at the fields that it names; what names none of them stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, problems in error.error_dict.items():
        form.add_error(field if field in form.fields else None, problems)


def form_page(request: HttpRequest, template: str, form: forms.Form, context: Mapping[str, Any]) -> HttpResponse:
    """The page, with the preview that was asked for."""
    shown = _preview(form) if request.POST.get("preview") == "preview" else {}
    return render(request, template, {**context, "form": form, **shown})


def _preview(form: forms.Form) -> dict[str, Any]:
    """The text as it will stand; with everything around it where the form writes a nominee's whole page."""
    text = form.initial.get("text") or ""
    try:
        texts.check(text)
    except ValidationError as error:
        return {"preview_problems": error.messages}
    html, words = rendered(text), texts.word_count(text)
    if not isinstance(form, ProfileForm):
        return {"preview": html, "words": words}
    rows = readable(form.initial["affiliations"])
    profile = ProfileRevision(
        text=text,
        html=html,
        summary=one_line(form.initial["summary"] or ""),
        previous_service=one_line(form.initial["previous_service"] or ""),
        employer=employer_of(rows),
        other_affiliations=others_of(rows),
    )
    return {"words": words, "preview_profile": profile, "facts": reading.disclosures(profile)}
