"""Pictures from the database: named by their content, so that every cache may keep them for ever."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from base.models import Picture


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, hash: str, size: str) -> HttpResponse:
    """The large, the small or the tiny one, as WebP."""
    found = get_object_or_404(Picture.objects.only("hash", size), hash=hash)
    return HttpResponse(bytes(getattr(found, size)), content_type="image/webp")
