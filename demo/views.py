"""Being somebody with one click, and the mailbox where every mail of the demo ends."""

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ballots.trustee_models import Trustee
from base.models import Mail
from demo import trustees
from demo.personas import PERSONAS
from members.models import User


@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """Who one can be."""
    context = {"personas": PERSONAS, "trustees": _trustees(), "mails": Mail.objects.count()}
    return render(request, "demo/personas.html", context)


@require_POST
def be(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the personas, without a code."""
    if not settings.DEMO:  # also guarded by the URLs, which exist in the demo alone
        raise PermissionDenied
    email = request.POST.get("persona", "")
    if email not in {persona.email for persona in PERSONAS}:
        raise PermissionDenied
    login(request, get_object_or_404(User, email=email))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe and target else "/")


@require_safe
def kept_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """A trustee's private file, for who wants to be that trustee."""
    if not settings.DEMO:
        raise PermissionDenied
    trustee = get_object_or_404(_present(), pk=pk)
    answer = HttpResponse(trustees.kept_file(trustee).to_bytes() + b"\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{trustee.election.slug}-trustee-{trustee.number}.key"'
    return answer


def _present() -> QuerySet[Trustee]:
    """Whose work goes on, and whose file is this demo's: others made a key of their own."""
    going_on = Trustee.objects.filter(removed_at=None, email__in=trustees.NAMES.values(), election__published_at=None)
    return going_on.select_related("election").order_by("election_id", "number")


def _trustees() -> list[tuple[Trustee, Mail | None]]:
    """With the last mail to each, in which their link is."""
    return [(each, Mail.objects.filter(recipient=each.email).order_by("pk").last()) for each in _present()]


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail, the newest first."""
    page = Paginator(Mail.objects.all(), 50).get_page(request.GET.get("page"))
    mails = [_listed(each) for each in page]
    return render(request, "demo/mailbox.html", {"page": page, "mails": mails})


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as its reader gets it."""
    found = get_object_or_404(Mail, pk=pk)
    shown = {
        "sender": settings.DEFAULT_FROM_EMAIL,
        "to": found.recipient,
        "subject": found.subject,
        "at": found.queued_at,
        "text": found.text,
    }
    return render(request, "demo/mail.html", {"mail": shown})


def _listed(found: Mail) -> dict[str, object]:
    """For `parts/mailbox.html`."""
    address = reverse("demo:mail", args=[found.pk])
    return {"url": address, "to": found.recipient, "subject": found.subject, "at": found.queued_at}
