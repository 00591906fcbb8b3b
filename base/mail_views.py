"""What is done about mail without signing in: readers stop a kind, and providers report what came back."""

import hmac
import json
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from base import bounces, clock, limits, mail_wishes
from base.delivery_reports import Finding, Report, number_in
from base.limits import Costly
from base.mail_kinds import KINDS

LARGEST_REPORT = 1_000_000


@csrf_exempt  # mail programs send the one click of RFC 8058; the signed address itself is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows what the button does and changes nothing: programs that check mails open every link."""
    found = mail_wishes.read(token)
    if found is None:
        raise Http404(_("This link is not one of ours, or a part of it is missing."))
    whose, kind = found
    done = ""
    if request.method == "POST":
        done = "again" if "again" in request.POST else "stopped"
        change = mail_wishes.take_again if done == "again" else mail_wishes.refuse
        change(whose, kind, at=clock.now())
    return render(request, "base/unsubscribe.html", {"kind": KINDS[kind], "done": done})


@csrf_exempt  # signed
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """What a provider says of mails of ours. Signed: X-Signature is the HMAC-SHA256 of the body, in hex."""
    if not settings.MAIL_WEBHOOK_KEY:
        raise Http404
    if not limits.spend_of(request.META.get("REMOTE_ADDR", ""), Costly.MAIL_REPORT):
        return HttpResponse(status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REPORT:
        return HttpResponse(status=413)
    if not _is_signed(request):
        return HttpResponse(status=403)
    try:
        told = list(_read(request.body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse("Send JSON as docs/mail.md says.", status=400, content_type="text/plain")
    taken = sum(bounces.take(report, source="webhook", at=clock.now()) for report in told)
    return HttpResponse(f"{taken} of {len(told)}\n", content_type="text/plain")


def _is_signed(request: HttpRequest) -> bool:
    expected = hmac.new(settings.MAIL_WEBHOOK_KEY.encode(), request.body, "sha256").hexdigest()
    given = request.headers.get("X-Signature", "").removeprefix("sha256=")
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _read(body: bytes) -> Iterator[Report]:
    """One report or a list of them, each of a mail by its Message-ID. Raises where it is not what we say it is."""
    told = json.loads(body)
    for each in told if isinstance(told, list) else [told]:
        number = number_in(each["message_id"])
        if number is not None:  # a mail of somebody else, through the same provider
            address, words = str(each.get("address", "")), str(each.get("words", "")).replace("\0", "")
            yield Report(number, Finding(each["finding"]), address.replace("\0", ""), words)
