"""Posts and stories are read faithfully, refused by line, and written so that they read alike."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.documents import DocumentError
from community.documents import (
    Missing,
    PostDocument,
    ProgrammeStories,
    Voice,
    missing_pictures,
    read_post,
    read_stories,
    write_post,
    write_stories,
)
from nominees.document_kinds import POST_KEYS, Kind, recognise

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "documents"
POST = (DOCUMENTS / "quirky_post.md").read_text()
VOICES = (DOCUMENTS / "voices.md").read_text()


class TestPost:
    def test_all_eight_keys(self) -> None:
        post = read_post(POST)
        assert (post.title, post.author, post.description) == ('Tea & talks: "a report"', "", "")
        assert (post.published_on, post.updated_on) == (date(2031, 3, 4), date(2031, 3, 6))
        assert (post.tags, post.is_published) == (("grants", "Tea talks"), False)
        assert post.legacy_url == "/2031/03/tea-talks.html"
        assert post.markdown.startswith("The board met on 3\\-4 March\\.  \n")

    @pytest.mark.parametrize("key", POST_KEYS)
    def test_lacks_none(self, key: str) -> None:
        lines = [line for line in (DOCUMENTS / "post.md").read_text().split("\n") if not line.startswith(f"{key}:")]
        assert recognise("\n".join(lines)) is Kind.NEWS_POST
        with pytest.raises(DocumentError, match=f"line 1: The front matter of a post lacks “{key}”"):
            read_post("\n".join(lines), "post.md")

    @pytest.mark.parametrize(
        ("right", "wrong", "reason"),
        [
            ("published: false", "published: perhaps", "not true or false"),
            ("'2031-03-04'", "4 March 2031", "not a date such as"),
            ("'2031-03-06'", "[2031-03-06]", "a list, not a text"),
            ("'2031-03-04'", "''", "“publishDate” is empty"),
            ("'Tea & talks: \"a report\"'", "''", "“title” is empty"),
            ("/2031/03/tea-talks.html", "javascript:alert(1)", "not a path on the site of origin"),
            ("/2031/03/tea-talks.html", "//evil.example/", "not a path on the site of origin"),
            ("published: false", "published: false\ncolour: red", "“colour” is not one of a post's eight keys"),
        ],
    )
    def test_faults_are_named_with_their_line(self, right: str, wrong: str, reason: str) -> None:
        text = POST.replace(right, wrong)
        with pytest.raises(DocumentError, match=reason) as refused:
            read_post(text)
        line = text.split("\n")[refused.value.line - 1]
        assert wrong.rsplit("\n", maxsplit=1)[-1] in line

    def test_tags_that_are_no_list(self) -> None:
        with pytest.raises(DocumentError, match="“tags” is a text, not a list"):
            read_post((DOCUMENTS / "post.md").read_text().replace("tags: []", "tags: awards"))

    def test_pictures_of_its_own_folder_are_missing(self) -> None:
        post = read_post(POST)
        missing = missing_pictures(post.markdown, post.line)
        assert [each.address for each in missing] == ["images/hall.png", "../tea.jpg"]
        lines = POST.split("\n")
        assert all(each.address in lines[each.line - 1] for each in missing)
        assert missing_pictures("![a](/static/a.png)", 7) == [Missing(7, "/static/a.png")]

    @pytest.mark.parametrize("name", ["post.md", "quirky_post.md"])
    def test_written_it_reads_alike(self, name: str) -> None:
        post = read_post((DOCUMENTS / name).read_text())
        assert read_post(write_post(post)) == post
        assert recognise(write_post(post)) is Kind.NEWS_POST


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(lambda words: " ".join(words.split()))


@given(st.builds(PostDocument, WORDS.filter(bool), st.dates(), st.none() | st.dates(), WORDS, WORDS,
                 st.lists(WORDS.filter(bool)).map(tuple), st.booleans(), st.just("") | st.just("/a/b"),
                 WORDS.map(str.strip)))  # fmt: skip
def test_any_post_reads_alike(post: PostDocument) -> None:
    said = replace(post, description=post.description if post.description.strip(" .") else "")
    assert read_post(write_post(post)) == said


class TestStories:
    def test_several_voices_in_a_section_and_one_without_a_heading(self) -> None:
        (grants,) = read_stories(VOICES)
        assert grants.name == "Grants Program"
        assert [(voice.name, voice.affiliation) for voice in grants.voices] == [
            ("Ngozi Example", "Example Users Group"),
            ("山田 太郎", "Host"),
            ("Cy Nobody", ""),
        ]
        assert grants.voices[1].markdown == "We bought tea:\n\n\n* green\n* black\n\n\nIt was \\(very\\) good."

    def test_each_knows_its_line(self) -> None:
        lines = VOICES.split("\n")
        for voice in read_stories(VOICES)[0].voices:
            assert lines[voice.line - 1] == voice.markdown.split("\n")[0]

    def test_one_under_each_heading(self) -> None:
        programmes = read_stories((DOCUMENTS / "stories.md").read_text())
        assert [(programme.name, [voice.name for voice in programme.voices]) for programme in programmes] == [
            ("Packages", ["Zoë Ångström"]),
            ("Trainings", ["Bo Muster", "Ravi Example"]),
        ]

    def test_a_list_and_a_lone_item_are_no_speakers(self) -> None:
        text = "## A\n\nWe need:\n\n* Tea, green\n* Time\n\nand\n\n* patience, above all.\n\nSo.\n\n* Ann One\n"
        assert [voice.name for voice in read_stories(text)[0].voices] == ["Ann One"]

    def test_code_is_not_taken_apart(self) -> None:
        text = "## A\n\n```\n---\n## B\n\n* Ann One, Works\n\nmore\n```\n\n* Bo Two\n"
        assert [(each.name, len(each.voices)) for each in read_stories(text)] == [("A", 1)]

    def test_an_underline_is_no_rule(self) -> None:
        assert len(read_stories("## A\n\nTitle\n---\n\ntext\n\n* Bo Two\n")[0].voices) == 1

    @pytest.mark.parametrize("name", ["stories.md", "voices.md"])
    def test_written_they_read_alike(self, name: str) -> None:
        programmes = read_stories((DOCUMENTS / name).read_text())
        assert read_stories(write_stories(programmes)) == programmes
        assert recognise(write_stories(programmes)) is Kind.STORIES

    def test_one_alone_is_known_by_the_title(self) -> None:
        alone = [ProgrammeStories("A", (Voice("Ann One", "Works", "Words."),))]
        assert recognise(write_stories(alone)) is Kind.STORIES
        assert read_stories(write_stories(alone)) == alone

    def test_too_many(self) -> None:
        with pytest.raises(DocumentError, match="more than 500 voices"):
            read_stories("words\n\n* Ann One, Works\n\n---\n\n" * 501)


LINES = st.lists(
    st.sampled_from(["a", "b c.", "", "", "---", "***", "## d", "* e", "* F, G", "* Ann One, Works", "```", "    h"])
)
VOICE = st.builds(Voice, st.just("Ann One"), st.sampled_from(["", "Works"]), LINES.map("\n".join))


@given(st.lists(st.builds(ProgrammeStories, st.sampled_from(["A", "B & C"]), st.lists(VOICE, min_size=1).map(tuple))))
def test_whatever_staff_write_is_steady_once_exported(programmes: list[ProgrammeStories]) -> None:
    once = write_stories(read_stories(write_stories(programmes)))
    assert write_stories(read_stories(once)) == once


@given(st.lists(VOICE.filter(lambda voice: voice.markdown.strip() and "```" not in voice.markdown), min_size=1))
def test_no_voice_takes_another_ones_words(voices: list[Voice]) -> None:
    again = read_stories(write_stories([ProgrammeStories("A", tuple(voices))]))
    words = [re.findall(r"\w+", voice.markdown) for programme in again for voice in programme.voices]
    assert words == [re.findall(r"\w+", voice.markdown) for voice in voices]
