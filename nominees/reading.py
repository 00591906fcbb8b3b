"""Candidates as a reader sees them: cards in a fair order, and the facts of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_countries.fields import Country

from base.models import Picture
from base.pictures import as_jpeg
from elections.models import BoardTerm, Election
from members.models import User
from nominees import ordering, past
from nominees.affiliations import rows_of, told
from nominees.contents import minutes
from nominees.marks import Mark, mark_of
from nominees.models import Nominee, ProfileRevision
from nominees.past import STANDINGS, Standing, terms_of
from nominees.published import Endorsement, bare, public_endorsements, public_profile

COOKIE = "order"


@dataclass(frozen=True)
class Card:
    """What `parts/candidate_card.html` shows, and what a list is filtered by; empty is "not provided"."""

    key: int
    name: str
    slug: str
    url: str
    mark: Mark
    role: str
    kind: Standing | None
    standing: str
    country: Country
    organisations: tuple[str, ...]
    summary: str
    endorsements: int
    withdrawn: bool
    minutes: int


@dataclass(frozen=True)
class Whole:
    """All that is public of one candidate, for pages and books that show several."""

    card: Card
    html: SafeString
    facts: list[dict[str, object]]
    endorsements: list[Endorsement]
    photo: Picture | None
    photo_text: str

    @property
    def jpeg(self) -> bytes:
        """The photo as every e-reader shows it; nothing where there is none."""
        return as_jpeg(self.photo) if self.photo else b""


def whole(nominees: Sequence[Nominee], election: Election) -> list[Whole]:
    """Of some of `published.with_public_words`."""
    terms = terms_of(nominees)
    return [_whole(nominee, election, terms.get(nominee.person_id, ())) for nominee in nominees]


def _whole(nominee: Nominee, election: Election, terms: Sequence[BoardTerm]) -> Whole:
    profile = public_profile(nominee)
    return Whole(
        card=card(nominee, election, terms),
        html=mark_safe(profile.html if profile else ""),  # noqa: S308  made by texts.render when it was written
        facts=disclosures(profile) + about(profile),
        endorsements=public_endorsements(nominee),
        photo=profile.photo if profile else None,
        photo_text=profile.photo_text if profile else "",
    )


def cards(nominees: Sequence[Nominee], election: Election) -> list[Card]:
    """Of some of `published.with_public_words`; one query more for any number."""
    terms = terms_of(nominees)
    return [card(nominee, election, terms.get(nominee.person_id, ())) for nominee in nominees]


def card(nominee: Nominee, election: Election, terms: Sequence[BoardTerm]) -> Card:
    profile = public_profile(nominee)
    kind = past.standing(profile, terms, election.voting_opens.date())
    photo = profile.photo if profile else None
    return Card(
        key=nominee.pk,
        name=nominee.name,
        slug=nominee.slug,
        url=reverse("nominees:candidate", args=[election.slug, nominee.slug]),
        mark=replace(mark_of(nominee.name, nominee.slug), photo_url=photo.small_url if photo else ""),
        role=(profile.employer if profile else None) or "",
        kind=kind,
        standing=standing(profile, kind),
        country=profile.country if profile else Country(""),
        organisations=tuple(row.organisation for row in rows_of(profile)),
        summary=profile.summary if profile else "",
        endorsements=len(public_endorsements(nominee)),
        withdrawn=nominee.withdrawn_at is not None,
        minutes=minutes(profile.html) if profile else 0,
    )


def standing(profile: ProfileRevision | None, kind: Standing | None) -> str:
    """New, or the years served, in the nominee's words where they gave any."""
    said = (profile.previous_service if profile else None) or ""
    if kind is None or (said and kind is not Standing.NEW):
        return said
    return str(STANDINGS[kind])


def disclosures(profile: ProfileRevision | None) -> list[dict[str, object]]:
    """For `parts/facts.html`: the same for everyone, whatever they provided."""
    facts: list[dict[str, object]] = [
        {"label": _("Previous board service"), "value": profile.previous_service if profile else None}
    ]
    rows = [told(row) for row in rows_of(profile)] if profile and profile.pk and profile.affiliations.all() else []
    if profile and profile.has_no_affiliations:
        return [*facts, {"label": _("Affiliations"), "value": _("none, as they say")}]
    if rows:
        return [*facts, {"label": _("Affiliations"), "lines": rows}]
    return [
        *facts,
        {"label": _("Employer"), "value": profile.employer if profile else None},
        {"label": _("Other affiliations"), "value": profile.other_affiliations if profile else None},
    ]


def about(profile: ProfileRevision | None) -> list[dict[str, object]]:
    """What else they say of themselves: only what they chose to."""
    if profile is None:
        return []
    facts: list[dict[str, object]] = [
        {"label": _("Pronouns"), "value": profile.pronouns},
        {"label": _("Languages"), "value": profile.languages},
        {"label": _("Country"), "value": str(profile.country.name) if profile.country else ""},
        {"label": _("Links"), "links": profile.links},
    ]
    return [fact for fact in facts if fact.get("value") or fact.get("links")]


@dataclass(frozen=True)
class Asked:
    """What a reader looks for in a list."""

    q: str = ""
    standing: str = ""
    country: str = ""
    affiliation: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.standing or self.country or self.affiliation)

    def finds(self, card: Card) -> bool:
        """Every word in name, affiliations or summary, accents and case aside; and each filter that is set."""
        said = bare(" ".join((card.name, card.role, *card.organisations, card.summary)))
        return (
            all(word in said for word in bare(self.q).split())
            and self.standing in {"", card.kind}
            and self.country in {"", card.country.code}
            and (not self.affiliation or self.affiliation in card.organisations)
        )


def asked(data: QueryDict) -> Asked:
    return Asked(**{name: data.get(name, "").strip()[:100] for name in ("q", "standing", "country", "affiliation")})


def choices(found: Sequence[Card]) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by in a list: only what some of its candidates gave, and where it divides them."""
    kinds = {card.kind for card in found if card.kind}
    countries = {(card.country.code, str(card.country.name)) for card in found if card.country}
    organisations = {name for card in found for name in card.organisations}
    return {
        "standing": [(kind.value, str(STANDINGS[kind])) for kind in Standing if kind in kinds],
        "country": sorted(countries, key=lambda each: each[1]),
        "affiliation": [(name, name) for name in sorted(organisations, key=str.casefold)],
    }


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
