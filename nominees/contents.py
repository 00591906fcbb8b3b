"""The contents of a long statement: headings get places to link to, and a reader sees how long it takes."""

import html
import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

HEADING = re.compile(r"<(h[2-6])>(.*?)</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class Heading:
    id: str
    text: str


def with_contents(rendered: str) -> tuple[SafeString, list[Heading]]:
    """The HTML that texts.render made, with an `id` at each heading, and the headings."""
    headings: list[Heading] = []

    def place(found: re.Match[str]) -> str:
        heading = Heading(f"part-{len(headings) + 1}", html.unescape(TAG.sub("", found[2])).strip())
        headings.append(heading)
        return f'<{found[1]} id="{heading.id}">{found[2]}</{found[1]}>'

    placed = HEADING.sub(place, rendered)
    return mark_safe(placed), headings  # noqa: S308  our own rendering, with ids of ours


def minutes(rendered: str) -> int:
    """How long it takes to read, rounded up; 0 for nothing."""
    words = len(TAG.sub(" ", rendered).split())
    return -(-words // WORDS_A_MINUTE)
