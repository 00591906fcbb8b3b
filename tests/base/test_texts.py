"""Markdown in, safe HTML out: what members write is shown faithfully, and nothing that they write can do harm."""

import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from base.markdown_dialect import Shown, dialect
from base.markdown_lines import visible
from base.texts import (
    RENDER_LIMIT,
    STATEMENT_LIMIT,
    _Judge,
    check,
    opening,
    plain,
    render,
    safe_address,
    summary,
    under,
    word_count,
)

REL = ' rel="nofollow ugc noopener noreferrer"'
TAGS = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "em",
    "strong",
    "code",
    "pre",
    "a",
}

ATTACKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java\x00script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\u00a0javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#0000106avascript:alert(1))",
    "[x](&amp;#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](j\\avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java script:alert(1)>)",
    "[x](%6aavascript:alert(1))",
    "[x](javascript://example.org/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](https://user:secret@evil.example)",
    "[x](https://python.org\\@evil.example)",
    "[x](blob:https://example.org/1)",
    "[x](https://a.example/\u202egpj.exe)",
    '[x](https://a.example "onclick=alert(1)")',
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    '[x](https://a.example"onmouseover="alert(1))',
    "[x](https://a.example'onmouseover='alert(1))",
    "[x](https://a.example/<script>alert(1)</script>)",
    "[<script>alert(1)</script>](https://a.example)",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[a [b](javascript:alert(1)) c](https://a.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: data:text/html,alert(1) 'title'",
    "![x](javascript:alert(1))",
    "![x](https://a.example/pixel.png)",
    '![x" onerror="alert(1)](x)',
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "<data:text/html,alert(1)>",
    "<https://a.example/\"onmouseover=alert(1)>",
    "<mailto:a@b.example?subject=\"><script>alert(1)</script>>",
    "<\"onclick=alert(1)@b.example>",
    "https://a.example/\"onmouseover=\"alert(1)",
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT\n>",
    "<script>alert(1)",
    "<script/src=//evil.example>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script>\n\nalert(1)\n\n</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)",
    "<img\nsrc=x\nonerror=alert(1)\n>",
    "<img src='x'onerror=alert(1)//",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<b onmouseover=alert(1)>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://a.example' onclick='alert(1)' style='position:fixed' class='x' id='y'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp></xmp><img src=x onerror=alert(1)>",
    "<style>body{display:none}</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=code><button>Vote</button></form>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><?xml-stylesheet href=javascript:alert(1)?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\\<img src=x onerror=alert(1)\\>",
    "`<img src=x onerror=alert(1)>`",
    "``` \"onmouseover=alert(1)\n<script>alert(1)</script>\n```",
    "```<script>\n</code></pre><img src=x onerror=alert(1)>\n```",
    "~~~\n</pre><script>alert(1)</script>",
    "```\n\x02wzxhzdk:0\x03\n```\n\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 &#2;60&#3;script&#2;62&#3;",
    "> <script>\n> alert(1)\n> </script>",
    "- <img src=x\n- onerror=alert(1)>",
    "**<img src=x onerror=**alert(1)>",
    "# <img src=x onerror=alert(1)>\n<h1 onclick=alert(1)>x</h1>",
    "a{: onclick=alert(1) }\n\n[x](https://a.example){: onclick=alert(1) }",
]  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def read(rendered: str) -> _Reader:
    reader = _Reader()
    reader.feed(rendered)
    reader.close()
    return reader


def assert_safe(rendered: str) -> None:
    found = read(rendered)
    assert found.others == []
    for tag, attributes in found.tags:
        assert tag in TAGS
        if tag == "a":
            assert set(attributes) == {"href", "rel"}
            assert re.match(r"(https?://[^\s\\@]+|mailto:[^\s:]+@[^\s:]+)$", attributes["href"] or "")
            assert attributes["rel"] == "nofollow ugc noopener noreferrer"
        elif tag == "ol":
            assert set(attributes) <= {"start"}
        else:
            assert attributes == {}


