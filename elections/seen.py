"""What two officers put their names to, as one hash: the second agrees to what the first one saw, or to nothing."""

import hashlib
import json
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def hash_of(data: Mapping[str, object]) -> str:
    """SHA-256, in hex, of the data as JSON with its keys in order."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def require_unchanged(seen: str | None, present: str) -> None:
    """Raises ValidationError where what was seen is not what is there now. None: nobody else had to see it."""
    if seen is not None and seen != present:
        raise ValidationError(
            _("This is not what the other officer saw: it has changed since. Drop it, look again, and ask anew."),
            code="changed",
        )
