"""The Django admin, for superusers alone; they sign in at the front door like everybody."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

OURS = {"base", "members", "elections", "nominees", "ballots", "community"}


class SuperusersOnly(AdminSite):
    """Our tables alone. In those of the libraries an address, a passkey or a group would open somebody's account."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        super().register([each for each in models if each._meta.app_label in OURS], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        way_back = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return HttpResponseRedirect(f"{reverse('account_login')}?{way_back}")


class Administration(AdminConfig):
    default_site = "base.administration.SuperusersOnly"