class TestNothingWrittenDoesHarm:
    @pytest.mark.parametrize("attack", ATTACKS)
    @pytest.mark.parametrize("place", ["{}", "- {}", "> {}", "**{}**", "[{}](https://a.example)", "# {}", "a `{} b"])
    def test_only_listed_tags_attributes_and_schemes_come_out(self, attack: str, place: str) -> None:
        assert_safe(render(place.format(attack), site="https://www.python.org"))

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_our_own_half_is_safe_without_the_allow_list(self, attack: str) -> None:
        converter = dialect()
        converter.treeprocessors.register(_Judge(converter, None, 1), "judge", -10)
        assert_safe(re.sub(r"</?span>", "", converter.convert(visible(attack))))

    @given(st.lists(st.sampled_from([*ATTACKS, "\n", "\n\n", "- ", "> ", "`", "```\n", "<", "*", "["]), max_size=6))
    @settings(max_examples=300, deadline=None)
    def test_attacks_joined_are_no_stronger(self, parts: list[str]) -> None:
        assert_safe(render("".join(parts)))

    @given(st.text(max_size=200))
    @settings(deadline=None)
    def test_any_text_at_all_is_safe(self, text: str) -> None:
        assert_safe(render(text))

    def test_the_reader_of_these_tests_would_find_live_markup(self) -> None:
        for live in ["<img src=x>", "<p class=x>", '<a href="javascript:alert(1)">x</a>', "<!-- x -->"]:
            with pytest.raises(AssertionError):
                assert_safe(live)

    def test_scripts_and_styles_go_with_their_content(self) -> None:
        text = "Before <style>p { color: red }\n\np { margin: 0 }</style><script>steal()\n\n</script> after"
        assert render(text) == "<p>Before  after</p>"

    def test_an_unclosed_style_takes_no_text_with_it(self) -> None:
        assert render("I like <style> and tables.\n\nReally.") == "<p>I like  and tables.</p>\n<p>Really.</p>"

    def test_tables_and_frames_leave_their_words(self) -> None:
        text = "<table><tr><td>2019</td><td>Chair</td></tr></table>\n<iframe src='https://v.example'></iframe>\nafter"
        assert read(render(text)).words.split() == ["2019", "Chair", "after"]

    def test_direction_overrides_are_dropped_and_direction_marks_kept(self) -> None:
        assert render("a\u202eb&#x202e;c\u2067d\u200fe") == "<p>abcd\u200fe</p>"


class TestLinks:
    @pytest.mark.parametrize(
        ("written", "address", "words"),
        [
            ("[a](https://a.example/x_y?p=1&q=2)", "https://a.example/x_y?p=1&amp;q=2", "a"),
            ("[a](https://a.example/Board_\\(2019\\))", "https://a.example/Board_(2019)", "a"),
            ("[a](https://a.example/Board_(2019))", "https://a.example/Board_(2019)", "a"),
            ('[a](http://a.example "A title")', "http://a.example", "a"),
            ("[a](mailto:ada@example.org)", "mailto:ada@example.org", "a"),
            ("<https://a.example/>", "https://a.example/", "https://a.example/"),
            ("<ada@example.org>", "mailto:ada@example.org", "ada@example.org"),
            ("https://a.example/a_b_c", "https://a.example/a_b_c", "https://a.example/a_b_c"),
            ("[![](x.png)](https://a.example)", "https://a.example", "https://a.example"),
        ],
    )
    def test_web_and_mail_addresses_lead_on(self, written: str, address: str, words: str) -> None:
        assert render(written) == f'<p><a href="{address}"{REL}>{words}</a></p>'

    def test_a_full_stop_after_an_address_is_not_part_of_it(self) -> None:
        assert (
            render("(https://a.example/x).") == f'<p>(<a href="https://a.example/x"{REL}>https://a.example/x</a>).</p>'
        )

    def test_links_from_the_root_belong_to_the_site_of_origin(self) -> None:
        rendered = render("[PEP 13](/dev/peps/pep-0013/)", site="https://www.python.org")
        assert rendered == f'<p><a href="https://www.python.org/dev/peps/pep-0013/"{REL}>PEP 13</a></p>'

    @pytest.mark.parametrize("address", ["/dev/", "pictures/me.png", "#top", "?a=1", "//a.example", "", "tel:123"])
    def test_links_that_lead_nowhere_known_are_words(self, address: str) -> None:
        assert render(f"[*PEP* 13]({address})") == "<p><em>PEP</em> 13</p>"
        assert safe_address(address) is None

    def test_a_picture_is_its_description(self) -> None:
        assert render("![Ada on stage](https://a.example/1.png)") == "<p>Ada on stage</p>"


