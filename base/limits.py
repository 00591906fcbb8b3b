"""How often what is costly may be asked for: enough for everybody who votes, too few for a script.

The rates stand in the settings (RATES). A count is one row that one statement reads and changes: it holds for all
processes, and for what arrives at the same instant.
"""

from enum import StrEnum

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from base import clock
from base.models import Allowance

SPEND = """
INSERT INTO base_allowance AS held (key, spent, renewed_at)
VALUES (%(key)s, 1, clock_timestamp() + %(period)s * interval '1 second')
ON CONFLICT (key) DO UPDATE SET
    spent = CASE WHEN held.renewed_at + %(period)s * interval '1 second' <= EXCLUDED.renewed_at
            THEN 1 ELSE held.spent + 1 END,
    renewed_at = CASE WHEN held.renewed_at + %(period)s * interval '1 second' <= EXCLUDED.renewed_at
                 THEN EXCLUDED.renewed_at ELSE held.renewed_at END
WHERE held.spent < %(times)s OR held.renewed_at + %(period)s * interval '1 second' <= EXCLUDED.renewed_at
RETURNING spent
"""
SPENT = """
SELECT EXISTS (SELECT FROM base_allowance WHERE key = %(key)s AND spent >= %(times)s AND renewed_at > clock_timestamp())
"""


class Costly(StrEnum):
    """Named as in the settings."""

    ASK_FOR_CODE = "ask_for_code"
    OWN_CODE = "own_code"
    TRY_CODE = "try_code"
    SEAL_BALLOT = "seal_ballot"
    REFUSED_BALLOT = "refused_ballot"
    TEST_BALLOT = "test_ballot"
    PREVIEW = "preview"
    PICTURE = "picture"
    DRAFT = "draft"
    MAIL_REPORT = "mail_report"
    TEST_MAIL = "test_mail"
    MAILED_LINK = "mailed_link"
    TRUSTEE_FILE = "trustee_file"
    OBSERVE = "observe"
    OBSERVE_WITH = "observe_with"


def network(request: HttpRequest) -> str:
    """Where a request comes from, as far as the proxies in front can be believed."""
    return str(get_ip(request))


def spend(request: HttpRequest, what: Costly) -> bool:
    """Count one of the account that is signed in; False once it has used up its rate."""
    return spend_of(str(request.user.pk), what)


def is_spent(request: HttpRequest, what: Costly) -> bool:
    """The same without counting."""
    times, _period = settings.RATES[what]
    with connection.cursor() as cursor:
        cursor.execute(SPENT, {"key": _key(str(request.user.pk), what), "times": times})
        return bool(cursor.fetchone()[0])


def spend_of(whose: str, what: Costly) -> bool:
    """Count one of somebody or something: an account, an address, a network. What is refused does not count."""
    times, period = settings.RATES[what]
    with connection.cursor() as cursor:
        cursor.execute(SPEND, {"key": _key(whose, what), "times": times, "period": period})
        return cursor.fetchone() is not None


def forget_renewed() -> None:
    """Take away the counts whose period is over."""
    Allowance.objects.filter(renewed_at__lte=clock.now()).delete()


def _key(whose: str, what: Costly) -> str:
    return salted_hmac("base.limits", f"{what} {whose}", algorithm="sha256").hexdigest()
