"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Nominees(AppConfig):
    name = "nominees"
    label = "nominees"
    verbose_name = _("nominees")
