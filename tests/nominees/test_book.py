"""The EPUB: an archive as the format wants it, every document of it XML, and in it what is public and nothing else."""

import io
import xml.etree.ElementTree as ET
from datetime import timedelta
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.test import Client
from PIL import Image

from base import clock
from elections.models import Election
from nominees.book import xhtml
from nominees.models import Nominee, ProfileRevision
from nominees.nominating import withdraw
from nominees.revising import write_profile
from tests.nominees.asking import ASKED_FROM, answered, open_to_questions, public
from tests.nominees.many import many
from tests.nominees.nominations import approve_all, during, standing

pytestmark = pytest.mark.django_db
ADDRESS = "/elections/board-2026/candidates.epub"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"


@pytest.fixture
def board() -> Election:
    return many(candidates=12, endorsements=14)


def book() -> ZipFile:
    answer = Client().get(ADDRESS)
    assert answer["Content-Type"] == "application/epub+zip"
    return ZipFile(io.BytesIO(answer.content))


def xml(archive: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314  our own


def test_begins_with_its_type_and_leads_to_its_package(board: Election) -> None:
    archive = book()
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    (root,) = xml(archive, "META-INF/container.xml").iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile")
    assert root.attrib["full-path"] == "EPUB/package.opf"


def test_every_document_is_xml_and_every_part_is_in_the_package(board: Election) -> None:
    archive = book()
    package = xml(archive, "EPUB/package.opf")
    items = {item.attrib["id"]: item.attrib for item in package.iter(f"{OPF}item")}
    named = {f"EPUB/{item['href']}" for item in items.values()}
    assert named | {"mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(archive.namelist())
    for name in named:
        if name.endswith((".xhtml", ".ncx")):
            assert xml(archive, name).tag in {f"{XHTML}html", f"{NCX}ncx"}
    spine = [items[ref.attrib["idref"]]["href"] for ref in package.iter(f"{OPF}itemref")]
    assert spine == [f"page{number:04}.xhtml" for number in range(1, 14)]
    linked = [link.attrib["href"] for link in xml(archive, "EPUB/toc.xhtml").iter(f"{XHTML}a")]
    assert linked == spine


def test_says_what_it_is(board: Election) -> None:
    Election.objects.update(name="Board & <b>bylaws</b>")
    package = xml(book(), "EPUB/package.opf")
    assert package.findtext(f".//{DC}title") == "Board & <b>bylaws</b>: the candidates"
    assert package.findtext(f".//{DC}identifier") == f"urn:uuid:{board.uuid}"
    assert package.findtext(f".//{DC}language") == "en"


def test_everybody_is_in_it_by_name_with_words_and_photo(board: Election) -> None:
    archive = book()
    titles = [xml(archive, f"EPUB/page{number:04}.xhtml").findtext(f".//{XHTML}h1") for number in range(2, 14)]
    assert set(titles) == set(Nominee.objects.values_list("name", flat=True))
    pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
    assert len(pictures) == ProfileRevision.objects.filter(photo__isnull=False).count() > 3
    for name in pictures:
        with Image.open(io.BytesIO(archive.read(name))) as picture:
            assert picture.format == "JPEG"
    text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    assert "grants simple" in text
    assert text.count("and then she answers the question behind it.") >= 14


def test_who_withdrew_is_said_to_have(board: Election) -> None:
    quitter = Nominee.objects.get(name="Dóra Dlamini")
    withdraw(quitter, by=quitter.person, at=clock.now())
    archive = book()
    pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    (chapter,) = (page for page in pages if "<h1>Dóra Dlamini</h1>" in page)
    assert "Withdrew" in chapter


def test_is_made_anew_only_when_something_changes(board: Election) -> None:
    first = Client().get(ADDRESS)
    again = Client().get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(ADDRESS).content == first.content
    nominee = Nominee.objects.all()[0]
    write_profile(nominee, by=nominee.person, at=during(board), text="UNREAD")
    assert Client().get(ADDRESS)["ETag"] == first["ETag"]
    nominee.profiles.update(approved_at=clock.now(), approved_by=nominee.person)
    changed = Client().get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_before_the_announcement_it_is_empty(board: Election) -> None:
    Election.objects.update(candidates_announced=board.voting_opens)
    archive = book()
    assert [name for name in archive.namelist() if name.startswith("EPUB/page")] == ["EPUB/page0001.xhtml"]


def test_what_members_asked_and_each_answered_is_in_it() -> None:
    board = open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))
    una, _ = standing(board, "Una"), standing(board, "Nora")
    approve_all(board)
    question = public(board, "What about *grants*?")
    before = Client().get(ADDRESS)["ETag"]
    revision = answered(question, una, "More of **them**.")
    archive = book()
    pages = {
        xml(archive, name).findtext(f".//{XHTML}h1"): archive.read(name).decode()
        for name in archive.namelist()
        if "/page" in name
    }
    assert "What about <em>grants</em>?" in pages["What members asked"]
    assert "More of <strong>them</strong>." in pages["Una"]
    assert "No answer yet" in pages["Nora"]
    assert Client().get(ADDRESS)["ETag"] != before
    assert revision.approved_at
    package = xml(archive, "EPUB/package.opf")
    modified = [meta.text for meta in package.iter(f"{OPF}meta") if meta.get("property") == "dcterms:modified"]
    assert modified == [f"{revision.approved_at:%Y-%m-%dT%H:%M:%SZ}"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<p>a<br/>b<hr /></p>", "<p>a<br/>b<hr/></p>"),
        ('<img src="x.jpg" alt="a &gt; b">', '<img src="x.jpg" alt="a &gt; b"/>'),
        ("<p>&nbsp;&amp;&lt;&#39;&eacute;</p>", "<p>\xa0&amp;&lt;&#39;é</p>"),
        ("<bring>", "<bring>"),
    ],
)
def test_html_becomes_xhtml(html: str, expected: str) -> None:
    assert xhtml(html) == expected
