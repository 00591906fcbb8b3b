"""The line above every page of a demo."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def banner(request: HttpRequest) -> dict[str, object]:
    """A context processor, installed in the demo alone."""
    text = _("This is a demo with invented people: nothing here is an election, and anyone can be anyone.")
    return {
        "demo_banner": {"text": text, "url": reverse("demo:personas"), "label": _("Be somebody else, or read the mail")}
    }
