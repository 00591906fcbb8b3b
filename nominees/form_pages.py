"""How a page with a form behaves here: what was typed is kept, a preview without a script, problems at their fields."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from base import texts
from members.models import User
from nominees import reading
from nominees.forms import ProfileForm, StandForm
from nominees.models import ProfileRevision
from nominees.writing import LONGEST, one_line, rendered

AForm = TypeVar("AForm", bound=forms.Form)


def signed_in(request: HttpRequest) -> User:
    """The account behind the request, in a view that is for accounts alone."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def filled(request: HttpRequest, form: type[AForm], initial: Mapping[str, object]) -> AForm:
    """The form as it was sent. Asked for a preview it is not judged yet: it holds what was typed, and no errors."""
    if request.method != "POST":
        return form(initial=dict(initial))
    return form(initial=request.POST.dict()) if "preview" in request.POST else form(request.POST)


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """An act's refusal, at the fields that it names; what names none of them stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, problems in error.error_dict.items():
        form.add_error(field if field in form.fields else None, problems)


def form_page(request: HttpRequest, template: str, form: forms.Form, context: Mapping[str, Any]) -> HttpResponse:
    """The page, with the preview that was asked for."""
    shown = _preview(request.POST, form) if "preview" in request.POST else {}
    return render(request, template, {**context, "form": form, **shown})


def _preview(typed: Mapping[str, str], form: forms.Form) -> dict[str, Any]:
    """The text as it will stand; with everything around it where the form writes a nominee's whole page."""
    text = typed.get("text", "")
    try:
        texts.check(text)
    except ValidationError as error:
        return {"preview_problems": error.messages}
    if not isinstance(form, ProfileForm | StandForm):
        return {"preview": rendered(text)}
    said = {field: one_line(typed.get(field, "")) for field in LONGEST}
    profile = ProfileRevision(text=text, html=rendered(text), **said)
    return {"preview_profile": profile, "facts": reading.disclosures(profile)}
