"""PURE. What changed from one version of a text to the next, word by word, in the lines of both.

Space between words is not compared, line breaks are. A line break that is new or gone is shown as “¶”.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "removed", "added"]
BREAK = "\n"
PILCROW = "¶"
_TOKEN = re.compile(r"\s*\n\s*|\S+")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one line, all of one kind."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> list[list[Run]]:
    """The lines, each as runs that alternate in kind."""
    lines: list[list[tuple[Kind, str]]] = [[]]
    for kind, token in _compared(_tokens(before), _tokens(after)):
        if token != BREAK or kind != "same":
            lines[-1].append((kind, PILCROW if token == BREAK else token))
        if token == BREAK:
            lines.append([])
    return [_runs(line) for line in lines if line]


def before_of(lines: list[list[Run]]) -> list[list[Run]]:
    """The first of the two texts, with what is gone from it still marked: one side of a page with both."""
    return _without("added", lines)


def after_of(lines: list[list[Run]]) -> list[list[Run]]:
    """The second, with what is new in it marked."""
    return _without("removed", lines)


def _without(kind: Kind, lines: list[list[Run]]) -> list[list[Run]]:
    kept = ([run for run in line if run.kind != kind] for line in lines)
    return [line for line in kept if line]


def _tokens(text: str) -> list[str]:
    """Words, and any number of line breaks as one."""
    return [token if token.strip() else BREAK for token in _TOKEN.findall(text.strip())]


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[Kind, str]]:
    for tag, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from (("same", token) for token in before[old_from:old_to])
        else:
            yield from (("removed", token) for token in before[old_from:old_to])
            yield from (("added", token) for token in after[new_from:new_to])


def _runs(line: list[tuple[Kind, str]]) -> list[Run]:
    runs: list[Run] = []
    for kind, token in line:
        if runs and runs[-1].kind == kind:
            runs[-1] = Run(kind, f"{runs[-1].text} {token}")
        else:
            runs.append(Run(kind, token))
    return runs
