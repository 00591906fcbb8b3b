"""Published documents of past elections, taken over: nominees, their disclosures and statements, and every endorsement.

Taking the same documents over again changes nothing. Nobody is guessed to be anybody: each nominee and each nominator
becomes a Person of their own, whom staff may merge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from base import texts
from base.documents import DocumentError
from elections.models import Election
from members.models import Person
from nominees import slugs
from nominees.archives import Archives, held_here
from nominees.document_kinds import Kind
from nominees.documents import Nominated, NomineePage
from nominees.documents_named import DISCLOSURES, Page, Said, read
from nominees.election_lists import read_election_list
from nominees.exporting import page_of, steady
from nominees.models import Affiliation, EndorsementRevision, Nomination, Nominee, ProfileRevision
from nominees.published import with_public_words
from nominees.renaming import nominee_at, taken_slugs
from nominees.writing import rendered

SITE_OF_ORIGIN = "https://www.python.org"  # where links that begin with `/` lead
IMPORTER = UUID("b83b9a14-849d-5abe-aacc-aaae83d3aff6")  # of the Person whose name stands at what an import did
KINDS = frozenset({Kind.ELECTION_LIST, Kind.NOMINEE_LIST, Kind.NOMINEE_PAGE, Kind.STATEMENT})
CARRIED_ON = ("summary", "has_no_affiliations", "pronouns", "languages", "country", "links", "photo", "photo_text")


@dataclass(frozen=True)
class Taken:
    """What became of one thing that a document holds: it is "new", "changed" or "unchanged"."""

    subject: str
    outcome: str
    election: Election


def importer() -> Person:
    """Whose name stands at acceptances and approvals that an import took over."""
    return Person.objects.get_or_create(uuid=IMPORTER, defaults={"name": "Imported documents"})[0]


def take(text: str, kind: Kind, path: str, said: Said, archives: Archives) -> list[Taken]:
    """Everything that one document holds. Raises DocumentError with path, line and reason."""
    if kind is Kind.ELECTION_LIST:
        every = [(listed, *archives.take(path, listed)) for listed in read_election_list(text, path)]
        return [Taken(listed.name, outcome, election) for listed, election, outcome in every]
    taken, met = list[Taken](), list[int]()
    for page in read(text, kind, path, said):
        election = archives.of(path, page.content.line, (page.election, page.election_name))
        nominee, outcome = _take(page, election, met, archives)
        met.append(nominee.pk)
        taken.append(Taken(nominee.name, outcome, election))
    return taken


def _take(page: Page, election: Election, met: Sequence[int], archives: Archives) -> tuple[Nominee, str]:
    """The nominee with all that the page says, and what became of it."""
    try:
        nominee = _known(page, election, met)
        if nominee and _says_the_same(nominee, page):
            return nominee, "unchanged"
        if not election.is_imported:
            raise held_here(page.path, page.content.line, election)
        is_new = nominee is None
        nominee = nominee or _made(page, election, archives)
        changes = _named(nominee, page) + _profile(nominee, page, archives) + _endorsements(nominee, page, archives)
    except ValidationError as error:
        reason = f"{page.content.name}: {' '.join(error.messages)}"
        raise DocumentError(page.path, page.content.line, reason) from error
    return nominee, "new" if is_new else "changed" if changes else "unchanged"


def _known(page: Page, election: Election, met: Sequence[int]) -> Nominee | None:
    """By the slug that path or link tell, else by name. Two of the same name in one document are two."""
    if page.slug and (found := nominee_at(election, _slug(page.slug))):
        return found
    same = election.nominees.filter(name=page.content.name or "").exclude(pk__in=met)
    return same.order_by("pk").first()


def _says_the_same(nominee: Nominee, page: Page) -> bool:
    """Whether it would be exported as it is."""
    known = steady(page_of(with_public_words(Nominee.objects.filter(pk=nominee.pk)).get()))
    return known == NomineePage(**{**vars(page.content), "title": known.title, "link": known.link})


def _slug(written: str) -> str:
    """A slug as it was on the site of origin, which may have had underscores."""
    return (
        written if written.replace("-", "").replace("_", "").isalnum() and written.isascii() else slugs.latin(written)
    )


def _made(page: Page, election: Election, archives: Archives) -> Nominee:
    name = page.content.name or ""
    slug, taken = _slug(page.slug or ""), taken_slugs(election)
    if not slug or slug in taken | slugs.RESERVED:
        slug = slugs.slug_for(page.slug or name, taken, sha256(name.encode()).hexdigest()[:8])
    nominee = Nominee(
        election=election,
        person=_person(name),
        slug=slug,
        name=name,
        created_at=archives.at,
        accepted_at=archives.at,
        accepted_by=archives.by,
    )
    _checked(nominee)
    nominee.save()
    return nominee


def _person(name: str) -> Person:
    person = Person(name=name)
    _checked(person)
    person.save()
    return person


def _checked(row: models.Model) -> None:
    """Raises ValidationError for a value that its column cannot hold; relations are ours, and cost a query each."""
    relations = [each.name for each in row._meta.concrete_fields if each.is_relation]
    row.clean_fields(exclude=[*relations, "created_at", "written_at"])


def _named(nominee: Nominee, page: Page) -> int:
    """A name that the document spells anew; the address stays as the document has it."""
    name = page.content.name or ""
    if page.name_is_a_guess or nominee.name == name:
        return 0
    nominee.name = name
    _checked(nominee)
    nominee.save(update_fields=["name"])
    return 1


def _profile(nominee: Nominee, page: Page, archives: Archives) -> int:
    """One revision more if the page says what the last one does not. What the page lacks stays as it was."""
    last = nominee.profiles.order_by("-number").first()
    said = {name: getattr(page.content, name) or getattr(last, name, None) for name in DISCLOSURES}
    text = page.content.statement or (last.text if last else "")
    if last and last.text == text and all(getattr(last, name) == words for name, words in said.items()):
        return 0
    texts.check(text, limit=texts.RENDER_LIMIT)
    revision = ProfileRevision(
        nominee=nominee,
        number=last.number + 1 if last else 1,
        text=text,
        html=rendered(text, site=SITE_OF_ORIGIN),
        written_at=archives.at,
        written_by_id=nominee.person_id,
        approved_at=archives.at,
        approved_by=archives.by,
        **said,
        **({name: getattr(last, name) for name in CARRIED_ON} if last else {}),
    )
    _checked(revision)
    revision.save()
    if last and last.employer == revision.employer and last.other_affiliations == revision.other_affiliations:
        _carry_on_affiliations(last, revision)
    return 1


def _carry_on_affiliations(last: ProfileRevision, revision: ProfileRevision) -> None:
    rows = list(last.affiliations.all())
    for row in rows:
        row.pk, row.revision = None, revision
    Affiliation.objects.bulk_create(rows)


def _endorsements(nominee: Nominee, page: Page, archives: Archives) -> int:
    """How many are new or have other words now. The same author twice is told apart by words, else by order."""
    known = list(nominee.nominations.filter(by_self=False).order_by("pk").prefetch_related("revisions"))
    said = list(page.content.nominations)
    for nomination in list(known):
        same = next(
            (each for each in said if _is_by(nomination, each) and _words(nomination) == each.text_markdown), None
        )
        if same:
            said.remove(same)
            known.remove(nomination)
    new = []
    for nominated in said:
        _check_text(nominated, page)
        mine = next((each for each in known if _is_by(each, nominated)), None)
        if mine:
            known.remove(mine)
            _revision(mine, nominated.text_markdown, mine.revisions.count() + 1, archives).save()
        else:
            new.append(nominated)
    _add(nominee, new, archives)
    return len(said)


def _is_by(nomination: Nomination, nominated: Nominated) -> bool:
    return nomination.nominator_name == (nominated.nominator or "")


def _words(nomination: Nomination) -> str | None:
    every = list(nomination.revisions.all())
    return every[-1].text if every else None


def _check_text(nominated: Nominated, page: Page) -> None:
    try:
        texts.check(nominated.text_markdown, limit=texts.RENDER_LIMIT)
    except ValidationError as error:
        reason = f"{nominated.nominator or 'An endorsement'}: {' '.join(error.messages)}"
        raise DocumentError(page.path, nominated.line, reason) from error


def _add(nominee: Nominee, new: Sequence[Nominated], archives: Archives) -> None:
    """The endorsements with their authors, in three statements however many there are."""
    authors = [Person(name=each.nominator) if each.nominator else None for each in new]
    nominations = [
        Nomination(
            nominee=nominee, nominator=author, nominator_name=author.name if author else "", created_at=archives.at
        )
        for author in authors
    ]
    for row in filter(None, (*authors, *nominations)):
        _checked(row)
    Person.objects.bulk_create(filter(None, authors))
    for nomination, author in zip(nominations, authors, strict=True):
        nomination.nominator = author  # it has its number now
    Nomination.objects.bulk_create(nominations)
    EndorsementRevision.objects.bulk_create(
        _revision(nomination, each.text_markdown, 1, archives)
        for nomination, each in zip(nominations, new, strict=True)
    )


def _revision(nomination: Nomination, text: str, number: int, archives: Archives) -> EndorsementRevision:
    return EndorsementRevision(
        nomination=nomination,
        number=number,
        text=text,
        html=rendered(text, site=SITE_OF_ORIGIN),
        written_at=archives.at,
        written_by_id=nomination.nominator_id,
        approved_at=archives.at,
        approved_by=archives.by,
    )
