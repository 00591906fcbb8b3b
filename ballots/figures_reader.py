"""One object of a file of figures: each value of its kind, and nothing that was not asked for; pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


class FiguresError(ValueError):
    """What is wrong, and where."""


class ObjectReader:
    """One object of the file; what it is not asked for is refused at the end."""

    def __init__(self, row: Any, place: str) -> None:
        self.place = place
        if not isinstance(row, dict):
            raise self.wrong("is not an object")
        self._row: dict[str, Any] = row
        self._asked: set[str] = set()

    def wrong(self, what: str) -> FiguresError:
        return FiguresError(f"{self.place}: {what}.")

    def _get(self, name: str) -> Any:
        self._asked.add(name)
        return self._row.get(name)

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self._get(name)
        if value is None or value == "":
            if needed:
                raise self.wrong(f"“{name}” is missing")
            return ""
        if not isinstance(value, str) or len(value) > 300 or not value.isprintable():
            raise self.wrong(f"“{name}” is a text of at most 300 characters")
        return value.strip()

    def number(self, name: str) -> int | None:
        value = self._get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
            raise self.wrong(f"“{name}” is a number")
        return value

    def numbers(self, name: str) -> list[int]:
        value = self._get(name) or []
        if isinstance(value, str):
            value = [int(word) for word in re.split(r"[,\s]+", value.strip()) if re.fullmatch(r"\d{1,3}", word)]
        if not isinstance(value, list) or not all(isinstance(each, int) for each in value):
            raise self.wrong(f"“{name}” is a list of numbers")
        return value

    def words(self, name: str) -> list[str]:
        value = self._get(name) or []
        if isinstance(value, str):
            value = [word.strip() for word in value.split(";") if word.strip()]
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.wrong(f"“{name}” is a list of texts")
        return value

    def items(self, name: str) -> Sequence[Any]:
        value = self._get(name) or []
        if not isinstance(value, list):
            raise self.wrong(f"“{name}” is a list")
        return value

    def truth(self, name: str) -> bool | None:
        value = self._get(name)
        known = {"": None, "yes": True, "no": False}
        value = known.get(value, value) if isinstance(value, str) else value
        if value is not None and not isinstance(value, bool):
            raise self.wrong(f"“{name}” is true or false")
        return value

    def instant(self, name: str) -> datetime | None:
        said = self.text(name)
        if not said:
            return None
        try:
            at = datetime.fromisoformat(said)
        except ValueError as error:
            raise self.wrong(f"“{name}” is no date: “{said}”") from error
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def refuse_others(self) -> None:
        if unknown := sorted(set(self._row) - self._asked):
            raise self.wrong(f"unknown: {', '.join(unknown)}")
