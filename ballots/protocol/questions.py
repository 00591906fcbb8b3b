"""The sealed election: its key, its questions and their limits (sections Questions and Elections)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from .credentials import require_uuid
from .errors import Malformed, Reason, at
from .group import NAME, Element, parse_element, require_member, write_element
from .wire import array, dump, fields, fingerprint, integer, load, same_bytes, text

VERSION: Final = 1


@dataclass(frozen=True)
class Question:
    """A homomorphic question: choose between `minimum` and `maximum` answers, or abstain where `blank` allows it."""

    question: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = True

    def __post_init__(self) -> None:
        distinct = len(set(self.answers)) == len(self.answers)
        if not self.answers or not distinct or not 0 <= self.minimum <= self.maximum <= len(self.answers):
            raise Malformed(Reason.BAD_QUESTION)

    @property
    def ciphertexts(self) -> int:
        """How many encrypted numbers an answer has: one for each choice, and one in front for the abstention."""
        return len(self.answers) + self.blank

    @property
    def allowed(self) -> range:
        """The numbers of choices M_1 ... M_k that are allowed."""
        return range(self.minimum, self.maximum + 1)

    def choose(self, chosen: Collection[int] = (), *, blank: bool = False) -> tuple[int, ...]:
        """The plaintext (m_0, m_1, ..., m_n) for the indices of the chosen answers, or for an abstention."""
        if any(not 0 <= index < len(self.answers) for index in chosen) or (blank and not self.blank):
            raise Malformed(Reason.BAD_CHOICE)
        numbers = tuple(int(index in set(chosen)) for index in range(len(self.answers)))
        return self.require_valid((int(blank), *numbers) if self.blank else numbers)

    def require_valid(self, plaintext: Sequence[int]) -> tuple[int, ...]:
        """Refuse a plaintext that the proofs could not be made for."""
        if len(plaintext) != self.ciphertexts or any(number not in (0, 1) for number in plaintext):
            raise Malformed(Reason.BAD_CHOICE)
        chosen = sum(plaintext[int(self.blank) :])
        blank = self.blank and plaintext[0] == 1
        if chosen if blank else chosen not in self.allowed:
            raise Malformed(Reason.BAD_CHOICE)
        return tuple(plaintext)

    def to_json(self) -> dict[str, object]:
        blank = {"blank": True} if self.blank else {}
        limits = {"min": self.minimum, "max": self.maximum}
        return {"answers": list(self.answers), **blank, **limits, "question": self.question}


@dataclass(frozen=True)
class Election:
    """`election.json`: everything a voter's program needs to seal a ballot."""

    uuid: str
    name: str
    description: str
    public_key: Element
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    raw: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        require_uuid(self.uuid)
        if not self.questions:
            raise Malformed(Reason.BAD_QUESTION)
        object.__setattr__(self, "raw", dump(self.to_json()))

    @cached_property
    def fingerprint(self) -> str:
        """phi, to which every ballot and every proof is bound."""
        return fingerprint(self.raw)

    def to_json(self) -> dict[str, object]:
        optional = {"administrator": self.administrator, "credential_authority": self.credential_authority}
        return {
            "version": VERSION,
            "description": self.description,
            "name": self.name,
            "group": NAME,
            "public_key": write_element(self.public_key),
            "questions": [question.to_json() for question in self.questions],
            "uuid": self.uuid,
            **{name: value for name, value in optional.items() if value is not None},
        }


def read_election(raw: bytes) -> Election:
    version, description, name, group, key, questions, uuid, administrator, authority = fields(
        load(raw),
        *("version", "description", "name", "group", "public_key", "questions", "uuid"),
        *("?administrator", "?credential_authority"),
    )
    if version != VERSION or group != NAME:
        raise Malformed(Reason.UNSUPPORTED)
    with at("Election key"):
        public_key = require_member(parse_element(key))
    election = Election(
        uuid=text(uuid),
        name=text(name),
        description=text(description),
        public_key=public_key,
        questions=tuple(_question(value, number) for number, value in enumerate(array(questions), 1)),
        administrator=None if administrator is None else text(administrator),
        credential_authority=None if authority is None else text(authority),
    )
    same_bytes(raw, election.raw)
    return election


def _question(value: object, number: int) -> Question:
    with at(f"Question {number}"):
        if isinstance(value, dict) and "type" in value:
            raise Malformed(Reason.UNSUPPORTED)
        answers, blank, minimum, maximum, question = fields(value, "answers", "?blank", "min", "max", "question")
        return Question(
            question=text(question),
            answers=tuple(text(answer) for answer in array(answers)),
            minimum=integer(minimum),
            maximum=integer(maximum),
            blank=blank is True,
        )
