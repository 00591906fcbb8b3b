"""How a page with a form behaves here: what was typed is kept, a preview without a script, problems at their fields."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from base import texts
from members.models import User
from nominees.writing import rendered

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
    text = request.POST.get("text", "") if "preview" in request.POST else ""
    preview = ""
    if text:
        try:
            texts.check(text)
            preview = rendered(text)
        except ValidationError as error:
            context = {**context, "preview_problems": error.messages}
    return render(request, template, {**context, "form": form, "preview": preview})
