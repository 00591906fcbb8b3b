"""What `check --deploy` can know of the proxy in front: whether there is said to be one."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def proxy_is_named(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """gunicorn speaks no TLS here, so there is a proxy; it is not known to us. Whether it buffers, nobody can tell."""
    if settings.TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "TRUSTED_PROXY_COUNT is 0: to the limits all the world is one network, and slow senders may hold threads.",
            hint="Put a proxy that buffers requests in front, as the README shows, and set TRUSTED_PROXY_COUNT to 1.",
            id="base.W001",
        )
    ]
