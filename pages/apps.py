"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Pages(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("pages")
