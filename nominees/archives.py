"""Past elections that were not held here: their year, and what a list of elections says of their dates and winners.

Documents of nominees name no instants. An archive gets those of a usual year (nominations in April, the vote in June,
midnight UTC), which keep the order of things and are never shown; a list of elections brings the true ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from base.documents import DocumentError
from elections.models import Election
from elections.phases import Instants
from members.models import Person
from nominees.documents_named import election_slug, nominee_slug
from nominees.election_lists import Elected as Winner
from nominees.election_lists import ListedElection
from nominees.exporting import listed_election
from nominees.models import Archive, Elected

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH = timedelta(days=30)


@dataclass
class Archives:
    """The elections that one run has met, so that each is looked up once."""

    by: Person
    at: datetime
    known: dict[str, Election] = field(default_factory=dict)

    def of(self, path: str, line: int, slug_or_name: tuple[str, str]) -> Election:
        """The election of that slug, or else of that name; an archive is made where there is none."""
        slug, name = slug_or_name
        if slug not in self.known:
            self.known[slug] = find(slug, name) or self._make(path, line, slug, name, _instants_of_year(slug, name))
        return self.known[slug]

    def take(self, path: str, listed: ListedElection) -> tuple[Election, str]:
        """What a list says of one election; and "new", "changed" or "unchanged"."""
        slug = election_slug(listed.link, listed.name)
        election = find(slug, listed.name)
        if election and _says_the_same(election, listed):
            return election, "unchanged"
        if election and not election.is_imported:
            raise held_here(path, listed.line, election)
        instants = _instants(path, listed) or _instants_of_year(slug, listed.name)
        outcome = "changed" if election else "new"
        election = election or self._make(path, listed.line, slug, listed.name, instants)
        _store(election, listed, _instants(path, listed))
        self.known[slug] = election
        return election, outcome

    def _make(self, path: str, line: int, slug: str, name: str, instants: Instants | None) -> Election:
        if not slug or instants is None:
            raise DocumentError(path, line, f"“{name}” names no year: say the election with its year with --election.")
        return Election.objects.create(
            slug=slug,
            name=name[:200],
            **_columns(instants),
            imported_at=self.at,
            imported_from="published documents",
            announced_at=self.at,
            announced_by=self.by,
            published_at=self.at,
            published_by=self.by,
        )


def find(slug: str, name: str) -> Election | None:
    """By its slug, else an archive by its name."""
    found = Election.objects.filter(Q(slug=slug) | Q(name=name, imported_at__isnull=False))
    return found.order_by("pk").first() if slug or name else None


def held_here(path: str, line: int, election: Election) -> DocumentError:
    reason = f"“{election.name}” is held here: documents are taken over into past elections only."
    return DocumentError(path, line, reason)


def _says_the_same(election: Election, listed: ListedElection) -> bool:
    """Whether it would be exported as it is listed; who was elected here is told by the result, and not compared."""
    known = listed_election(election)
    same = (known.name, known.nominations, known.voting) == (listed.name, listed.nominations, listed.voting)
    return same and (not election.is_imported or _are_the_same(known.elected, listed.elected))


def _are_the_same(known: Sequence[Winner], listed: Sequence[Winner]) -> bool:
    """Names and terms in the same order; a link that the list leaves out may be known by now."""
    with_links = [replace(other, link=other.link or one.link) for one, other in zip(known, listed, strict=False)]
    return len(known) == len(listed) and list(known) == with_links


def _instants_of_year(slug: str, name: str) -> Instants | None:
    """Those of a usual year; None where neither slug nor name tells which."""
    found = _YEAR.search(f"{slug} {name}")
    return found and _in_order(
        (datetime(int(found[0]), 4, 1, tzinfo=UTC), datetime(int(found[0]), 5, 1, tzinfo=UTC)),
        (datetime(int(found[0]), 6, 1, tzinfo=UTC), datetime(int(found[0]), 6, 30, tzinfo=UTC)),
    )


def _instants(path: str, listed: ListedElection) -> Instants | None:
    """Those that the list gives, with about a month for each that it leaves out; None where it gives none."""
    nominations, voting = listed.nominations, listed.voting
    opens = (
        voting.opens
        or _later(voting.closes, -_MONTH)
        or _later(nominations.closes, _MONTH)
        or _later(nominations.opens, 2 * _MONTH)
    )
    if opens is None:
        return None
    nominated = nominations.closes or min(_later(nominations.opens, _MONTH) or opens - _MONTH, opens)
    periods = (nominations.opens or nominated - _MONTH, nominated), (opens, voting.closes or opens + _MONTH)
    if not periods[0][0] < periods[0][1] <= periods[1][0] < periods[1][1]:
        raise DocumentError(path, listed.line, f"The dates of “{listed.name}” are not in their order.")
    return _in_order(*periods)


def _later(at: datetime | None, by: timedelta) -> datetime | None:
    return at and at + by


def _in_order(nominations: tuple[datetime, datetime], voting: tuple[datetime, datetime]) -> Instants:
    return Instants(
        nominations_open=nominations[0],
        nominations_close=nominations[1],
        acceptance_closes=nominations[1],
        candidates_announced=nominations[1],
        roll_closes=voting[0],
        voting_opens=voting[0],
        voting_closes=voting[1],
        questions_open=None,
        questions_close=None,
    )


def _columns(instants: Instants) -> dict[str, datetime | None]:
    return {name: getattr(instants, name) for name in Instants.__dataclass_fields__}


def _store(election: Election, listed: ListedElection, instants: Instants | None) -> None:
    columns = {"name": listed.name[:200], **(_columns(instants) if instants else {})}
    for name, value in columns.items():
        setattr(election, name, value)
    election.save(update_fields=[*columns])
    said = {
        "nominations_open": listed.nominations.opens,
        "nominations_close": listed.nominations.closes,
        "voting_opens": listed.voting.opens,
        "voting_closes": listed.voting.closes,
    }
    if any(said.values()) or Archive.objects.filter(election=election).exists():
        Archive.objects.update_or_create(election=election, defaults=said)
    election.elected.all().delete()
    Elected.objects.bulk_create(
        Elected(
            election=election, position=place, name=each.name[:200], years=each.years,
            nominee_slug=nominee_slug(each.link),
        )
        for place, each in enumerate(listed.elected, start=1)
    )  # fmt: skip


def match_elected(election: Election) -> None:
    """Leads from who was elected to their page: the one that the document links, else the only one of that name."""
    unmatched = list(election.elected.filter(nominee=None))
    if not unmatched:
        return
    nominees = list(election.nominees.all())
    by_slug = {nominee.slug: nominee for nominee in nominees}
    for each in unmatched:
        same = [nominee for nominee in nominees if nominee.name == each.name]
        found = by_slug.get(each.nominee_slug) or (same[0] if len(same) == 1 else None)
        if found:
            each.nominee = found
            each.save(update_fields=["nominee"])
