"""Past elections that were not held here: known by their year, with instants that only keep the order of things.

Documents of nominees name no instants. An archive gets those of a usual year (nominations in April, the vote in June,
midnight UTC); pages show its year and nothing finer, and say that its ballots were not cast here.
"""

import re
from datetime import UTC, datetime

from django.db.models import Q

from base.documents import DocumentError
from elections.models import Election
from members.models import Person

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def find_archive(slug_or_name: str) -> Election | None:
    return Election.objects.filter(Q(slug=slug_or_name) | Q(name=slug_or_name)).first()


def archive_of(path: str, slug: str, name: str, *, by: Person, at: datetime) -> Election:
    """The archived election, made where it is missing. An election that is held here is not added to from outside."""
    election = Election.objects.filter(slug=slug).first()
    if election is None:
        return _made(path, slug, name, by=by, at=at)
    if not election.is_imported:
        reason = f"“{election.name}” is held here: documents are taken over into past elections only."
        raise DocumentError(path, 1, reason)
    return election


def _made(path: str, slug: str, name: str, *, by: Person, at: datetime) -> Election:
    found = _YEAR.search(f"{slug} {name}")
    if not slug or found is None:
        raise DocumentError(path, 1, f"“{name}” names no year: say the election with its year with --election.")
    year = int(found[0])
    return Election.objects.create(
        slug=slug,
        name=name[:200],
        nominations_open=datetime(year, 4, 1, tzinfo=UTC),
        nominations_close=datetime(year, 5, 1, tzinfo=UTC),
        acceptance_closes=datetime(year, 5, 1, tzinfo=UTC),
        candidates_announced=datetime(year, 5, 1, tzinfo=UTC),
        roll_closes=datetime(year, 6, 1, tzinfo=UTC),
        voting_opens=datetime(year, 6, 1, tzinfo=UTC),
        voting_closes=datetime(year, 6, 30, tzinfo=UTC),
        imported_at=at,
        imported_from="published documents",
        announced_at=at,
        announced_by=by,
        published_at=at,
        published_by=by,
    )
