"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Community(AppConfig):
    name = "community"
    label = "community"
    verbose_name = _("community")
