"""Nobody writes over what they have not seen: a form carries what it was filled from, and its act compares."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LETTERS = 16


class StaleError(ValidationError):
    """`changed` is what was changed since, by name, as it is now."""

    def __init__(self, changed: Mapping[str, object]) -> None:
        super().__init__(_("This was changed while your page was open. Look again."), code="changed meanwhile")
        self.changed = dict(changed)


def seen(values: Mapping[str, object]) -> str:
    """What a form shows, for a hidden field of it: each name with a few letters of a hash."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in values.items())


def require_unchanged(said: str, present: Mapping[str, object]) -> None:
    """Raises StaleError where what was seen is something else by now. Who saw no page says nothing of it."""
    changed = {name: value for name, value in present.items() if not is_as_seen(said, name, value)}
    if changed:
        raise StaleError(changed)


def is_as_seen(said: str, name: str, value: object) -> bool:
    """Also of what was not on the page."""
    known = dict(each.split(":", 1) for each in said.split() if ":" in each)
    return known.get(name, _digest(value)) == _digest(value)


def _digest(value: object) -> str:
    """An instant to the minute, as forms show it."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat(timespec="minutes")
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:LETTERS]
