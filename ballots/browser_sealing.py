"""What a voter's own browser needs to seal, and the hash of the script that does it, for who compares."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from ballots.casting import credential_to_vote, private_credential_for
from ballots.setup import prepared, setup_of
from elections.models import Election
from members.models import Person

SCRIPTS = (
    "ballot/built/voting.js",
    "ballot/built/worker.js",
    "ballot/built/testing.js",
    "ballot/built/trustee.js",
    "ballot/built/trustee_worker.js",
)
"""The voting page's, which reads the marks; the Worker's, which seals them; that of the page for opened ballots.
A trustee's page's, which reads what they choose; its Worker's, which makes keys, verifies and opens."""


@dataclass(frozen=True)
class BrowserSealing:
    election: str
    """The sealed election, as it stands in the record."""
    outside_trustees: bool
    """Whether the totals take more than the server's key."""
    credential: str = field(default="", repr=False)
    """The private credential; the voter's own page is the one place that it is handed to."""
    voter: str = ""
    """Where the server has no private credential: the public one, by which the page knows a right code."""
    authority: str = ""
    """Who then made the code."""


@dataclass(frozen=True)
class Script:
    name: str
    address: str
    sha256: str


def for_voter(election: Election, *, person: Person) -> BrowserSealing:
    """For who may vote now. Raises PermissionDenied or ValidationError with a sentence."""
    if election.strict_credentials:
        own = {"voter": credential_to_vote(election, person).public}
    else:
        own = {"credential": private_credential_for(election, person=person)}
    sealed = prepared(setup_of(election))
    authority = sealed.election.credential_authority or ""
    return BrowserSealing(sealed.election.raw.decode(), len(sealed.trustees.keys) > 1, authority=authority, **own)


def scripts() -> list[Script]:
    """Each script with the hash of the bytes that this server hands out."""
    return [Script(Path(name).name, static(name), _sha256(name)) for name in SCRIPTS]


@lru_cache
def _sha256(name: str) -> str:
    return hashlib.sha256(_served(name).read_bytes()).hexdigest()


def _served(name: str) -> Path:
    """Where it is collected, the collected file; elsewhere the one in the checkout, as the server does."""
    if settings.WHITENOISE_USE_FINDERS:
        return Path(settings.BASE_DIR) / "static" / name
    return Path(settings.STATIC_ROOT) / static(name).removeprefix(settings.STATIC_URL)
