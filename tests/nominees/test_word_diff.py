"""What changed, word by word: nothing is lost of either version, and lines stay lines."""

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nominees.word_diff import PILCROW, Run, after_of, before_of, word_diff


def told(before: str, after: str) -> list[list[tuple[str, str]]]:
    return [[(run.kind, run.text) for run in line] for line in word_diff(before, after)]


def test_a_word_is_replaced_in_its_sentence() -> None:
    assert told("I serve two years.", "I serve three years.") == [
        [("same", "I serve"), ("removed", "two"), ("added", "three"), ("same", "years.")]
    ]


def test_the_same_words_have_one_kind_and_space_is_not_compared() -> None:
    assert told("One  line.\n\nAnother.", "One line.\n Another. ") == [[("same", "One line.")], [("same", "Another.")]]


def test_a_new_paragraph_stands_on_its_own_line() -> None:
    assert told("First.", "First.\n\nSecond word.") == [
        [("same", "First."), ("added", PILCROW)],
        [("added", "Second word.")],
    ]


def test_paragraphs_that_were_joined_show_the_break_that_is_gone() -> None:
    assert told("First.\n\nSecond.", "First. Second.") == [
        [("same", "First."), ("removed", PILCROW)],
        [("same", "Second.")],
    ]


def test_from_nothing_and_to_nothing() -> None:
    assert told("", "") == []
    assert told("", "All new.") == [[("added", "All new.")]]
    assert told("All gone.", "  ") == [[("removed", "All gone.")]]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "\n"]), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_both_versions_can_be_read_from_it(before: str, after: str) -> None:
    runs = [run for line in word_diff(before, after) for run in line]

    def words(other: str) -> list[str]:
        return [word for run in runs if run.kind != other for word in run.text.split() if word != PILCROW]

    assert words("added") == before.split()
    assert words("removed") == after.split()


@given(WORDS, WORDS)
def test_neighbouring_runs_differ_in_kind(before: str, after: str) -> None:
    for line in word_diff(before, after):
        assert all(one.kind != other.kind for one, other in pairwise(line))


def test_the_longest_statement_of_one_word_is_compared_at_once() -> None:
    begin = time.perf_counter()
    assert word_diff("a " * 10_000, "a " * 9_000 + "b " * 1_000)
    assert time.perf_counter() - begin < 5


def test_each_side_has_its_own_words_in_its_own_lines() -> None:
    lines = word_diff("one two\nthree", "one four\nthree\nfive")
    assert before_of(lines) == [[Run("same", "one"), Run("removed", "two")], [Run("same", "three")]]
    assert after_of(lines)[0] == [Run("same", "one"), Run("added", "four")]
    assert after_of(lines)[-1] == [Run("added", "five")]


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_nothing_is_lost_of_either_side(before: str, after: str) -> None:
    lines = word_diff(before, after)
    for side, text in ((before_of(lines), before), (after_of(lines), after)):
        assert " ".join(run.text for line in side for run in line).replace(PILCROW, "").split() == text.split()