class TestPictures:
    OWN = Shown(f"/pictures/{'a' * 64}.webp", 600, 400, "Ada on stage")
    SHOWN = f'alt="{{}}" height="400" src="{OWN.address}" width="600"'

    def shown(self, text: str, address: str = OWN.address) -> str:
        return render(text, pictures={"ada.jpg": replace(self.OWN, address=address)})

    def test_one_that_the_caller_knows_is_shown(self) -> None:
        assert self.shown("![](ada.jpg)") == f"<p><img {self.SHOWN.format('Ada on stage')}></p>"
        assert self.shown("![Ada, *at last*](<ada.jpg>)") == f"<p><img {self.SHOWN.format('Ada, *at last*')}></p>"
        assert self.shown("[![](ada.jpg)](https://a.example)").count("https://a.example") == 1

    @pytest.mark.parametrize(
        "address",
        [
            "https://a.example/1.png", "http://a.example/1.webp", "//a.example/1.webp", "data:image/png;base64,iVA=",
            "javascript:alert(1)", "/pictures/1.webp", OWN.address, f"{OWN.address}?x", "ada.jpeg", "../ada.jpg",
            "https://a.example/ada.jpg", "ADA.JPG", "blob:x", "",
        ],
    )  # fmt: skip
    def test_every_other_one_is_its_description(self, address: str) -> None:
        assert self.shown(f"![Ada]({address})") == "<p>Ada</p>"

    @pytest.mark.parametrize(
        "address",
        [
            "https://a.example/1.webp", "//a.example/pictures/1.webp", "data:image/webp;base64,AAAA", "javascript:x()",
            "/pictures/../accounts/logout/", "/pictures/1.webp", f"/pictures/{'a' * 64}.svg", f"{OWN.address}#x",
            f"https://a.example{OWN.address}", f"/office{OWN.address}", f" {OWN.address}",
        ],
    )  # fmt: skip
    def test_what_is_not_in_our_own_storage_is_never_shown_even_if_the_caller_errs(self, address: str) -> None:
        assert "<img" not in self.shown("Before ![Ada](ada.jpg) after", address)
        assert read(self.shown("Before ![Ada](ada.jpg) after", address)).words.split()[1] == "Ada"

    def test_written_as_html_none_is_shown(self) -> None:
        for tag in (f'<img src="{self.OWN.address}">', "<img src=ada.jpg onerror=alert(1)>", "<image href=ada.jpg>"):
            assert "<im" not in self.shown(f"a {tag} b").replace("&lt;", "")

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_a_description_is_nothing_but_words(self, attack: str) -> None:
        for text in (f"![{attack}](ada.jpg)", f"![](ada.jpg)\n\n{attack}"):
            tags = read(self.shown(text)).tags
            pictures = [attributes for tag, attributes in tags if tag == "img"]
            assert all(set(each) == {"alt", "height", "src", "width"} for each in pictures)
            assert {each["src"] for each in pictures} <= {self.OWN.address}
            assert_safe(re.sub(r"<img [^<>]*>", "", self.shown(text)))

    def test_what_the_caller_says_of_it_is_nothing_but_words(self) -> None:
        alt = '"><script>alert(1)</script>'
        shown = render("![](ada.jpg)", pictures={"ada.jpg": replace(self.OWN, alt=alt)})
        assert [tag for tag, _ in read(shown).tags] == ["p", "img"]


