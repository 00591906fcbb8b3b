"""What a nominee says of themselves, from what was typed to a revision: refused by field, or stored whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from base import texts
from base.models import Picture
from members.models import Person
from nominees import affiliations
from nominees.affiliations import Affiliated
from nominees.models import Affiliation, Nominee, ProfileRevision
from nominees.writing import disclosed, one_line, rendered, statement, summarised, together

MOST_LINKS = 5
LONGEST_LINK = 300
LONGEST = {"pronouns": 60, "languages": 200, "photo_text": 200}


class ProfileFields(TypedDict, total=False):
    """As typed; what is left out was not provided. Where rows of affiliations are given, they make the two texts."""

    text: str
    summary: str
    previous_service: str | None
    employer: str | None
    other_affiliations: str | None
    affiliations: Sequence[Affiliated]
    has_no_affiliations: bool
    pronouns: str
    languages: str
    country: str
    links: Sequence[str]
    photo: Picture | None
    photo_text: str


def judged(said: ProfileFields) -> dict[str, Any]:
    """The columns of a revision, and `affiliations`. Raises ValidationError with everything that is wrong, by field."""
    rows = list(said.get("affiliations", ()))
    none = said.get("has_no_affiliations", False)
    employer, others = said.get("employer"), said.get("other_affiliations")
    if rows:
        told = [row for row in rows if row.relation in affiliations.Relation.values]  # any other is refused below
        employer, others = affiliations.employer_of(told), affiliations.others_of(told)
    return together(
        lambda: {"affiliations": _field("affiliations", lambda: affiliations.judged(rows, none=none))},
        lambda: disclosed(said.get("previous_service"), employer, others),
        lambda: {"summary": summarised(said.get("summary", ""))},
        lambda: {"text": statement(said.get("text", ""))},
        lambda: _lines(said),
        lambda: {"links": _field("links", lambda: _links(said.get("links", ())))},
        lambda: {"country": _field("country", lambda: _country(said.get("country", "")))},
        lambda: _photo(said),
    ) | {"has_no_affiliations": none}


def store(nominee: Nominee, fields: Mapping[str, Any], *, by: Person, at: datetime) -> ProfileRevision:
    """The next revision, with what `judged` gave."""
    last = nominee.profiles.order_by("-number").first()
    columns = {name: value for name, value in fields.items() if name != "affiliations"}
    revision = ProfileRevision.objects.create(
        nominee=nominee,
        number=last.number + 1 if last else 1,
        written_by=by,
        written_at=at,
        html=rendered(fields["text"] or ""),
        **columns,
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            revision=revision,
            position=position,
            organisation=row.organisation,
            relation=row.relation,
            role=row.role,
            since=row.since,
            until=row.until,
            parent=row.parent,
        )
        for position, row in enumerate(fields["affiliations"], start=1)
    )
    return revision


def says_the_same(revision: ProfileRevision, fields: Mapping[str, Any]) -> bool:
    """Whether the revision already says all of this."""
    same = all(getattr(revision, name) == value for name, value in fields.items() if name != "affiliations")
    stored = affiliations.rows_of(revision) if revision.affiliations.exists() else []
    return same and stored == list(fields["affiliations"])


def _lines(said: ProfileFields) -> dict[str, Any]:
    lines = {"pronouns": said.get("pronouns", ""), "languages": said.get("languages", "")}
    lines |= {"photo_text": said.get("photo_text", "") if said.get("photo") else ""}
    words = {name: one_line(line) for name, line in lines.items()}
    refusal = _("At most %(most)d characters, all of them visible.")
    problems = {
        name: refusal % {"most": LONGEST[name]}
        for name, line in words.items()
        if len(line) > LONGEST[name] or not line.isprintable()
    }
    if problems:
        raise ValidationError(problems)
    return words


def _links(addresses: Sequence[str]) -> list[str]:
    links = []
    for typed in filter(None, (address.strip() for address in addresses)):
        link = texts.safe_address(typed)
        if link is None or not link.startswith(("https://", "http://")) or len(link) > LONGEST_LINK:
            raise ValidationError(_("“%(link)s” is no address of a web page.") % {"link": typed[:60]})
        links.append(link)
    links = list(dict.fromkeys(links))
    if len(links) > MOST_LINKS:
        raise ValidationError(_("Give at most %(most)d addresses.") % {"most": MOST_LINKS})
    return links


def _country(code: str) -> str:
    if code and code not in countries:
        raise ValidationError(_("Choose a country from the list."))
    return code


def _photo(said: ProfileFields) -> dict[str, Any]:
    photo = said.get("photo")
    if photo and not said.get("photo_text", "").strip():
        raise ValidationError({"photo_text": _("Say what the photo shows, for who cannot see it.")})
    return {"photo": photo}


def _field(name: str, make: Any) -> Any:
    try:
        return make()
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
