"""A run over files and folders: what each document is, what became of it, what was left out and why.

Files are read twice and one at a time, so memory does not grow with them: first each is recognised by what it holds,
then they are taken in the order of their kinds, since a list of elections knows their names and dates best.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from base import journal
from base.documents import MOST_BYTES, DocumentError, decode, too_large
from community import importing as community_importing
from community.documents import Missing
from elections.models import Election
from nominees import importing as nominees_importing
from nominees.archives import Archives, match_elected
from nominees.document_kinds import Kind, recognise
from nominees.documents_named import Said, path_identity

ORDER = (
    Kind.ELECTION_LIST, Kind.NOMINEE_LIST, Kind.NOMINEE_PAGE, Kind.STATEMENT, Kind.NEWS_POST, Kind.STORIES,
)  # fmt: skip
NO_KIND = "It is of no kind that is known here."
NOT_TEXT = "It is not a text."
NOBODYS = "It may be a nominee's statement, but neither its path nor --election and --nominee say whose."


@dataclass(frozen=True)
class Line:
    """What became of one thing of one document: it is "new", "changed" or "unchanged"."""

    path: str
    kind: Kind
    subject: str
    outcome: str


@dataclass
class Report:
    """What a run did, in the order of its doing."""

    lines: list[Line] = field(default_factory=list)
    refused: list[DocumentError] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, Missing]] = field(default_factory=list)

    @property
    def counts(self) -> Mapping[Kind, Counter[str]]:
        """How many of each kind are new, changed and unchanged."""
        counts: dict[Kind, Counter[str]] = {}
        for line in self.lines:
            counts.setdefault(line.kind, Counter())[line.outcome] += 1
        return {kind: counts[kind] for kind in ORDER if kind in counts}


def files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """The files, and whether each was named itself; in folders every file that is not hidden, by name."""
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        for found in sorted(path.rglob("*")):
            if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts):
                yield found, False


@transaction.atomic
def take_over(
    found: Iterable[tuple[Path, bool]],
    *,
    said: Said,
    at: datetime,
    keep_going: bool = False,
    dry_run: bool = False,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """Take over every document; with a fault in one nothing of the run, or with `keep_going` all others.

    `advance` is told twice for each file.
    """
    report = Report()
    archives = Archives(nominees_importing.importer(), at)
    elections: dict[Election, Counter[str]] = {}
    by_kind = _surveyed(found, said, report, advance)
    for kind in ORDER:
        for path in by_kind[kind]:
            try:
                with transaction.atomic():
                    taken = _take(path, kind, said, archives, report)
            except DocumentError as error:
                report.refused.append(error)
                archives.known.clear()  # what the document made is undone
                taken = []
            for line, election in taken:
                report.lines.append(line)
                if election:
                    elections.setdefault(election, Counter())[line.outcome] += 1
            advance()
    _finish(report, elections, archives)
    nothing_new = all(line.outcome == "unchanged" for line in report.lines)
    if dry_run or nothing_new or (report.refused and not keep_going):
        transaction.set_rollback(True)
    return report


def _surveyed(
    found: Iterable[tuple[Path, bool]], said: Said, report: Report, advance: Callable[[], object]
) -> Mapping[Kind, list[Path]]:
    """The documents by their kind. Nothing that was named is left out in silence: it is taken or refused."""
    by_kind: dict[Kind, list[Path]] = defaultdict(list)
    for path, is_named in found:
        try:
            reason, kind = _kind(path, said)
            if reason and is_named and kind is not Kind.STATEMENT:
                raise DocumentError(str(path), 1, reason)
            if reason and not is_named:
                report.left_out.append((str(path), reason))
                advance()
            else:
                by_kind[kind].append(path)
        except DocumentError as error:
            report.refused.append(error)
            advance()  # it is not read again
        advance()
    return by_kind


def _kind(path: Path, said: Said) -> tuple[str, Kind]:
    """What the document is; and why it would be left out of a folder, or nothing."""
    content = _content(path)
    if b"\0" in content[:4096]:
        return NOT_TEXT, Kind.UNKNOWN
    identity, text = path_identity(str(path)), decode(content, str(path))
    try:
        kind = recognise(text, str(path) if identity else None)
    except DocumentError as error:
        raise DocumentError(str(path), error.line, error.reason) from error
    if kind is Kind.UNKNOWN:
        return NO_KIND, kind
    if kind is Kind.STATEMENT and not identity and not (said.election and said.nominee):
        return NOBODYS, kind
    return "", kind


def _content(path: Path) -> bytes:
    """The bytes of a file; one that is too large is refused unread."""
    try:
        if not path.is_file():
            raise DocumentError(str(path), 1, "There is no such file.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise too_large(size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(str(path), 1, f"It cannot be read: {error.strerror}.") from error


def _take(path: Path, kind: Kind, said: Said, archives: Archives, report: Report) -> list[tuple[Line, Election | None]]:
    text = decode(_content(path), str(path))
    if kind in nominees_importing.KINDS:
        of_nominees = nominees_importing.take(text, kind, str(path), said, archives)
        if not of_nominees:
            report.left_out.append((str(path), "It names nobody: a page for a referendum."))
        return [(Line(str(path), kind, each.subject, each.outcome), each.election) for each in of_nominees]
    of_community = community_importing.take(text, kind, str(path), by=archives.by, at=archives.at)
    report.missing += [(str(path), missing) for each in of_community for missing in each.missing]
    return [(Line(str(path), kind, each.subject, each.outcome), None) for each in of_community]


def _finish(report: Report, elections: Mapping[Election, Counter[str]], archives: Archives) -> None:
    """Winners lead to their pages; and each election that changed, and the news, has a line in the journal."""
    for election, outcomes in elections.items():
        match_elected(election)
        if set(outcomes) - {"unchanged"}:
            _journal(archives, outcomes, election)
    community = Counter(line.outcome for line in report.lines if line.kind in {Kind.NEWS_POST, Kind.STORIES})
    if set(community) - {"unchanged"}:
        _journal(archives, community, None)


def _journal(archives: Archives, outcomes: Mapping[str, int], election: Election | None) -> None:
    journal.write(
        "import documents",
        by=archives.by,
        election=election.uuid if election else None,
        subject=election.name if election else "",
        details=outcomes,
    )
