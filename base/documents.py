"""A published document: its bytes as text, its front matter as strict YAML, and its body; pure, in bounded time.

Front matter is one mapping of plain keys to texts or to flat lists of texts, read event by event: no tags, no anchors,
no nesting, so nothing in it can grow. Every value is the text that stands there: `2019` and `true` are words here, and
whoever reads a key decides what it must be.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from base.markdown_lines import unshowable

MOST_BYTES = 2_000_000  # the longest yearly list that was published has 200,000
MOST_FRONT_MATTER = 20_000  # characters

Value = str | tuple[str, ...]
_BARE = re.compile(r"\.\.\.|[A-Za-z][\w .()-]*")
_NOT_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


class DocumentError(ValueError):
    """A document that cannot be read, with its path, the line (from 1) and a sentence that says why."""

    def __init__(self, path: str | None, line: int, reason: str) -> None:
        super().__init__(f"{path or 'document'}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """A document taken apart: its front matter, its body, and the line of the file at which the body begins."""

    front_matter: Mapping[str, Value]
    body: str
    first_line: int
    key_lines: Mapping[str, int] = field(default_factory=dict)

    def field(self, key: str) -> str | None:
        """What the front matter says under `key`; a placeholder (`...`) says nothing."""
        value = self.front_matter.get(key, "")
        return value if isinstance(value, str) and value.strip(" .") else None

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, 1)


def decode(content: bytes, path: str | None = None) -> str:
    """The text of a file: strict UTF-8, without its byte order mark, every new line as `\\n`."""
    if len(content) > MOST_BYTES:
        raise too_large(len(content), path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        bad = f"0x{content[error.start]:02x}"
        raise DocumentError(path, line, f"The byte {bad} is not UTF-8. Save the file as UTF-8 and try again.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := unshowable(text):
        raise DocumentError(path, found.line, f"It holds a character that cannot be shown ({found.name}).")
    return text


def too_large(size: int, path: str | None = None) -> DocumentError:
    return DocumentError(path, 1, f"It has {size:,} bytes, and {MOST_BYTES:,} are the most. Split it, or leave it out.")


def take_apart(text: str, path: str | None = None) -> Document:
    """Splits front matter from body. A document without front matter is all body."""
    if text.split("\n", 1)[0].rstrip() != "---":
        return Document({}, text, 1)
    lines = text.split("\n")
    ends = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
    if ends is None:
        raise DocumentError(path, 1, "The front matter begins with --- but no line of --- ends it.")
    source = "\n".join(lines[1:ends])
    if len(source) > MOST_FRONT_MATTER:
        raise DocumentError(path, 1, f"The front matter has more than {MOST_FRONT_MATTER:,} characters.")
    fields: dict[str, Value] = {}
    key_lines: dict[str, int] = {}
    for key, value, line in _fields(source, path):
        if key in fields:
            raise DocumentError(path, line, f"The front matter says “{key}” twice.")
        fields[key], key_lines[key] = value, line
    return Document(fields, "\n".join(lines[ends + 1 :]), ends + 2, key_lines)


def _fields(source: str, path: str | None) -> Iterator[tuple[str, Value, int]]:
    """Each key with its value and the line of the file where it stands."""
    try:
        yield from _read(_events(source), path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise DocumentError(path, line, f"The front matter is not YAML: {error.problem}.") from None
    except yaml.YAMLError:
        raise DocumentError(path, 1, "The front matter is not YAML: it holds a character that YAML forbids.") from None


def _events(source: str) -> Iterator[yaml.Event]:
    return (event for event in yaml.parse(source, Loader=yaml.SafeLoader) if not isinstance(event, _FRAMES))


_FRAMES = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _read(events: Iterator[yaml.Event], path: str | None) -> Iterator[tuple[str, Value, int]]:
    first = next(events, None)
    if first is None:
        return
    if not isinstance(first, yaml.MappingStartEvent):
        raise _refused(first, path, "is not of the form “key: value”")
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        name = _scalar(key, path, "a key that is not a word")
        yield name, _value(next(events), events, path), _line(key)
    for event in events:
        raise _refused(event, path, "holds a second document")


def _value(event: yaml.Event, events: Iterator[yaml.Event], path: str | None) -> Value:
    if not isinstance(event, yaml.SequenceStartEvent):
        return _scalar(event, path, "a value that is neither a text nor a list of texts")
    if event.anchor or event.tag:
        raise _refused(event, path, "holds an anchor or a tag")
    items = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            break
        items.append(_scalar(item, path, "a list of something else than texts"))
    return tuple(items)


def _scalar(event: yaml.Event, path: str | None, otherwise: str) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _refused(event, path, f"holds {otherwise}")
    if event.anchor or event.tag:
        raise _refused(event, path, "holds an anchor or a tag")
    return str(event.value)


def _refused(event: yaml.Event, path: str | None, what: str) -> DocumentError:
    return DocumentError(path, _line(event), f"The front matter {what}.")


def _line(event: yaml.Event) -> int:
    """Of the file, whose first line is the `---` above the YAML."""
    return event.start_mark.line + 2 if event.start_mark else 1


def front_matter(fields: Mapping[str, Value | bool]) -> list[str]:
    """The lines of a front matter that `take_apart` reads alike; line breaks in a value become spaces."""
    return ["---", *(f"{key}: {_written(value)}" for key, value in fields.items()), "---"]


def _written(value: Value | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(quoted(item) for item in value) + "]"
    return quoted(value) if value else "''"


def quoted(words: str) -> str:
    """The words as one YAML text: bare where no reader can mistake them, else in quotes."""
    words = " ".join(words.split())
    if not words.isprintable():
        escaped = json.dumps(words, ensure_ascii=False)
        return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in escaped)
    if _BARE.fullmatch(words) and words.casefold() not in _NOT_WORDS and not words.endswith(" "):
        return words
    return "'" + words.replace("'", "''") + "'"
