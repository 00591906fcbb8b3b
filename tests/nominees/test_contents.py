"""A long statement's contents: every heading has a place to link to, and nothing else of the text changes."""

import re

from nominees.contents import Heading, minutes, with_contents
from nominees.writing import rendered


def test_headings_get_places_in_order() -> None:
    html, headings = with_contents(rendered("# One\n\ntext\n\n## *Two* & three\n\n# One"))
    assert headings == [Heading("part-1", "One"), Heading("part-2", "Two & three"), Heading("part-3", "One")]
    assert '<h3 id="part-1">One</h3>' in html
    assert '<h4 id="part-2"><em>Two</em> &amp; three</h4>' in html
    assert re.sub(r' id="part-\d"', "", html) == rendered("# One\n\ntext\n\n## *Two* & three\n\n# One")


def test_without_headings_nothing_changes() -> None:
    assert with_contents("<p>&lt;h3&gt;no&lt;/h3&gt;</p>") == ("<p>&lt;h3&gt;no&lt;/h3&gt;</p>", [])
    assert with_contents("") == ("", [])


def test_minutes_are_rounded_up() -> None:
    assert [minutes(f"<p>{'word ' * words}</p>") for words in (0, 1, 220, 221, 1_095)] == [0, 1, 1, 2, 5]
