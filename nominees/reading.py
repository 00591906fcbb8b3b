"""Candidates as a reader sees them: cards in a fair order, and the facts of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_countries.fields import Country

from base.models import Picture
from elections.models import BoardTerm, Election
from nominees import past
from nominees.affiliations import rows_of, told
from nominees.contents import minutes
from nominees.folding import bare
from nominees.marks import Mark, mark_of
from nominees.models import Nominee, ProfileRevision
from nominees.past import STANDINGS, Standing, terms_of
from nominees.published import Endorsement, public_endorsements, public_profile
from nominees.threads import Answered, Thread, answers


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
    unaffiliated: bool
    """They said that they have no affiliations."""
    summary: str
    endorsements: int
    withdrawn: bool
    minutes: int
    text: str
    """The whole statement, to be looked through."""


@dataclass(frozen=True)
class Whole:
    """All that is public of one candidate, for pages and books that show several."""

    card: Card
    html: SafeString
    facts: list[dict[str, object]]
    """What they disclose, and what else they say of themselves."""
    compared: list[dict[str, object]]
    """The same, in as many facts for everybody."""
    endorsements: list[Endorsement]
    answers: list[Answered]
    photo: Picture | None
    photo_text: str
    withdrawn_at: datetime | None
    approved_at: datetime | None
    """When they were shown with these words for the first time."""


def last_words(people: Sequence[Whole], election: Election) -> datetime:
    """Since when all of them are shown as they are."""
    announced = election.candidates_announced or election.voting_opens
    spoken = (person.approved_at or person.withdrawn_at for person in people)
    answered = (answer.approved_at for person in people for answer in person.answers)
    return max(filter(None, (announced, *spoken, *answered)))


def whole(nominees: Sequence[Nominee], election: Election, questions: Sequence[Thread]) -> list[Whole]:
    """Of some of `published.with_public_words`, with what they answer."""
    terms, answered = terms_of(nominees), answers(questions)
    return [
        _whole(nominee, election, terms.get(nominee.person_id, ()), answered.get(nominee.pk, []))
        for nominee in nominees
    ]


def _whole(nominee: Nominee, election: Election, terms: Sequence[BoardTerm], answered: list[Answered]) -> Whole:
    profile = public_profile(nominee)
    return Whole(
        card=card(nominee, election, terms),
        html=mark_safe(profile.html if profile else ""),  # noqa: S308  made by texts.render when it was written
        facts=disclosures(profile) + about(profile),
        compared=[served(profile), affiliated(profile), *about(profile)],
        endorsements=public_endorsements(nominee),
        answers=answered,
        photo=profile.photo if profile else None,
        photo_text=profile.photo_text if profile else "",
        withdrawn_at=nominee.withdrawn_at,
        approved_at=profile.approved_at if profile else None,
    )


def cards(nominees: Sequence[Nominee], election: Election) -> list[Card]:
    """Of some of `published.with_public_words`; one query more for any number."""
    terms = terms_of(nominees)
    return [card(nominee, election, terms.get(nominee.person_id, ())) for nominee in nominees]


def card(nominee: Nominee, election: Election, terms: Sequence[BoardTerm]) -> Card:
    profile = public_profile(nominee)
    kind = past.standing(profile, terms, past.day_of(election))
    return Card(
        key=nominee.pk,
        name=nominee.name,
        slug=nominee.slug,
        url=reverse("nominees:candidate", args=[election.slug, nominee.slug]),
        mark=mark_with_photo(nominee, profile),
        role=(profile.employer if profile else None) or "",
        kind=kind,
        standing=standing(profile, kind),
        country=profile.country if profile else Country(""),
        organisations=tuple(row.organisation for row in rows_of(profile)),
        unaffiliated=profile.has_no_affiliations if profile else False,
        summary=profile.summary if profile else "",
        endorsements=len(public_endorsements(nominee)),
        withdrawn=nominee.withdrawn_at is not None,
        minutes=minutes(profile.html) if profile else 0,
        text=profile.text if profile else "",
    )


def mark_with_photo(nominee: Nominee, profile: ProfileRevision | None) -> Mark:
    mark = mark_of(nominee.name, nominee.slug)
    if profile is None or profile.photo is None:
        return mark
    return replace(mark, photo_url=profile.photo.tiny_url, large_url=profile.photo.get_absolute_url())


def standing(profile: ProfileRevision | None, kind: Standing | None) -> str:
    """In the nominee's words, unless they only say that they are new or the register knows better."""
    said = (profile.previous_service if profile else None) or ""
    if kind is None or (said and kind is not Standing.NEW and not past.says_new(said)):
        return said
    return str(STANDINGS[kind])


def disclosures(profile: ProfileRevision | None) -> list[dict[str, object]]:
    """For `parts/facts.html`: the same for everyone, whatever they provided. Documents have two texts for the rows."""
    if profile and (profile.has_no_affiliations or (profile.pk and profile.affiliations.all())):
        return [served(profile), affiliated(profile)]
    return [
        served(profile),
        {"label": _("Employer"), "value": profile.employer if profile else None},
        {"label": _("Other affiliations"), "value": profile.other_affiliations if profile else None},
    ]


def served(profile: ProfileRevision | None) -> dict[str, object]:
    return {"label": _("Previous board service"), "value": profile.previous_service if profile else None}


def affiliated(profile: ProfileRevision | None) -> dict[str, object]:
    """Everything that is said of affiliations, as one fact."""
    fact: dict[str, object] = {"label": _("Affiliations")}
    if profile is None:
        return fact
    if profile.has_no_affiliations:
        return fact | {"value": _("none, as they say")}
    if profile.affiliations.all():
        return fact | {"lines": [told(row) for row in rows_of(profile)]}
    return fact | {"lines": [said for said in (profile.employer, profile.other_affiliations) if said]}


def about(profile: ProfileRevision | None) -> list[dict[str, object]]:
    """What else they say of themselves: the same for everyone."""
    said = profile or ProfileRevision()
    return [
        {"label": _("Pronouns"), "value": said.pronouns},
        {"label": _("Country"), "value": str(said.country.name) if said.country else ""},
        {"label": _("Languages"), "value": said.languages},
        {"label": _("Links"), "links": said.links},
    ]


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
        """Each filter that is set; and every word in what is said of them, accents and case aside."""
        return (
            self.standing in {"", card.kind}
            and self.country in {"", card.country.code}
            and (not self.affiliation or bare(self.affiliation) in map(bare, card.organisations))
            and self._says(card)
        )

    def _says(self, card: Card) -> bool:
        words = bare(self.q).split()
        said = bare(" ".join((card.name, card.role, *card.organisations, card.summary, card.text))) if words else ""
        return all(word in said for word in words)


def asked(data: QueryDict) -> Asked:
    return Asked(**{name: data.get(name, "").strip()[:100] for name in ("q", "standing", "country", "affiliation")})


def choices(found: Sequence[Card]) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by in a list: only what some of its candidates gave, and where it divides them."""
    kinds = {card.kind for card in found if card.kind}
    countries = {(card.country.code, str(card.country.name)) for card in found if card.country}
    organisations = {bare(name): name for card in reversed(found) for name in card.organisations}
    return {
        "standing": [(kind.value, str(STANDINGS[kind])) for kind in Standing if kind in kinds],
        "country": sorted(countries, key=lambda each: each[1]),
        "affiliation": [(organisations[key], organisations[key]) for key in sorted(organisations)],
    }
