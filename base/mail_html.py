"""The words of a mail as HTML: nothing is loaded, nothing is styled, and only addresses of ours become links."""

import re

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

HOST_ENDS = r"(?![\w-]|[.:]\w|@)"  # our host, not the beginning of another's: elections.example.org.example.net
PATH = r"(?:[/?#][^\s<>\"'\u201d\u00bb]*[^\s<>\"'\u201d\u00bb.,;:!?)])?/?"

VIEWPORT = mark_safe('<meta name="viewport" content="width=device-width, initial-scale=1">')
TAG = re.compile(r"(<[^>]*>)")
LONG_RUN = re.compile(r"(?:&[#\w]+;|[^\s&]){20}(?=\S)")


def as_html(text: str, subject: str, language: str = settings.LANGUAGE_CODE) -> SafeString:
    """The same words as HTML. Only addresses of our own site become links, whoever's words stand around them."""
    head = format_html('<head><meta charset="utf-8">{}<title>{}</title></head>', VIEWPORT, subject)
    return format_html(
        '<!doctype html>\n<html lang="{}">{}<body>\n{}\n</body></html>\n', language, head, paragraphs(text)
    )


def paragraphs(text: str) -> SafeString:
    """What stands in the body: a paragraph for each that an empty line parts."""
    ours = re.compile(re.escape(escape(settings.PUBLIC_URL)) + HOST_ENDS + PATH)
    found = [
        ours.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(paragraph)).replace("\n", "<br>\n")
        for paragraph in text.strip().split("\n\n")
    ]
    return mark_safe("\n".join(f"<p>{_breakable(paragraph)}</p>" for paragraph in found))  # noqa: S308  # escaped


def _breakable(html: str) -> str:
    """With places where a long address may break, so that a phone shows all of it. Tags stay as they are."""
    pieces = TAG.split(html)
    pieces[::2] = [LONG_RUN.sub(r"\g<0><wbr>", piece) for piece in pieces[::2]]
    return "".join(pieces)
