"""E-mail addresses as they are compared and as they are written."""

import re
import unicodedata

from base.addresses import normalised

__all__ = ["LONGEST", "as_proved", "looks_right", "normalised"]

LONGEST = 254  # RFC 5321, and the column of the sign-in library
_SHAPE = re.compile(r"""[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\.]+(?:\.[^\s@<>()\[\],;:"\\.]+)+""")


def as_proved(address: str) -> str:
    """An address as the sign-in library writes down that it was proved: lower case, which folds less than
    `normalised`: "faß.example" and "fass.example" compare equal, and are different places."""
    return unicodedata.normalize("NFC", address.strip()).lower()


def looks_right(address: str) -> bool:
    """One @, a host with a dot, nothing that a mail header would trip over."""
    return len(address) <= LONGEST and address.isprintable() and _SHAPE.fullmatch(address) is not None
