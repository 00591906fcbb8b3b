"""PURE. One range of bytes, as a downloader asks for it that goes on where it stopped (RFC 9110, section 14)."""

import re
from typing import Final

ONE: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class Unsatisfiable(ValueError):  # noqa: N818  an answer, not an error
    """Nothing of the file is in the range."""


def wanted(header: str, size: int) -> range | None:
    """Which bytes of so many; None where the whole is due: no range, several of them, or none that can be read."""
    found = ONE.fullmatch(header)
    first, last = found.groups() if found else ("", "")
    if not first and not last:
        return None
    if not first:
        chosen = range(max(size - int(last), 0), size)
    else:
        chosen = range(int(first), min(int(last) + 1, size) if last else size)
        if last and int(last) < int(first):
            return None
    if chosen.start >= size:
        raise Unsatisfiable
    return chosen