class TestFaultsOfPythonMarkdownMended:
    def test_every_punctuation_mark_can_be_escaped(self) -> None:
        assert render(r"Background \& experience\: 1 \< 2 \~ \"x\"") == (
            '<p>Background &amp; experience: 1 &lt; 2 ~ "x"</p>'
        )

    def test_a_list_right_after_a_paragraph_is_a_list(self) -> None:
        assert render("My goals:\n- fund\n- grow") == "<p>My goals:</p>\n<ul>\n<li>fund</li>\n<li>grow</li>\n</ul>"

    def test_a_line_that_begins_with_a_year_is_no_list(self) -> None:
        assert render("I joined in\n2019. It was good.") == "<p>I joined in\n2019. It was good.</p>"

    @pytest.mark.parametrize("indent", ["\t", "    ", "  "])
    def test_lists_nest_by_tab_or_by_any_number_of_spaces(self, indent: str) -> None:
        nested = render(f"- a\n{indent}- b\n- c").replace("\n", "")
        assert nested == "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"

    def test_a_list_indented_by_a_tab_is_no_code(self) -> None:
        assert render("Goals:\n\n\t- fund\n\t- grow") == "<p>Goals:</p>\n<ul>\n<li>fund</li>\n<li>grow</li>\n</ul>"

    def test_indented_text_is_no_code(self) -> None:
        assert render("    Pasted from a mail.") == "<p>Pasted from a mail.</p>"

    def test_a_list_in_a_quote_after_its_paragraph(self) -> None:
        assert "<li>a</li>" in render("> Goals:\n> - a\n> - b")

    def test_a_paragraph_of_an_item_stays_in_it_and_the_next_item_after_it(self) -> None:
        rendered = read(render("- a\n\n  more\n- b"))
        assert [tag for tag, _ in rendered.tags] == ["ul", "li", "p", "p", "li", "p"]

    def test_code_stands_between_fences_as_typed(self) -> None:
        assert render("```python\n# a\n\n\nif a < b & c:\n```") == (
            "<pre><code># a\n\n\nif a &lt; b &amp; c:\n</code></pre>"
        )

    def test_a_number_sign_that_begins_a_word_is_no_heading(self) -> None:
        assert render("#1 of my goals") == "<p>#1 of my goals</p>"

    def test_what_only_looks_like_html_is_shown_as_typed(self) -> None:
        assert render("I <3 List<T> & AT&T &amp;lt;") == "<p>I &lt;3 List&lt;T&gt; &amp; AT&amp;T &amp;lt;</p>"

    def test_two_spaces_at_the_end_break_the_line(self) -> None:
        assert render("a  \nb  ").rstrip() == "<p>a<br>\nb  </p>"


class TestHeadings:
    def test_the_topmost_stands_under_the_heading_of_the_page_and_none_is_skipped(self) -> None:
        assert re.findall(r"<h.", render("# a\n\n#### b\n\n## c\n\n# d")) == ["<h2", "<h3", "<h3", "<h2"]
        assert re.findall(r"<h.", render("## a\n\n### b", heading_offset=2)) == ["<h3", "<h4"]

    def test_none_is_deeper_than_six(self) -> None:
        assert re.findall(r"<h.", render("# a\n\n## b\n\n### c", heading_offset=4)) == ["<h5", "<h6", "<h6"]

    def test_an_empty_heading_is_not_shown(self) -> None:
        assert render("# \n\ntext") == "<p>text</p>"


def cost(text: str) -> float:
    """Seconds of this process that a text takes; what comes of it is safe."""
    began = time.process_time()
    html = render(text)
    took = time.process_time() - began
    assert_safe(html)
    return took


