"""The record to take away, whole or from where a download stopped; and as data its trackers and its heads."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from ballots import ballot_box as box
from ballots import record, record_file, record_heads
from ballots.models import RecordEvent, Setup
from ballots.public_views import sealed
from ballots.record import End
from ballots.record_models import RecordHead
from base import byte_ranges
from base.byte_ranges import Unsatisfiable

FRESH: Final = "public, max-age=5"
FOR_EVER: Final = "public, max-age=31536000, immutable"


@require_safe
def record_of(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The public record as it stands, or as it stood with the event of `height`. A range of its bytes may be asked for.

    The head is its entity tag: whatever is appended, the bytes before it stay, so a download can go on any time.
    """
    _election, setup = sealed(slug)
    height = _number(request, "height")
    end = _end(setup, height)
    etag = quote_etag(end.head.hash)
    answer = get_conditional_response(request, etag=etag) or _bytes(request, setup, end, etag)
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = FRESH if height is None else FOR_EVER
    return answer


def _bytes(request: HttpRequest, setup: Setup, end: End, etag: str) -> HttpResponseBase:
    try:
        wanted = byte_ranges.wanted(_range(request, etag), end.size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{end.size}"})
    chosen = wanted or range(end.size)
    headers = {
        "Content-Disposition": f'attachment; filename="{setup.uuid}.bel"',
        "Content-Length": str(len(chosen)),
    }
    if wanted:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{end.size}"
    parts: Iterable[bytes] = record_file.parts(setup, chosen) if request.method == "GET" else ()
    status = 206 if wanted else 200
    return StreamingHttpResponse(parts, status=status, content_type="application/x-tar", headers=headers)


def _range(request: HttpRequest, etag: str) -> str:
    """Only a GET has one, and only while the record is the one that it was of, where that was said."""
    as_it_was = request.headers.get("If-Range", etag) == etag
    return request.headers.get("Range", "") if request.method == "GET" and as_it_was else ""


def _end(setup: Setup, height: int | None) -> End:
    try:
        return record.end(setup, height)
    except RecordEvent.DoesNotExist:
        raise Http404 from None


@require_safe
def ballot_box_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every tracker, in the record's order, without the instants that would tell who; documented in docs/data.md."""
    election, setup = sealed(slug)
    head = record_heads.latest(setup)
    told = {"election": election.slug, "record": setup.uuid, "fingerprint": setup.fingerprint}
    trackers = (tracker for some in box.batches(setup, head.ballots) for tracker in some)
    return _as_data(request, head, told, "ballots", trackers)


@require_safe
def record_heads_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every head at which the record stood, the first one first, or those above the height `after`."""
    election, setup = sealed(slug)
    head, after = record_heads.latest(setup), _number(request, "after")
    told = {"election": election.slug, "record": setup.uuid, "fingerprint": setup.fingerprint, "head": _head(head)}
    heads = record_heads.history(setup, after=-1 if after is None else after, until=head.height)
    return _as_data(request, head, told, "heads", map(_head, heads))


def _head(head: RecordHead) -> dict[str, Any]:
    facts = {name: getattr(head, name) for name in ("height", "hash", "size", "ballots", "replaced")}
    return facts | {"at": head.made_at.astimezone(UTC).isoformat()}


def _as_data(
    request: HttpRequest, head: RecordHead, told: dict[str, Any], name: str, rows: Iterable[object]
) -> HttpResponseBase:
    """JSON with a list that may be long: streamed, a line each; not sent again while the head is the same."""
    etag = quote_etag(head.hash)
    whole = StreamingHttpResponse(_lines(told, name, rows), content_type="application/json")
    answer: HttpResponseBase = get_conditional_response(request, etag=etag) or whole
    answer["ETag"] = etag
    answer["Cache-Control"] = FRESH
    return answer


def _lines(told: dict[str, Any], name: str, rows: Iterable[object]) -> Iterator[str]:
    yield json.dumps(told, indent=2)[:-2] + f",\n  {json.dumps(name)}: ["
    before = "\n    "
    for row in rows:
        yield before + json.dumps(row)
        before = ",\n    "
    yield "\n  ]\n}\n"


def _number(request: HttpRequest, name: str) -> int | None:
    """A number in the query, of at most nine digits; another is not found."""
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 9):
        raise Http404
    return int(typed)
