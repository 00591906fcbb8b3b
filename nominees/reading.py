"""Candidates as a reader sees them: cards in a fair order, and the facts of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from elections.models import Election
from members.models import User
from nominees import ordering
from nominees.marks import Mark, mark_of
from nominees.models import Nominee, ProfileRevision
from nominees.published import public_endorsements, public_profile

COOKIE = "order"
NEW = frozenset({"new", "new board member", "new candidate", "none", "no", "n/a", "na"})


@dataclass(frozen=True)
class Card:
    """What `parts/candidate_card.html` shows; empty is "not provided"."""

    name: str
    slug: str
    url: str
    mark: Mark
    role: str
    standing: str
    summary: str
    endorsements: int
    withdrawn: bool


def card(nominee: Nominee, election: Election) -> Card:
    """Of one of `published.with_public_words`."""
    profile = public_profile(nominee)
    return Card(
        name=nominee.name,
        slug=nominee.slug,
        url=reverse("nominees:candidate", args=[election.slug, nominee.slug]),
        mark=mark_of(nominee.name, nominee.slug),
        role=(profile.employer if profile else None) or "",
        standing=standing(profile),
        summary=profile.summary if profile else "",
        endorsements=len(public_endorsements(nominee)),
        withdrawn=nominee.withdrawn_at is not None,
    )


def standing(profile: ProfileRevision | None) -> str:
    """New, or the years served, in the nominee's words; empty where they did not say."""
    served = (profile.previous_service if profile else None) or ""
    return _("new candidate") if served.strip(" .").casefold() in NEW else served


def disclosures(profile: ProfileRevision | None) -> list[dict[str, str | None]]:
    """For `parts/facts.html`: the same for everyone, whatever they provided."""
    return [
        {"label": _("Previous board service"), "value": profile.previous_service if profile else None},
        {"label": _("Employer"), "value": profile.employer if profile else None},
        {"label": _("Other affiliations"), "value": profile.other_affiliations if profile else None},
    ]


def in_order(
    nominees: Sequence[Nominee], election: Election, request: HttpRequest, number: int, *, by_name: bool
) -> list[Nominee]:
    """The reader's own order, which they find again on the ballot; by name where they ask for it."""
    if by_name:
        return sorted(nominees, key=lambda nominee: ordering.collation_key(nominee.name))
    by_id = {nominee.pk: nominee for nominee in nominees}
    user = request.user
    if isinstance(user, User) and user.person_id:
        return [by_id[key] for key in own_order(by_id, election, user.person_id)]
    return [by_id[key] for key in ordering.balanced_order(sorted(by_id), election.uuid, number)]


def own_order(nominees: Iterable[int], election: Election, person_id: int) -> list[int]:
    """The keys of the nominees in the order of a signed-in reader: the same on the list, the ballot and its review."""
    seed = ordering.seed_for_person(election.uuid, person_id, settings.SECRET_KEY.encode())
    return ordering.order(nominees, seed)


def order_number(request: HttpRequest) -> int | None:
    """Which of the 64 orders this browser has; None before its first visit."""
    said = request.COOKIES.get(COOKIE, "")
    known = said.isascii() and said.isdigit() and len(said) < 3 and int(said) < ordering.ORDERS_FOR_COOKIES
    return int(said) if known else None
