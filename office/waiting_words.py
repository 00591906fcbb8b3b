"""Words of every kind as an officer approves them: which wait, and those that an address or a checkbox means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from elections.models import Election
from nominees.changes import answers, endorsements, profiles, questions
from nominees.published import waiting_answers, waiting_endorsements, waiting_profiles, waiting_questions
from nominees.revising import Submitted

Key = tuple[str, int]
"""The name of a kind, and the row."""
LONGEST_KEY = 18


@dataclass(frozen=True)
class Kind:
    """`election` leads from the words to the one that they belong to, `said_at` is when they were written."""

    words: Callable[[], QuerySet[Any]]
    waiting: Callable[[Election], QuerySet[Any]]
    election: str
    said_at: str = "written_at"


KINDS = {
    "statement": Kind(profiles, waiting_profiles, "nominee__election"),
    "endorsement": Kind(endorsements, waiting_endorsements, "nomination__nominee__election"),
    "question": Kind(questions, waiting_questions, "election", "asked_at"),
    "answer": Kind(answers, waiting_answers, "answer__question__election"),
}


def waiting(election: Election, only: str = "") -> list[Key]:
    """Of one kind, or of all; the oldest first. Their texts are not loaded yet: there may be hundreds."""
    found = [
        (said_at, name, pk)
        for name, kind in KINDS.items()
        if only in {"", name}
        for pk, said_at in kind.waiting(election).values_list("pk", kind.said_at)
    ]
    return [(name, pk) for _said_at, name, pk in sorted(found)]


def key_or_404(typed: str) -> Key:
    """What a checkbox of the queue stands for."""
    kind, _dash, pk = typed.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < LONGEST_KEY):
        raise Http404
    return kind, int(pk)


def words_or_404(election: Election, keys: Sequence[Key]) -> list[Submitted]:
    """In the order of their keys, and in as many queries for one as for many; all are of this election."""
    known: dict[Key, Submitted] = {}
    for name in {kind for kind, _pk in keys}:
        known |= {(name, each.pk): each for each in _of_kind(election, name, (pk for kind, pk in keys if kind == name))}
    if not known.keys() >= set(keys):
        raise Http404
    return [known[key] for key in keys]


def _of_kind(election: Election, name: str, pks: Iterable[int]) -> QuerySet[Any]:
    if name not in KINDS:
        raise Http404
    kind = KINDS[name]
    return kind.words().filter(pk__in=list(pks), **{kind.election: election})