class TestTime:
    SIZE = 20_000

    @pytest.mark.parametrize(
        "piece",
        [
            "[", "![", "[a](", "[[a](b)](c)", "[a](b 'c", "<", "<a ", "<!--", "<style>", "<script>`", "<!---->", "`",
            "` `` ", "*", "**a *b ", "_a ", "***a ", "*_`[<&", "\\", ">", "> - a\n", "- > ", "- 1. ", "- a\n",
            "1) a\n- b\n", "# a\n", "a\n-\n", " ", "a\n\n", "[a]: b\n", "&", "&amp;", "&#x", "```\n", "* ", "- - -\n",
            "https://a ", "https://a.)", "- a\n\n  b\n", "a  \n", "<a@b>", "\\(", "<b>", "<div ", "\t- a\n", "a\t",
            "|a|b|\n", ":", "\u202e", "é",
        ],
    )  # fmt: skip
    def test_hostile_texts_of_full_size_take_less_than_a_second(self, piece: str) -> None:
        text = (piece * self.SIZE)[: self.SIZE]
        assert cost(text) < 1 or any(cost(text) < self.a_second_here() for _attempt in range(3))

    def a_second_here(self) -> float:
        """On a machine that is slow just now: five times what a plain list of the same size takes."""
        return max(1, 5 * cost(("- a\n" * self.SIZE)[: self.SIZE]))

    def test_endless_nesting_is_made_flat(self) -> None:
        stairs = "".join("  " * depth + "- a\n" for depth in range(100))
        assert render(stairs).count("<ul>") <= 6
        assert render(">" * 1000 + "a").count("<blockquote>") <= 4

    def test_a_text_beyond_all_limits_is_not_even_tried(self) -> None:
        with pytest.raises(ValueError, match="100000 bytes"):
            render("a" * (RENDER_LIMIT + 1))


class TestPlain:
    def test_reads_as_a_mail(self) -> None:
        text = (
            "# Hello\n\nI *am* [Ada](https://a.example).\n\n1. one\n2. two\n    - deep\n\n> said\n> twice\n\n"
            "&copy; <a@b.example>"
        )
        assert plain(text) == (
            "Hello\n\nI am Ada (https://a.example).\n\n1. one\n2. two\n   - deep\n\n> said twice\n\n© a@b.example"
        )

    def test_a_long_text_opens_with_its_first_paragraph(self) -> None:
        html = render("Resolved, that:\n\n1. tea\n2. coffee")
        assert opening(html, 5) == "Resolved, that: …"
        assert opening(html, 1) == "Resolved, …"
        assert opening(html, 6) == ""

    def test_headings_go_under_the_one_that_they_are_shown_under(self) -> None:
        html = render("# Why\n\n## How\n\n`<h2>` & more")
        assert under(html, 1) == html
        assert under(html, 3).startswith("<h4>Why</h4>\n<h5>How</h5>")
        assert "<code>&lt;h2&gt;</code>" in under(html, 3)
        assert under("<h2>x</h2><h4>y</h4>", 5) == "<h6>x</h6><h6>y</h6>"

    def test_a_summary_is_one_line_and_tells_that_there_is_more(self) -> None:
        text = "# Hello\n\nI am [Ada](https://a.example)."
        assert summary(text, 3) == "Hello I am…"
        assert summary(text, 4) == "Hello I am Ada."

    def test_counts_what_a_reader_reads(self) -> None:
        assert word_count("- one\n- [two](https://a.example) & three\n\n---\n\n> it's four") == 5
        assert word_count("") == 0


class TestCheck:
    def test_a_text_at_the_limit_is_taken(self) -> None:
        check("é" * (STATEMENT_LIMIT // 2))
        check("two\r\nlines\tand a tab, \u200fמרחבא", limit=100)

    def test_one_byte_more_is_refused_and_both_sizes_are_said(self) -> None:
        with pytest.raises(ValidationError) as refused:
            check("é" * (STATEMENT_LIMIT // 2) + "a")
        assert "20,001 bytes" in refused.value.messages[0]
        assert "20,000 are the most" in refused.value.messages[0]

    @pytest.mark.parametrize(("character", "name"), [("\x00", "U+0000"), ("\x1b", "U+001B"), ("\ud83d", "U+D83D")])
    def test_characters_that_cannot_be_shown_are_refused_with_their_line(self, character: str, name: str) -> None:
        with pytest.raises(ValidationError) as refused:
            check(f"one\ntwo {character}")
        assert refused.value.messages == [
            f"Line 2 holds a character that cannot be shown ({name}). Delete it, or type that line again."
        ]

    def test_every_reason_is_told_at_once(self) -> None:
        with pytest.raises(ValidationError) as refused:
            check("\x00" * 11, limit=10)
        assert len(refused.value.messages) == 2
