"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Ballots(AppConfig):
    name = "ballots"
    label = "ballots"
    verbose_name = _("ballots")
