"""Whose page a published document is, and of which election: by the options, its links, its path, or its own words.

A page of one nominee's own statement has no name and no year in its text; their path or the options must tell.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from base.documents import DocumentError
from nominees import documents, slugs
from nominees.document_kinds import Identity, Kind, identity_from_path
from nominees.documents import NomineePage

DISCLOSURES = ("previous_service", "employer", "other_affiliations")
_OF_NOMINEE = re.compile(r"/elections/([\w-]{1,80})/(?:nominees|candidates)/([\w-]{1,120})/?$", re.ASCII)
_OF_ELECTION = re.compile(r"/elections/([\w-]{1,80})/?$", re.ASCII)
_SLUG = re.compile(r"[\w-]{1,80}", re.ASCII)


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
    name_is_a_guess: bool = False


def read(text: str, kind: Kind, path: str, said: Said) -> list[Page]:
    """The nominees of a document. A page for a referendum, which names nobody, has none."""
    identity = path_identity(path)
    if kind is Kind.STATEMENT:
        return [_statement(text, path, identity, said)]
    return _nominee_pages(text, path, identity, said)


def path_identity(path: str) -> Identity | None:
    """Whose page it is by its path, where that tells."""
    try:
        return identity_from_path(Path(path).absolute().as_posix())
    except DocumentError:
        return None


def election_slug(link: str | None, name: str) -> str:
    """Of an election that a list links to, or names."""
    found = _OF_ELECTION.search(link or "")
    return found[1] if found else slugs.latin(name)[:80]


def nominee_slug(link: str | None) -> str:
    """Of a nominee whose page a document links to; empty where it does not."""
    found = _OF_NOMINEE.search(link or "")
    return found[2] if found else ""


def _nominee_pages(text: str, path: str, identity: Identity | None, said: Said) -> list[Page]:
    contents = documents.read_nominee_pages(text, path)
    if said.nominee and len(contents) > 1:
        raise DocumentError(path, 1, f"This is a list of {len(contents)} nominees: leave out --nominee.")
    return [
        _page(content, path, identity if len(contents) == 1 else None, said, of_list=identity)
        for content in contents
        if any((content.link, content.statement, content.nominations, *(getattr(content, key) for key in DISCLOSURES)))
    ]


def _page(content: NomineePage, path: str, identity: Identity | None, said: Said, of_list: Identity | None) -> Page:
    linked = _OF_NOMINEE.search(content.link or "")
    slug = linked[2] if linked else identity.nominee if identity else None
    name = said.nominee or content.name
    election, election_name = _election(content, path, linked[1] if linked else None, of_list, said)
    named = _named(content, name or (_words(slug) if slug else None), path)
    return Page(path, election, election_name, None if said.nominee else slug, named, name_is_a_guess=not name)


def _statement(text: str, path: str, identity: Identity | None, said: Said) -> Page:
    """A nominee's own words, whose document does not tell whose they are."""
    if not (identity or (said.election and said.nominee)):
        raise DocumentError(
            path,
            1,
            "This is a nominee's own statement, and neither its path (<year>-<election>/nominees/<nominee>.md) nor "
            "--election and --nominee say whose.",
        )
    statement = documents.read_statement(text, path)
    heading = f"# {statement.title}\n\n" if statement.title else ""
    words = None if statement.says_nothing else heading + statement.markdown
    slug = identity.nominee if identity and not said.nominee else None
    content = _named(NomineePage(statement=words), said.nominee or (_words(slug) if slug else None), path)
    election, election_name = _election(content, path, None, identity, said)
    return Page(path, election, election_name, slug, content, name_is_a_guess=not said.nominee)


def _named(content: NomineePage, name: str | None, path: str) -> NomineePage:
    if not name:
        reason = "The document does not name its nominee: say who it is with --nominee."
        raise DocumentError(path, content.line, reason)
    return replace(content, name=name)


def _election(
    content: NomineePage, path: str, linked: str | None, identity: Identity | None, said: Said
) -> tuple[str, str]:
    """Slug and name: by the option, else by a link, else by the path, else by the title “Nominee for ...”."""
    titled = re.fullmatch(r"Nominees? for (?:the )?(.+)", content.title or "")
    if said.election:
        name = said.election if " " in said.election else titled[1] if titled else _words(said.election)
        return said.election if _SLUG.fullmatch(said.election) else slugs.latin(said.election)[:80], name
    if linked or identity:
        slug = linked or (identity.election if identity else "")
        return slug[:80], titled[1] if titled else _words(slug)
    if titled:
        return slugs.latin(titled[1])[:80], titled[1]
    reason = "Neither a link, the path nor the title tells the election: say it with --election."
    raise DocumentError(path, content.line, reason)


def _words(slug: str) -> str:
    return " ".join(word.capitalize() for word in re.split(r"[-_]+", slug) if word)
