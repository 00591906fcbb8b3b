"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Base(AppConfig):
    name = "base"
    label = "base"
    verbose_name = _("foundations")

    def ready(self) -> None:
        from base import checks  # noqa: F401  registers the check
