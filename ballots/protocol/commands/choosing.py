"""Choices as people type them, by number or by name, and as they are read back to them."""

import re
import unicodedata
from collections.abc import Sequence

from ballots.protocol.questions import Question

from .files import Stopped, ask

ABSTAIN = "abstain"


def in_words(question: Question, plaintext: Sequence[int]) -> list[str]:
    """What a plaintext chooses; an abstention, or nothing at all, in brackets."""
    first = int(question.blank)
    chosen = [name for name, number in zip(question.answers, plaintext[first:], strict=True) if number]
    if question.blank and plaintext[0]:
        return ["(abstention)"]
    return chosen or ["(nothing)"]


def listed(question: Question) -> list[str]:
    """The question as it is asked."""
    limits = f"at least {question.minimum}, at most {question.maximum}"
    if question.minimum == question.maximum:
        limits = f"exactly {question.minimum}"
    lines = [f"{question.question} (choose {limits})"]
    lines += [f"  {number:3}  {name}" for number, name in enumerate(question.answers, 1)]
    return [*lines, f"  or: {ABSTAIN}"] if question.blank else lines


def read_choice(question: Question, typed: str) -> tuple[int, ...]:
    """The plaintext for “1 3 5”, for “Ada Alpha; Ben Beta”, or for “abstain”; refuses what the question does not allow.

    Raises Stopped for a name or number that is not there, Refused for a choice that is not allowed.
    """
    words = typed.strip()
    if question.blank and _folded(words) == ABSTAIN:
        return question.choose(blank=True)
    if re.fullmatch(r"[\d\s,]*", words):
        numbers = [int(number) for number in re.findall(r"\d+", words)]
    else:
        numbers = [_number(question, name) for name in words.split(";") if name.strip()]
    if wrong := [number for number in numbers if not 1 <= number <= len(question.answers)]:
        raise Stopped(f"{question.question}: there is no number {wrong[0]}.")
    return question.choose({number - 1 for number in numbers})


def ask_choice(question: Question) -> tuple[int, ...]:
    """Ask until the answer is one that the question allows."""
    print("", *listed(question), sep="\n")
    while True:
        typed = ask("Numbers, or names with “;” between them: ")
        try:
            return read_choice(question, typed)
        except (Stopped, ValueError) as wrong:
            print(wrong)


def _number(question: Question, name: str) -> int:
    found = [number for number, answer in enumerate(question.answers, 1) if _folded(answer) == _folded(name)]
    if len(found) != 1:
        raise Stopped(f"{question.question}: there is no “{name.strip()}”, or more than one.")
    return found[0]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
