"""The room's name, for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Members(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("members")
