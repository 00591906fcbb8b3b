"""How often one account may ask for what is costly: enough for everybody who votes, too few for a script.

The rates stand in the settings beside those of signing in (ACCOUNT_RATE_LIMITS), and are counted across all processes.
"""

from enum import StrEnum

from allauth.core import ratelimit
from django.http import HttpRequest


class Costly(StrEnum):
    """Named as in the settings."""

    SEAL_BALLOT = "seal_ballot"
    REFUSED_BALLOT = "refused_ballot"
    PREVIEW = "preview"
    PICTURE = "picture"
    DRAFT = "draft"


def spend(request: HttpRequest, what: Costly) -> bool:
    """Count one; False once the account has used up its rate. For somebody who is signed in."""
    return bool(ratelimit.consume(request, action=what.value))


def is_spent(request: HttpRequest, what: Costly) -> bool:
    """The same without counting."""
    return not ratelimit.consume(request, action=what.value, dry_run=True)
