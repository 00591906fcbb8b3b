"""Refusals before the first request: settings that must not meet."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def no_demo_in_production(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The demo signs anybody in as anybody."""
    if settings.DEMO and settings.PRODUCTION:
        return [Error("DEMO must not be set in production: it signs anybody in as anybody.", id="config.E001")]
    return []


@register()
def no_debug_in_production(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Debug pages show settings and the values of variables, a ballot's marks among them."""
    if settings.DEBUG and settings.PRODUCTION:
        return [Error("DEBUG must not be set in production: its pages show what people typed.", id="config.E002")]
    return []
