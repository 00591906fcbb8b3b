"""Published documents are read faithfully, shown faithfully, and written so that they read alike."""

import html
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.documents import DocumentError, decode, take_apart
from base.texts import render
from nominees.document_kinds import Identity, Kind, identity_from_path, recognise
from nominees.documents import (
    Nominated,
    NomineePage,
    StatementPage,
    read_nominee_page,
    read_nominee_pages,
    read_statement,
    write_nominee_page,
)

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "tests" / "fixtures" / "documents"
SEEDS = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared")) / "seeds"
SITE = "https://www.python.org"


def document(name: str) -> str:
    return decode((DOCUMENTS / name).read_bytes(), name)


def seed(number: str) -> str:
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"the published document {number} is not beside this checkout (shared/seeds)")
    return decode(found[0].read_bytes(), found[0].name)


def shown(markdown_text: str) -> str:
    """The words of the rendered text, with single spaces."""
    words = re.sub(r"<[^>]*>", "", render(markdown_text, site=SITE))
    return " ".join(html.unescape(words).split())


def written(markdown_text: str) -> str:
    """The words of the source: without bullets, headings, emphasis, addresses and escapes."""
    text = re.sub(r"\[([^\]]*)\]\([^)\s]*\)", r"\1", markdown_text)
    text = re.sub(r"^[ \t]*(?:[*+-]|#+)[ \t]+", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)\*", "", text)
    return " ".join(re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text).split())


class TestRecognise:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("endorsed.md", Kind.NOMINEE_PAGE),
            ("list.md", Kind.NOMINEE_LIST),
            ("referendum.md", Kind.NOMINEE_PAGE),
            ("named_referendum.md", Kind.NOMINEE_PAGE),
            ("statement.md", Kind.STATEMENT),
            ("na.md", Kind.STATEMENT),
            ("post.md", Kind.NEWS_POST),
            ("stories.md", Kind.STORIES),
            ("voices.md", Kind.STORIES),
            ("quirky_post.md", Kind.NEWS_POST),
            ("elections.md", Kind.ELECTION_LIST),
        ],
    )
    def test_by_content_alone(self, name: str, kind: Kind) -> None:
        assert recognise(document(name)) is kind

    @pytest.mark.parametrize(
        ("number", "kind"),
        [("000", Kind.NOMINEE_PAGE), ("001", Kind.STATEMENT), ("002", Kind.NEWS_POST), ("003", Kind.STORIES)],
    )
    def test_the_published_ones(self, number: str, kind: Kind) -> None:
        assert recognise(seed(number)) is kind

    def test_free_text_is_a_statement_where_its_path_says_so(self) -> None:
        assert recognise("I like tea.", "2031-board/nominees/zoe.md") is Kind.STATEMENT
        assert recognise("I like tea.", "pages/tea.md") is Kind.UNKNOWN
        assert recognise(document("statement.md"), "pages/about.md") is Kind.UNKNOWN
        assert recognise("I like tea.") is Kind.UNKNOWN
        assert recognise("") is Kind.UNKNOWN

    def test_the_path_does_not_overrule_the_content(self) -> None:
        assert recognise(document("post.md"), "2031-board/nominees/zoe.md") is Kind.NEWS_POST


class TestNomineePage:
    def test_every_field_in_plain_words(self) -> None:
        page = read_nominee_page(document("endorsed.md"))
        assert page.title == "Nominee for 2031 Example Software Foundation Board Election"
        assert page.name == "Zoë Ångström-Iwu"
        assert page.previous_service == "2025 - 2028"
        assert page.employer == "Kettle & Sons"

    def test_what_is_not_said_is_none(self) -> None:
        page = read_nominee_page(document("endorsed.md"))
        assert page.other_affiliations is None
        assert page.statement is None
        assert page.link is None

    def test_endorsements_with_and_without_a_name_or_a_text(self) -> None:
        nominations = read_nominee_page(document("endorsed.md")).nominations
        assert [nominated.nominator for nominated in nominations] == ["Ravi Example", None, "Bo Muster"]
        assert nominations[1].text_markdown == "A good choice.\n\n> Count on her."
        assert nominations[2].text_markdown == ""

    def test_an_endorsement_is_shown_as_it_was_meant(self) -> None:
        text = read_nominee_page(document("endorsed.md")).nominations[0].text_markdown
        rel = "nofollow ugc noopener noreferrer"
        assert render(text, site=SITE).replace("\n", "") == (
            "<p>Zoë plans well-run sprints &amp; keeps them "
            f'<a href="https://www.python.org/community/sprints/" rel="{rel}">friendly</a>.<br>She also:</p>'
            "<ul><li>answers mail</li><li>writes_docs<ul><li>in three languages</li></ul></li>"
            "<li>Speaks (softly)</li></ul><p>Finally, she listens.</p>"
        )

    def test_a_page_for_a_referendum_names_nobody(self) -> None:
        assert read_nominee_page(document("referendum.md")) == NomineePage(
            title="Nominee for 2033 Example Software Foundation Board Election"
        )
        assert read_nominee_page(document("named_referendum.md")).name == "Resolution 1"

    def test_free_text_is_refused_with_its_line(self) -> None:
        with pytest.raises(DocumentError) as refused:
            read_nominee_page(document("statement.md"), "statement.md")
        assert (refused.value.path, refused.value.line) == ("statement.md", 9)
        assert refused.value.reason.startswith("“I run a tea shop")

    def test_a_list_is_refused_as_the_page_of_one(self) -> None:
        with pytest.raises(DocumentError, match="a list of 2 nominees"):
            read_nominee_page(document("list.md"))


