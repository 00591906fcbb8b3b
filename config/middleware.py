"""The headers of every response, errors and static files included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

LARGEST_BODY = 12 * 1024 * 1024  # a picture of 10 MB and what stands around it
LARGEST_LIST = 25 * 1024 * 1024  # a list of members

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
        "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def security_headers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Nothing runs, loads or frames but what we serve ourselves."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware


def limited_bodies(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Nothing is read of a request that is larger than anything we ask for, whoever sends it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        largest = LARGEST_LIST if request.path == "/office/members/" else LARGEST_BODY
        if not length.isdecimal() or int(length) > largest:
            return HttpResponse("This is larger than anything we take.", status=413, content_type="text/plain")
        return get_response(request)

    return middleware


def private_answers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What somebody signed in is shown is theirs: no cache between us keeps it, unless a page says otherwise.

    Who it is is asked last: of a page that fails because the database is away it would be a second wait.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware
