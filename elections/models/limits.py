"""How many on a body may share an affiliation [bylaws 5.15]."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AffiliationLimit(models.TextChoices):
    """How many on the body may share an affiliation."""

    QUARTER_OF_BOARD = "quarter of board", _("a quarter of the whole board [bylaws 5.15]")
    NUMBER = "number", _("a number")
    NONE = "none", _("no limit")
