"""The lines of a Markdown text, put in the order that Python-Markdown understands; pure, linear in the text.

People indent lists by 1 to 8 spaces or by tabs, begin one right under a paragraph, and paste text that is
indented for no reason. Here every item comes to stand at four spaces a level.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

QUOTES_DEEP = 4
LISTS_DEEP = 6
LINES_IN_A_BLOCK = 200

_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters; overrides and embeddings that make text read in another direction; halves of characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

_MARKERS = re.compile(r"(?: *+(?:>|[*+-](?= )|\d{1,9}[.)](?= )))*+ *+")
_MARKER = re.compile(r" *+(?:>|[*+-]|\d{1,9}[.)]) ?")
_QUOTES = re.compile(r"(?: {0,3}>)+ ?")
_ITEM = re.compile(r"(?:([*+-])|(\d{1,9})[.)]) +(?=\S)")
_RULE = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_NO_HEADING = re.compile(r"#{1,6}(?![# ]|$)")


def visible(text: str) -> str:
    """The text without control characters and direction overrides, every new line as `\\n`."""
    return _INVISIBLE.sub("", _NEW_LINES.sub("\n", text))


@dataclass(frozen=True)
class Unshowable:
    """A character that no page can show, and the line where it first stands."""

    line: int
    name: str


def unshowable(text: str) -> Unshowable | None:
    """The first control character or half character; direction overrides are not refused, `visible` drops them."""
    found = _REFUSED.search(text)
    return found and Unshowable(line=text.count("\n", 0, found.start()) + 1, name=f"U+{ord(found[0]):04X}")


def tidy_lines(lines: Iterable[str]) -> Iterator[str]:
    """The same text with lists at four spaces a level, a blank line before them, and nesting in bounds."""
    writer, quotes, blank = _ListWriter(), 0, True
    for line in (_flattened(written.expandtabs(4)) for written in lines):
        found = None if writer.levels and line.startswith(" ") else _QUOTES.match(line)
        deep = min(found[0].count(">"), QUOTES_DEEP) if found else 0
        if deep != quotes:
            writer, quotes = _ListWriter(in_block=not blank), deep
        for tidied in writer.lines_for(line[found.end() :] if found else line):
            yield "> " * deep + tidied
        blank = not line.strip()


def _flattened(line: str) -> str:
    """The line without the markers that would open a seventh quote or list at once."""
    markers = _MARKERS.match(line)
    if not markers or len(kept := _MARKER.findall(markers[0].rstrip(" "))) <= LISTS_DEEP:
        return line
    return "".join(kept[:LISTS_DEEP]) + line[markers.end() :]


def short_blocks(lines: Iterable[str]) -> Iterator[str]:
    """A blank line after so many lines without one: Python-Markdown's time grows with the square of a block."""
    since_blank = 0
    for line in lines:
        since_blank = since_blank + 1 if line.strip() else 0
        if since_blank > LINES_IN_A_BLOCK:
            yield ""
            since_blank = 1
        yield line


@dataclass
class _Level:
    column: int
    ordered: bool


@dataclass
class _ListWriter:
    """Where the reader of lines stands: inside which items, in a paragraph, in one that no item began."""

    levels: list[_Level] = field(default_factory=list)
    in_paragraph: bool = False
    in_block: bool = False

    def lines_for(self, line: str) -> Iterator[str]:
        bare = line.lstrip(" ")
        column = len(line) - len(bare)
        if not bare:
            self.in_paragraph = self.in_block = False
            yield ""
        elif self.in_paragraph and not self.levels and _UNDERLINE.match(bare):
            self.in_paragraph = self.in_block = False
            yield bare
        elif _RULE.match(bare) or _HEADING.match(bare):
            yield from self._alone(bare, column)
        elif (item := _ITEM.match(bare)) and self._begins_item(item):
            yield from self._item(item, bare, column)
        else:
            yield self._text(bare, column)

    def _alone(self, bare: str, column: int) -> Iterator[str]:
        """A heading or a rule: a block of one line."""
        self._leave_levels(column)
        self.in_paragraph = self.in_block = False
        yield from ("", "    " * len(self.levels) + bare, "")

    def _begins_item(self, item: re.Match[str]) -> bool:
        """Under a paragraph only a bullet or the number 1 begins a list; a line may begin with a year by chance."""
        return bool(self.levels) or not self.in_paragraph or item[1] is not None or int(item[2]) == 1

    def _item(self, item: re.Match[str], bare: str, column: int) -> Iterator[str]:
        left = self._leave_levels(column)
        if len(self.levels) == LISTS_DEEP:
            left = self.levels.pop()
        ordered = item[1] is None
        if self.in_block or (left and left.ordered != ordered):
            yield ""
        marker = f"{item[2]}. " if ordered else "* "
        yield "    " * len(self.levels) + marker + bare[item.end() :]
        self.levels.append(_Level(column, ordered))
        self.in_paragraph, self.in_block = True, False

    def _text(self, bare: str, column: int) -> str:
        if not self.in_paragraph:
            self._leave_levels(column)
            self.in_paragraph = self.in_block = True
        if _NO_HEADING.match(bare):
            bare = f"\\{bare}"
        return "    " * len(self.levels) + bare

    def _leave_levels(self, column: int) -> _Level | None:
        """Leaves the items that do not hold this column; a child stands two columns or more to the right."""
        left = None
        while self.levels and column < self.levels[-1].column + 2:
            left = self.levels.pop()
        return left