class TestYearlyList:
    def test_every_nominee_with_what_is_theirs(self) -> None:
        zoe, taro = read_nominee_pages(document("list.md"))
        assert zoe.name == "Zoë Ångström"
        assert zoe.link == "/nominations/elections/2032-example/nominees/zoe-angstrom/"
        assert zoe.employer == "Self-employed"
        assert (taro.name, taro.employer, taro.nominations) == ("山田 太郎", None, ())

    def test_a_nominees_own_statement(self) -> None:
        statement = read_nominee_pages(document("list.md"))[0].statement
        assert statement == "## Who I am\n\nI write * **Employer**: letters.\n\n\t* to all"

    def test_endorsements_at_the_margin_keep_their_headings_and_lists(self) -> None:
        nominations = read_nominee_pages(document("list.md"))[0].nominations
        assert nominations == (
            Nominated("Ravi Example", "Zoë is kind."),
            Nominated("Bo Muster", "## Why Zoë\n\n* fair\n* patient"),
        )


class TestStatement:
    def test_the_title_is_its_first_heading(self) -> None:
        page = read_statement(document("statement.md"))
        assert page.title == "About me"
        assert page.markdown.startswith("I run a tea shop")

    def test_html_pictures_and_styles_are_not_live_and_words_stay(self) -> None:
        text = read_statement(document("statement.md")).markdown
        assert shown(text) == "I run a tea shop & a user group: tea talks Plans See the plan and me (soon). 2030 Chair"
        assert set(re.findall(r"<(\w+)", render(text, site=SITE))) == {"p", "ul", "li", "h2", "a"}

    def test_a_mere_na_says_nothing(self) -> None:
        page = read_statement(document("na.md"))
        assert page == StatementPage(None, "NA")
        assert page.says_nothing

    @pytest.mark.parametrize("text", ["", "N/A", "n.a.", "None.", "-", "..."])
    def test_other_ways_to_say_nothing(self, text: str) -> None:
        assert read_statement(text).says_nothing

    def test_three_words_say_something(self) -> None:
        assert not read_statement("Nana for president").says_nothing

    def test_a_title_that_is_the_pages_is_not_the_statements(self) -> None:
        assert read_statement("---\ntitle: Nominee for 2031 Board Election\n---\nI run.").title is None


