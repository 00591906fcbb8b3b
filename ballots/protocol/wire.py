"""Compact JSON as the specification writes it: exact fields, exact order, exact bytes (section Conventions)."""

import base64
import hashlib
import json
from typing import NoReturn

from .errors import Malformed, Reason


def dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def load(raw: bytes) -> object:
    try:
        return json.loads(raw.decode(), parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError):
        raise Malformed(Reason.NOT_JSON) from None


def _refuse(_: str) -> NoReturn:
    raise ValueError


def fields(value: object, *names: str) -> list[object]:
    """The values of an object that has exactly these fields in this order; a name with "?" in front may be absent."""
    if not isinstance(value, dict):
        raise Malformed(Reason.WRONG_TYPE)
    expected = [name.lstrip("?") for name in names if not name.startswith("?") or name[1:] in value]
    if list(value) != expected:
        raise Malformed(Reason.WRONG_FIELDS)
    return [value.get(name.lstrip("?")) for name in names]


def array(value: object, length: int | None = None) -> list[object]:
    if not isinstance(value, list):
        raise Malformed(Reason.WRONG_TYPE)
    if length is not None and len(value) != length:
        raise Malformed(Reason.WRONG_COUNT)
    return value


def text(value: object) -> str:
    """A string; half of a surrogate pair, which JSON can escape and nobody can write, is none."""
    if not isinstance(value, str):
        raise Malformed(Reason.WRONG_TYPE)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Malformed(Reason.NOT_JSON) from None
    return value


def integer(value: object) -> int:
    """A small natural number."""
    if type(value) is not int or not 0 <= value < 2**31:
        raise Malformed(Reason.WRONG_TYPE)
    return value


def same_bytes(raw: bytes, written: bytes) -> None:
    """Refuse content that is written differently from how we would write it."""
    if raw != written:
        raise Malformed(Reason.NOT_CANONICAL)


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def fingerprint(raw: bytes) -> str:
    """The compact base64 of SHA-256: fingerprints, trackers and the signed hash."""
    return compact_base64(hashlib.sha256(raw).digest())


def compact_base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode().rstrip("=")
