"""Whose page a published document is, and of which election: by the options, its path, or its own words.

A page of one nominee's own statement has no name and no year in its text; their path or the options must tell.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from base.documents import DocumentError, decode
from nominees import documents, slugs
from nominees.archives import find_archive
from nominees.document_kinds import Identity, Kind, identity_from_path, recognise
from nominees.documents import NomineePage

DISCLOSURES = ("previous_service", "employer", "other_affiliations")


@dataclass(frozen=True)
class Source:
    """A file and what was said of it: its path may tell whose page it is, and so may the options."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Said:
    """The options: which election it is, and who the nominee is."""

    election: str | None = None
    nominee: str | None = None


@dataclass(frozen=True)
class Page:
    """One nominee of one document, with what is known of who and where they stood."""

    path: str
    election: str
    election_name: str
    slug: str | None
    content: NomineePage
    is_statement: bool = False


def read(source: Source, said: Said) -> list[Page]:
    """The nominees of a file. A page for a referendum, which names nobody, has none."""
    text = decode(source.content, source.path)
    identity = _identity(source.path)
    kind = recognise(text, source.path if identity else None)
    if kind in {Kind.NOMINEE_PAGE, Kind.NOMINEE_LIST}:
        return _nominee_pages(source, text, identity, said)
    if kind is Kind.STATEMENT:
        return [_statement(source, text, identity, said)]
    names = {Kind.NEWS_POST: "a news post", Kind.STORIES: "a page of community stories"}
    what = f"This is {names[kind]}" if kind in names else "This is of no kind that is known here"
    raise DocumentError(source.path, 1, f"{what}, not a document of a nominee. Import it elsewhere.")


def _identity(path: str) -> Identity | None:
    try:
        return identity_from_path(Path(path).absolute().as_posix())
    except DocumentError:
        return None


def _nominee_pages(source: Source, text: str, identity: Identity | None, said: Said) -> list[Page]:
    contents = documents.read_nominee_pages(text, source.path)
    if said.nominee and len(contents) > 1:
        raise DocumentError(source.path, 1, f"This is a list of {len(contents)} nominees: leave out --nominee.")
    pages = []
    for content in contents:
        if not any((content.statement, content.nominations, *(getattr(content, name) for name in DISCLOSURES))):
            continue
        election, name = _election(source, identity, said, content.title)
        slug = _slug_of(content.link) or (identity.nominee if identity and len(contents) == 1 else None)
        named = _named(content, said.nominee or content.name or (_words(slug) if slug else None), source)
        pages.append(Page(source.path, election, name, slug if not said.nominee else None, named))
    return pages


def _statement(source: Source, text: str, identity: Identity | None, said: Said) -> Page:
    """A nominee's own words, whose document does not tell whose they are."""
    if not (identity or (said.election and said.nominee)):
        raise DocumentError(
            source.path,
            1,
            "This is a nominee's own statement, and neither its path (<year>-<election>/nominees/<nominee>.md) nor "
            "--election and --nominee say whose.",
        )
    statement = documents.read_statement(text, source.path)
    heading = f"# {statement.title}\n\n" if statement.title else ""
    words = None if statement.says_nothing else heading + statement.markdown
    election, name = _election(source, identity, said, None)
    slug = identity.nominee if identity and not said.nominee else None
    content = _named(NomineePage(statement=words), said.nominee or (_words(slug) if slug else None), source)
    return Page(source.path, election, name, slug, content, is_statement=True)


def _named(content: NomineePage, name: str | None, source: Source) -> NomineePage:
    if not name:
        raise DocumentError(source.path, 1, "The document does not name its nominee: say who it is with --nominee.")
    return replace(content, name=name)


def _election(source: Source, identity: Identity | None, said: Said, title: str | None) -> tuple[str, str]:
    """Slug and name: by the option, else by the path, else by the title “Nominee for ...”."""
    titled = re.fullmatch(r"Nominees? for (?:the )?(.+)", title or "")
    if said.election:
        known = find_archive(said.election)
        name = said.election if " " in said.election else titled[1] if titled else _words(said.election)
        return (known.slug, known.name) if known else (slugs.latin(said.election)[:80], name)
    if identity:
        return slugs.latin(identity.election)[:80], titled[1] if titled else _words(identity.election)
    if titled:
        return slugs.latin(titled[1])[:80], titled[1]
    raise DocumentError(source.path, 1, "Neither the path nor the title tells the election: say it with --election.")


def _slug_of(link: str | None) -> str | None:
    found = re.search(r"/nominees/([\w-]+)/?$", link or "")
    return found[1] if found else None


def _words(slug: str) -> str:
    return " ".join(word.capitalize() for word in re.split(r"[-_]+", slug) if word)
