"""Elections and their candidates as published documents: what everybody may read, in the formats that are taken in."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from elections.models import Election
from nominees import support
from nominees.documents import Nominated, NomineePage, read_nominee_page, write_nominee_page
from nominees.election_lists import Elected, ListedElection
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from nominees.published import public_profile, with_public_words
from nominees.written_dates import Period

PATHS_OF_ORIGIN = "/nominations/elections"


def exported_elections() -> list[Election]:
    """Those that are over: published here, or taken over from elsewhere."""
    over = Q(published_at__isnull=False) | Q(imported_at__isnull=False)
    found = Election.objects.filter(over, voided_at__isnull=True, cancelled_at__isnull=True)
    return list(found.select_related("archive").prefetch_related("elected__nominee").order_by("-voting_opens", "slug"))


def listed_election(election: Election, elected: tuple[Elected, ...] | None = None) -> ListedElection:
    """What a list says of it. `elected` is who won an election that was held here, whose result a later room knows."""
    dates = getattr(election, "archive", None) if election.is_imported else election
    winners = (
        Elected(each.name, _nominee_path(election, each.nominee or each.nominee_slug), each.years)
        for each in election.elected.all()
    )
    return ListedElection(
        name=election.name,
        link=f"{PATHS_OF_ORIGIN}/{election.slug}/",
        nominations=_period(dates.nominations_open, dates.nominations_close) if dates else Period(),
        voting=_period(dates.voting_opens, dates.voting_closes) if dates else Period(),
        elected=tuple(winners) if elected is None else elected,
    )


def _period(opens: datetime | None, closes: datetime | None) -> Period:
    """To the second, as documents have it; an officer's “open now” is finer than that."""
    return Period(opens and opens.replace(microsecond=0), closes and closes.replace(microsecond=0))


def nominee_path(election: Election, slug: str) -> str:
    """Where the site of origin had the page of a nominee."""
    return f"{PATHS_OF_ORIGIN}/{election.slug}/nominees/{slug}/"


def _nominee_path(election: Election, nominee: Nominee | str) -> str | None:
    slug = nominee.slug if isinstance(nominee, Nominee) else nominee
    return nominee_path(election, slug) if slug else None


def exported_pages(election: Election) -> Iterator[tuple[str, str]]:
    """The slug and the document of each candidate who stands, one after the other."""
    standing = support.standing(election).order_by("pk")
    for pk in standing.values_list("pk", flat=True):
        nominee = with_public_words(Nominee.objects.filter(pk=pk)).get()
        yield nominee.slug, document_of(nominee)


def document_of(nominee: Nominee) -> str:
    """The page of one of `with_public_words`, in the form that it has once it was read."""
    return write_nominee_page(steady(page_of(nominee)))


def steady(page: NomineePage) -> NomineePage:
    """The page as it is after it was written and read: blank lines and spaces in the form of documents."""
    return read_nominee_page(write_nominee_page(page))


def page_of(nominee: Nominee) -> NomineePage:
    """The public words of one of `with_public_words`."""
    profile = public_profile(nominee) or ProfileRevision()
    shown: list[Nomination] = nominee.shown_nominations  # type: ignore[attr-defined]  # by the prefetch
    return NomineePage(
        title=f"Nominee for {nominee.election.name}",
        name=nominee.name,
        link=nominee_path(nominee.election, nominee.slug),
        previous_service=profile.previous_service,
        employer=profile.employer,
        other_affiliations=profile.other_affiliations,
        statement=profile.text or None,
        nominations=tuple(Nominated(each.nominator_name or None, _words(each)) for each in shown),
    )


def _words(nomination: Nomination) -> str:
    last: EndorsementRevision = nomination.last_approved[0]  # type: ignore[attr-defined]  # by the prefetch
    return last.text