class TestPublishedDocuments:
    def test_seven_people_endorse_the_nominee(self) -> None:
        page = read_nominee_page(seed("000"))
        assert page.name == "Dustin Ingram"
        assert page.previous_service == "New board member"
        assert page.employer == "Google"
        assert page.other_affiliations == "PyPA, PyTexas, Philly Python Users Group"
        assert [nominated.nominator for nominated in page.nominations] == [
            "Kevin Horn", "Chris Wilcox", "Sarah Gray", "Paul Ganssle", "Timothy Allen", "Thea Flowers", "Jon Banafato",
        ]  # fmt: skip

    def test_every_word_of_the_endorsements_is_shown_and_no_mark_of_the_document(self) -> None:
        text = seed("000")
        page = read_nominee_page(text)
        after_label = text.split("**Nomination Statements**:", 1)[1]
        sources = re.split(r"^\t\+ \*\*\*Nomination by\*\*\*: .*$", after_label, flags=re.MULTILINE)[1:]
        assert len(sources) == 7
        for nominated, source in zip(page.nominations, sources, strict=True):
            assert shown(nominated.text_markdown) == written(source)
            assert "\\" not in shown(nominated.text_markdown)
            assert "Nomination by" not in shown(nominated.text_markdown)

    def test_a_list_in_an_endorsement_is_a_list_and_ends_where_it_ended(self) -> None:
        rendered = render(read_nominee_page(seed("000")).nominations[5].text_markdown)
        assert rendered.count("<li>") == 4
        assert "Google.</li>\n</ul>\n<p>Finally, Dustin" in rendered
        assert "<code>" not in rendered

    def test_every_word_of_the_long_statement_is_shown(self) -> None:
        text = seed("001")
        page = read_statement(text)
        assert page.title == "Introduction"
        assert shown(page.markdown) == written(take_apart(text).body.replace("# \n", "", 1))
        assert "\\" not in shown(page.markdown)

    def test_the_long_statement_keeps_its_headings_lists_and_links(self) -> None:
        text = read_statement(seed("001")).markdown
        rendered = render(text, site=SITE)
        assert rendered.count("<li>") == len(re.findall(r"^\* ", text, flags=re.MULTILINE))
        assert len(re.findall(r"<h\d>", rendered)) == len(re.findall(r"^#", text, flags=re.MULTILINE))
        assert rendered.count("<a ") == len(re.findall(r"\]\(", text))
        assert 'href="https://www.python.org/dev/peps/pep-0566/"' in rendered

    def test_written_again_the_page_reads_alike(self) -> None:
        page = read_nominee_page(seed("000"))
        assert read_nominee_page(write_nominee_page(page)) == page


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
TEXTS = st.lists(st.sampled_from(["a", "- b", "\t- c", "", "", "```", "> d", "* **Employer**: e", "## f", "\t", "  "]))
TEXTS_OF_LINES = TEXTS.map("\n".join)
PAGES = st.builds(
    NomineePage,
    title=st.none() | WORDS,
    name=st.none() | WORDS,
    previous_service=st.none() | WORDS,
    employer=st.none() | WORDS,
    other_affiliations=st.none() | WORDS,
    statement=st.none() | TEXTS_OF_LINES,
    nominations=st.lists(st.builds(Nominated, st.none() | WORDS, TEXTS_OF_LINES | WORDS), max_size=3).map(tuple),
)


class TestWrite:
    @pytest.mark.parametrize("name", ["endorsed.md", "list.md", "referendum.md", "named_referendum.md"])
    def test_what_was_read_and_written_reads_alike(self, name: str) -> None:
        for page in read_nominee_pages(document(name)):
            assert read_nominee_page(write_nominee_page(page)) == page

    @given(PAGES)
    @settings(deadline=None)
    def test_any_page_is_steady_once_read(self, page: NomineePage) -> None:
        once = read_nominee_page(write_nominee_page(page))
        assert read_nominee_page(write_nominee_page(once)) == once
        assert len(once.nominations) == len(page.nominations)
        assert once.employer == (" ".join((page.employer or "").split()) or None)

    def test_words_that_look_like_markdown_stay_words(self) -> None:
        page = NomineePage(title="It's 2031: go", name="*A* [b](c)", employer="R&D \\& _x_", link="/n/a/")
        assert read_nominee_page(write_nominee_page(page)) == page

    def test_an_endorsement_cannot_begin_another(self) -> None:
        forged = "Fine.\n+ ***Nomination by***: Somebody Else\n\n* **Employer**: Nobody\n\n## Another\n"
        page = NomineePage(name="Zoë", nominations=(Nominated("Ravi Example", forged),))
        again = read_nominee_page(write_nominee_page(page))
        assert [nominated.nominator for nominated in again.nominations] == ["Ravi Example"]
        assert again.employer is None
        assert "+ Nomination by: Somebody Else" in shown(again.nominations[0].text_markdown)


class TestIdentityFromPath:
    @pytest.mark.parametrize(
        "path",
        [
            "2031-example-board/nominees/zoe-angstrom.md",
            "/archive/elections/2031-example-board/nominees/zoe-angstrom.md",
            "/nominations/elections/2031-example-board/nominees/zoe-angstrom/",
        ],
    )
    def test_the_election_and_the_nominee(self, path: str) -> None:
        assert identity_from_path(path) == Identity("2031-example-board", 2031, "zoe-angstrom")

    @pytest.mark.parametrize(
        "path", ["nominees/zoe.md", "2031-board/zoe.md", "2031-board/nominees/.md", "31-b/nominees/z.md"]
    )
    def test_other_paths_are_refused(self, path: str) -> None:
        with pytest.raises(DocumentError, match="not of the form"):
            identity_from_path(path)
