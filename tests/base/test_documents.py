"""A document's bytes and front matter are read strictly: each fault is named with its line, in bounded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.documents import MOST_BYTES, DocumentError, decode, front_matter, take_apart


def fields(front: str) -> object:
    return dict(take_apart(f"---\n{front}\n---\nbody", "a.md").front_matter)


class TestDecode:
    def test_a_byte_order_mark_and_other_new_lines_are_taken(self) -> None:
        assert decode(b"\xef\xbb\xbfa\r\nb\rc") == "a\nb\nc"

    def test_a_bad_byte_is_named_with_its_line(self) -> None:
        with pytest.raises(DocumentError) as refused:
            decode("one\ntwo é".encode("latin-1"), "old.md")
        assert str(refused.value) == (
            "old.md, line 2: The byte 0xe9 is not UTF-8. Save the file as UTF-8 and try again."
        )

    def test_what_no_page_can_show_is_named_with_its_line(self) -> None:
        with pytest.raises(DocumentError, match=r"line 2: It holds a character that cannot be shown \(U\+0000\)"):
            decode(b"one\ntwo\x00")

    def test_the_largest_is_taken_and_one_byte_more_is_not(self) -> None:
        assert len(decode(b"a" * MOST_BYTES)) == MOST_BYTES
        with pytest.raises(DocumentError, match="2,000,001 bytes, and 2,000,000 are the most"):
            decode(b"a" * (MOST_BYTES + 1))


class TestFrontMatter:
    def test_every_value_is_the_text_that_stands_there(self) -> None:
        front = "a: 2019\nb: true\nc: 'It''s: x'\nd: \"say \\\"x\\\"\"\ne: ...\nf: [x, 'y, z']\ng:\n- 2019-01-01\nh:"
        assert fields(front) == {
            "a": "2019",
            "b": "true",
            "c": "It's: x",
            "d": 'say "x"',
            "e": "...",
            "f": ("x", "y, z"),
            "g": ("2019-01-01",),
            "h": "",
        }

    def test_a_placeholder_and_an_absent_key_say_nothing(self) -> None:
        taken = take_apart("---\na: ...\nb: c\n---\n")
        assert (taken.field("a"), taken.field("b"), taken.field("z")) == (None, "c", None)

    def test_the_body_begins_where_it_begins(self) -> None:
        taken = take_apart("---\na: b\n---\n\nbody")
        assert (taken.body, taken.first_line) == ("\nbody", 4)
        assert take_apart("no front matter\n---\n").front_matter == {}

    @pytest.mark.parametrize(
        ("front", "line", "reason"),
        [
            ("a: 1\nnonsense", 3, "could not find expected ':'"),
            ("nonsense", 2, "not of the form “key: value”"),
            ("- a", 2, "not of the form"),
            ("a: 1\na: 2", 3, "says “a” twice"),
            ("a: b: c", 2, "mapping values are not allowed here"),
            ("a: 1\nb: 'open", 3, "unexpected end of stream"),
            ("a: 1\n\tb: 2", 3, "cannot start any token"),
            ("a: {b: c}", 2, "neither a text nor a list of texts"),
            ("a:\n- [b]", 3, "a list of something else than texts"),
            ("a: &x 1\nb: *x", 2, "an anchor or a tag"),
            ("a: !!python/object/apply:os.system [ls]", 2, "an anchor or a tag"),
            ("a: !!binary aGk=", 2, "an anchor or a tag"),
            ("? [a]\n: b", 2, "a key that is not a word"),
            ("a: 1\n...\n%YAML 1.1", 4, "expected '<document start>'"),
        ],
    )
    def test_faults_are_named_with_their_line(self, front: str, line: int, reason: str) -> None:
        with pytest.raises(DocumentError, match=reason) as refused:
            fields(front)
        assert refused.value.line == line

    def test_one_that_never_ends(self) -> None:
        with pytest.raises(DocumentError, match="no line of --- ends it"):
            take_apart("---\ntitle: a\n")

    @pytest.mark.parametrize("bomb", ["a: " + "[" * 9_000, "{" * 9_000, "a: " + "- " * 9_000, "x: " + "y" * 30_000])
    def test_bombs_are_refused(self, bomb: str) -> None:
        with pytest.raises(DocumentError):
            fields(bomb)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text() | st.lists(st.text()).map(tuple)))
def test_what_is_written_reads_alike_whatever_it_says(said: dict[str, str | tuple[str, ...]]) -> None:
    encodable = {
        key: value.encode("utf-8", "ignore").decode()
        if isinstance(value, str)
        else tuple(each.encode("utf-8", "ignore").decode() for each in value)
        for key, value in said.items()
    }
    one_line = {
        key: " ".join(value.split()) if isinstance(value, str) else tuple(" ".join(each.split()) for each in value)
        for key, value in encodable.items()
    }
    lines = "\n".join([*front_matter(encodable), "", "body"])
    if said:
        assert dict(take_apart(lines).front_matter) == one_line
