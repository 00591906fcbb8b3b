"""Published documents of past elections, taken over: nominees, their disclosures and statements, and every endorsement.

One run is all or nothing, and taking the same documents over again changes nothing. Nobody is guessed to be anybody:
each nominee and each nominator becomes a Person of their own, whom staff may merge.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from base import journal, texts
from base.documents import DocumentError
from elections.models import Election
from members.models import Person
from nominees import slugs
from nominees.archives import archive_of
from nominees.documents import NomineePage
from nominees.documents_named import DISCLOSURES, Page, Said, Source, read
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from nominees.writing import rendered

SITE_OF_ORIGIN = "https://www.python.org"  # where links that begin with `/` lead
IMPORTER = UUID("b83b9a14-849d-5abe-aacc-aaae83d3aff6")  # of the Person whose name stands at what an import did


@dataclass(frozen=True)
class Taken:
    """What became of one nominee of one document."""

    path: str
    nominee: str
    outcome: str


@transaction.atomic
def import_documents(sources: Iterable[Source], *, said: Said, at: datetime) -> list[Taken]:
    """Take over every document. Raises DocumentError with path, line and reason; then nothing of the run is kept."""
    pages = [page for source in sources for page in read(source, said)]
    pages.sort(key=lambda page: page.is_statement)  # titles of nominee pages tell an election's name, statements don't
    taken: list[Taken] = []
    changed: dict[Election, Counter[str]] = {}
    met: set[tuple[str, int]] = set()
    for page in pages:
        election = archive_of(page.path, page.election, page.election_name, by=importer(), at=at)
        nominee, outcome = _take(page, election, met, at)
        met.add((page.path, nominee.pk))
        taken.append(Taken(page.path, nominee.name, outcome))
        changed.setdefault(election, Counter())[outcome] += 1
    for election, outcomes in changed.items():
        if set(outcomes) - {"unchanged"}:
            journal.write(
                "import documents", by=importer(), election=election.uuid, subject=election.name, details=outcomes
            )
    return taken


def importer() -> Person:
    """Whose name stands at acceptances and approvals that an import took over."""
    return Person.objects.get_or_create(uuid=IMPORTER, defaults={"name": "Imported documents"})[0]


def _take(page: Page, election: Election, met: set[tuple[str, int]], at: datetime) -> tuple[Nominee, str]:
    """The nominee with all that the page says, and "new", "changed" or "unchanged"."""
    name = page.content.name or ""
    try:
        nominee = _known(page, election, met)
        is_new = nominee is None
        nominee = nominee or _made(page, election, name, at)
        changes = _profile(nominee, page.content, at) + _endorsements(nominee, page.content, at)
    except ValidationError as error:
        raise DocumentError(page.path, 1, f"{name}: {' '.join(error.messages)}") from error
    return nominee, "new" if is_new else "changed" if changes else "unchanged"


def _known(page: Page, election: Election, met: set[tuple[str, int]]) -> Nominee | None:
    """By the slug that path or link tell, else by name. Two of the same name in one document are two."""
    nominees = election.nominees.order_by("pk")
    if page.slug:
        found = nominees.filter(slug=slugs.latin(page.slug) or page.slug).first()
        if found:
            return found
    same = [nominee for nominee in nominees if nominee.name == page.content.name]
    return next((nominee for nominee in same if (page.path, nominee.pk) not in met), None)


def _made(page: Page, election: Election, name: str, at: datetime) -> Nominee:
    taken = set(election.nominees.values_list("slug", flat=True))
    short_id = sha256(name.encode()).hexdigest()[:8]
    nominee = Nominee(
        election=election,
        person=_person(name),
        slug=slugs.slug_for(page.slug or name, taken, short_id),
        name=name,
        created_at=at,
        accepted_at=at,
        accepted_by=importer(),
    )
    nominee.full_clean(exclude=["created_at"])
    nominee.save()
    return nominee


def _person(name: str) -> Person:
    person = Person(name=name)
    person.full_clean(exclude=["created_at"])
    person.save()
    return person


def _profile(nominee: Nominee, content: NomineePage, at: datetime) -> int:
    """One revision more if the page says what the last one does not. What the page lacks stays as it was."""
    last = nominee.profiles.order_by("-number").first()
    said = {name: getattr(content, name) or getattr(last, name, None) for name in DISCLOSURES}
    text = content.statement or (last.text if last else "")
    if last and last.text == text and all(getattr(last, name) == words for name, words in said.items()):
        return 0
    texts.check(text, limit=texts.RENDER_LIMIT)
    revision = ProfileRevision(
        nominee=nominee,
        number=last.number + 1 if last else 1,
        text=text,
        html=rendered(text, site=SITE_OF_ORIGIN),
        written_at=at,
        written_by=nominee.person,
        approved_at=at,
        approved_by=importer(),
        **said,
    )
    revision.full_clean(exclude=["written_at"])
    revision.save()
    return 1


def _endorsements(nominee: Nominee, content: NomineePage, at: datetime) -> int:
    """How many are new or have other words now. The same author twice is told apart by order."""
    known: dict[str, list[Nomination]] = {}
    for nomination in nominee.nominations.order_by("pk"):
        known.setdefault(nomination.nominator_name, []).append(nomination)
    changes = 0
    for nominated in content.nominations:
        author = nominated.nominator or ""
        mine = known.get(author, [])
        nomination = mine.pop(0) if mine else _nomination(nominee, author, at)
        changes += _words_of(nomination, nominated.text_markdown, at)
    return changes


def _nomination(nominee: Nominee, author: str, at: datetime) -> Nomination:
    nomination = Nomination(
        nominee=nominee, nominator=_person(author) if author else None, nominator_name=author, created_at=at
    )
    nomination.full_clean(exclude=["created_at"])
    nomination.save()
    return nomination


def _words_of(nomination: Nomination, text: str, at: datetime) -> int:
    last = nomination.revisions.order_by("-number").first()
    if last and last.text == text:
        return 0
    texts.check(text, limit=texts.RENDER_LIMIT)
    EndorsementRevision.objects.create(
        nomination=nomination,
        number=last.number + 1 if last else 1,
        text=text,
        html=rendered(text, site=SITE_OF_ORIGIN),
        written_at=at,
        written_by=nomination.nominator,
        approved_at=at,
        approved_by=importer(),
    )
    return 1
