"""Every sentence of the published documents stands on a page, for everybody to read."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from base.documents import decode, take_apart
from community.models import Post
from nominees.models import Nominee
from tests.community.documents import run, seed

pytestmark = pytest.mark.django_db

PLACEHOLDERS = {"...", "index.html", ""}
LABELS = "Previous Board Service|Employer|Other Affiliations|Nomination Statements"


def sentences(document: Path) -> Iterator[str]:
    """The words of the source, a sentence at a time: without bullets, labels, emphasis, pictures and escapes."""
    taken = take_apart(decode(document.read_bytes()))
    for key in ("title", "author", "description"):
        said = str(taken.front_matter.get(key, "")).removeprefix("Nominee for ")
        if said not in PLACEHOLDERS:
            yield normalised(said.removesuffix(" ..."))
    for line in taken.body.split("\n"):
        text = re.sub(r"!\[[^\]]*\]\([^)\s]*\)", "", line)
        text = re.sub(r"^[ \t]*(?:[*+-]|#+)[ \t]+", "", text)
        text = re.sub(rf"^\*\*(?:{LABELS})\*\*:|^\*\*\*Nomination by\*\*\*:", "", text)
        text = re.sub(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)\s]*\)", r"\1", text)
        text = re.sub(r"<(https?://[^>]*)>", r"\1", text)
        text = re.sub(r"(?<!\\)\*", "", text)
        text = re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text)
        if set(text.strip()) - {"#", "-"}:
            yield from filter(None, map(normalised, re.split(r"(?<=[.!?]) +", text)))


def shown(page: str) -> str:
    """The words of a page: what stands between tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    flowing = re.sub(r"</?(?:a|em|strong|code|bdi|span|q|time)\b[^>]*>", "", body)
    return normalised(html.unescape(re.sub(r"<[^>]*>", " ", flowing)))


def normalised(words: str) -> str:
    return " ".join(words.split())


def page_of(client: Client, *addresses: str) -> str:
    answers = [client.get(address, follow=True) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(shown(answer.content.decode()) for answer in answers)


def all_of(document: Path, page: str) -> int:
    """How many sentences there are; none is missing on the page."""
    every = list(sentences(document))
    assert [sentence for sentence in every if sentence not in page] == []
    return len(every)


def test_a_nominee_with_seven_endorsements(client: Client) -> None:
    document = seed("000")
    run(document)
    assert all_of(document, page_of(client, Nominee.objects.get().get_absolute_url())) > 40


def test_a_nominees_long_statement(client: Client) -> None:
    document = seed("001")
    run(document, election="2020 Python Software Foundation Board Election", nominee="Dustin Ingram")
    assert all_of(document, page_of(client, Nominee.objects.get().get_absolute_url())) > 80


def test_a_news_post(client: Client) -> None:
    document = seed("002")
    run(document)
    post = Post.objects.get()
    assert all_of(document, page_of(client, post.get_absolute_url(), "/news/")) > 25


def test_its_former_address_leads_to_it(client: Client) -> None:
    run(seed("002"))
    post = Post.objects.get()
    answer = client.get(post.legacy_url)
    assert (answer.status_code, answer["Location"]) == (301, post.get_absolute_url())


def test_a_page_of_community_stories(client: Client) -> None:
    document = seed("003")
    run(document)
    assert all_of(document, page_of(client, "/stories/")) > 30


def test_a_sentence_that_is_not_there_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("One *here*\\. Two [missing](/x/).\n\n* **Employer**: Works\n")
    assert list(sentences(tmp_path / "a.md")) == ["One here.", "Two missing.", "Works"]
    with pytest.raises(AssertionError, match="Two missing"):
        all_of(tmp_path / "a.md", shown("<p>One <em>here</em>.</p><p>Works</p>"))
