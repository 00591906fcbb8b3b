"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Office(AppConfig):
    name = "office"
    label = "office"
    verbose_name = _("election office")
