"""What was asked of a second officer: said, and shown on its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from elections.models import Proposal


def to_the_proposal(request: HttpRequest, asked: Proposal) -> HttpResponse:
    """On to the page on which another officer agrees."""
    messages.info(request, _("Another officer has to agree before anything happens."))
    if asked.election is None:
        return redirect("office:staff_proposal", asked.pk)
    return redirect("office:proposal", asked.election.slug, asked.pk)
