"""What the look promises: contrast in light and dark, little weight, nothing inline, nothing from elsewhere."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).parent.parent
STYLE_SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TEMPLATE_TAG = re.compile(r"\{[%#{].*?[%#}]\}", re.DOTALL)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE)


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of tokens.css that are colours, as that scheme sees them."""
    light, dark = (ROOT / "static/css/tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else found


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of two colours written #rrggbb."""

    def luminance(colour: str) -> float:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


WORDS_ON_PAPER = list(
    product(["ink", "ink-soft", "action", "action-strong", "wrong"], ["paper", "paper-raised", "paper-deep"])
)
WORDS_ON_COLOUR = [
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("ink", "action-wash"),
    ("ink-soft", "action-wash"),
    ("action-strong", "action-wash"),
    ("ink", "wrong-wash"),
    ("wrong", "wrong-wash"),
    ("ink", "recorded-wash"),
    ("recorded", "paper"),
    ("recorded", "paper-raised"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS_ON_PAPER + WORDS_ON_COLOUR)
def test_words_can_be_read(scheme: str, words: str, ground: str) -> None:
    colour = colours(scheme)
    assert contrast(colour[words], colour[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "paper-raised", "paper-deep"])
def test_the_edges_of_controls_can_be_seen(scheme: str, ground: str) -> None:
    colour = colours(scheme)
    assert contrast(colour["edge"], colour[ground]) >= 3


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_from_elsewhere(sheet: Path) -> None:
    assert not re.findall(r"@import|data:|https?:", sheet.read_text())
    for address in re.findall(r"url\(\"(.+?)\"\)", sheet.read_text()):
        assert (sheet.parent / address).is_file()


def test_colours_are_named_in_one_file() -> None:
    elsewhere = [sheet for sheet in STYLE_SHEETS if sheet.name not in {"tokens.css", "print.css"}]
    found = {(sheet.name, c) for sheet in elsewhere for c in re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())}
    assert found == {("parts.css", "#fff")}  # the ground of a QR picture, which phones must read in the dark as well


def test_style_sheets_and_fonts_stay_light() -> None:
    """What every page loads; a sheet that some pages load besides is small."""
    everywhere = (ROOT / "templates/parts/stylesheets.html").read_text()
    assert sum(sheet.stat().st_size for sheet in STYLE_SHEETS if sheet.name in everywhere) <= 45_000
    assert all(sheet.stat().st_size <= 8_000 for sheet in STYLE_SHEETS if sheet.name not in everywhere)
    assert sum(font.stat().st_size for font in (ROOT / "static/fonts").glob("*.woff2")) <= 110_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_nothing_inline(template: Path) -> None:
    assert not INLINE.findall(TEMPLATE_TAG.sub("…", template.read_text()))


def test_the_base_alone_says_in_a_title_that_something_is_wrong() -> None:
    """A page that said it too would be read out with “Error: Error:”."""
    said = [path.name for path in TEMPLATES if re.search(r"block title %}[^\n]*Error:", path.read_text())]
    assert said == []


@pytest.mark.parametrize("part", sorted((ROOT / "templates/parts").glob("*.html")), ids=lambda path: path.stem)
def test_a_part_compiles_and_says_what_it_takes(part: Path) -> None:
    get_template(f"parts/{part.name}")
    assert part.read_text().startswith(("{#", "{% comment %}"))
    assert "Context:" in part.read_text()
