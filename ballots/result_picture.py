"""A result as a picture of 1200 by 630 for other people's pages: what was decided, and who sits. Pillow draws it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, SOFT, ACTION, GROUND, MARKER = "#fbf9f4", "#211e1a", "#5d574d", "#306998", "#ece6d9", "#ffd43b"
OURS = ("literata-latin-normal.woff2", "literata-latin-ext-normal.woff2")
OTHERS = ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "NotoSansArabic-Regular.ttf", "NotoSansCJK-Regular.ttc")
"""Fonts of the system, where there are any: for letters that ours lack."""
NOT_A_LETTER = "\uffff"
MOST_LINES = 6

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Line:
    """One winner, or one resolution: a name, a number, a bar, and a few words after it."""

    name: str
    number: str
    share: float
    """Of the bar's length, 0 to 1."""
    words: str = ""


@dataclass(frozen=True)
class Shown:
    """What the picture says, in words that are translated already."""

    election: str
    headline: str
    turnout: str
    lines: Sequence[Line]
    more: str
    """What is said of the lines for which there is no room."""
    foot: str


def draw(shown: Shown) -> bytes:
    """The picture as PNG; the same bytes for the same words."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    write(pen, (MARGIN, 52), shown.election, 34, SOFT)
    write(pen, (MARGIN, 98), shown.headline, 66, INK, bold=True)
    write(pen, (MARGIN, 184), shown.turnout, 30, SOFT)
    pen.rectangle((MARGIN, 238, WIDTH - MARGIN, 243), fill=MARKER)
    top = 264
    for line in shown.lines[:MOST_LINES]:
        _draw_line(pen, top, line)
        top += 50
    if shown.more:
        write(pen, (MARGIN, top), shown.more, 26, SOFT)
    write(pen, (MARGIN, HEIGHT - 52), shown.foot, 24, SOFT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_line(pen: ImageDraw.ImageDraw, top: int, line: Line) -> None:
    end = WIDTH - MARGIN
    write(pen, (MARGIN, top), line.name, 30, INK, room=470)
    left, right = MARGIN + 490, end - 210
    pen.rectangle((left, top + 14, right, top + 28), fill=GROUND)
    if line.share > 0:
        pen.rectangle((left, top + 14, left + (right - left) * min(line.share, 1.0), top + 28), fill=ACTION)
    write(pen, (right + 20, top), line.number, 30, INK, bold=True, room=90)
    write(pen, (right + 115, top + 4), line.words, 24, SOFT, room=95)


def write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    room: int = WIDTH - 2 * MARGIN,
) -> None:
    """One line in the fonts that have its letters; what has no room ends with an ellipsis."""
    runs = list(_runs(_fitting(text, size, bold, room), size, bold))
    left = float(at[0])
    base = at[1] + size
    for font, letters in runs:
        pen.text((left, base), letters, font=font, fill=colour, anchor="ls")
        left += font.getlength(letters)


def _fitting(text: str, size: int, bold: bool, room: int) -> str:
    if _length(text, size, bold) <= room:
        return text
    while text and _length(f"{text}…", size, bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _length(text: str, size: int, bold: bool) -> float:
    return sum(font.getlength(letters) for font, letters in _runs(text, size, bold))


def _runs(text: str, size: int, bold: bool) -> Iterator[tuple[Font, str]]:
    """The text in pieces, each in the first font that has its letters; a letter that none has is left to ours."""
    fonts = fonts_of(size, bold)

    def place(letter: str) -> int:
        return next((place for place, font in enumerate(fonts) if _has(font, letter)), 0)

    for which, letters in groupby(text, key=place):
        yield fonts[which], "".join(letters)


@lru_cache(maxsize=16)
def fonts_of(size: int, bold: bool) -> tuple[Font, ...]:
    ours = [ImageFont.truetype(str(settings.BASE_DIR / "static" / "fonts" / name), size) for name in OURS]
    for font in ours:
        font.set_variation_by_axes([650 if bold else 400])
    others = []
    for name in OTHERS:
        try:
            others.append(ImageFont.truetype(name, size))
        except OSError:
            continue
    return (*ours, *others)


def _has(font: Font, letter: str) -> bool:
    """Whether it is drawn as itself, and not as the sign for what is missing."""
    if letter.isspace():
        return True
    return bytes(font.getmask(letter)) != _missing(font)


@lru_cache(maxsize=64)
def _missing(font: Font) -> bytes:
    return bytes(font.getmask(NOT_A_LETTER))


def can_write(text: str) -> bool:
    """Whether every letter has a font."""
    return all(any(_has(font, letter) for font in fonts_of(30, False)) for letter in text)
