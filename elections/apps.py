"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Elections(AppConfig):
    name = "elections"
    label = "elections"
    verbose_name = _("elections")
