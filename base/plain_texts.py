"""Our own rendered HTML as plain text: for mails, summaries and counting words."""

import re
from html.parser import HTMLParser
from itertools import takewhile

_SPACES = re.compile(r"[ \n]+")
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "li", "pre", "blockquote", "ul", "ol", "hr"})


class PlainWriter(HTMLParser):
    """Writes paragraphs apart, items behind their mark, quotes behind `>`; reads what `base.texts.render` gives."""

    def __init__(self, *, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._addresses = addresses
        self._blocks: list[str] = []
        self._line = ""
        self._prefixes: list[str] = []
        self._numbers: list[int | None] = []
        self._mark = ""
        self._after_item = False
        self._prefixes_before: list[str] = []
        self._link: tuple[str, int] | None = None
        self._in_code = False

    def text(self) -> str:
        self._end_block()
        return "\n".join(self._blocks).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if tag in {"ul", "ol"}:
            self._numbers.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()
            self._prefixes.append(" " * len(self._mark))
        elif tag == "blockquote":
            self._prefixes.append("> ")
        elif tag == "pre":
            self._in_code = True
        elif tag == "br":
            self._line += "\n"
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._line))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            address, began = self._link
            bare = address.removeprefix("mailto:")
            if self._addresses and self._line[began:].strip() not in {address, bare}:
                self._line += f" ({bare})"
            self._link = None
        if tag in _BLOCKS:
            self._end_block()
        if tag in {"ul", "ol"} and self._numbers:
            self._numbers.pop()
        elif tag in {"li", "blockquote"} and self._prefixes:
            self._prefixes.pop()
        elif tag == "pre":
            self._in_code = False

    def handle_data(self, data: str) -> None:
        self._line += data if self._in_code else _SPACES.sub(" ", data)

    def _next_mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "- "
        number = self._numbers[-1]
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _end_block(self) -> None:
        """Puts what was gathered under the block before it, a blank line between unless both are items."""
        lines = self._line.strip("\n").split("\n")
        if not self._in_code:
            lines = [line.strip() for line in lines]
        self._line = ""
        if not any(lines):
            return
        if self._blocks and not (self._mark and self._after_item):
            pairs = zip(self._prefixes_before, self._prefixes, strict=False)
            common = (before for before, now in takewhile(lambda pair: pair[0] == pair[1], pairs))
            self._blocks.append("".join(common).rstrip())
        self._after_item = bool(self._numbers)
        self._prefixes_before = list(self._prefixes)
        for line in lines:
            prefix = "".join(self._prefixes)
            if self._mark:
                prefix = "".join(self._prefixes[:-1]) + self._mark
                self._mark = ""
            self._blocks.append((prefix + line).rstrip())
