"""The demo signs anybody in as anybody: whoever checks a deployment is told so, loudly."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def is_no_deployment(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """This room is installed in the demo alone, so its being asked is the fault."""
    return [Error("DEMO is set: it signs anybody in as anybody.", hint="Unset DEMO.", id="demo.E001")]
