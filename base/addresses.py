"""E-mail addresses as they are compared."""

import unicodedata


def normalised(address: str) -> str:
    """An e-mail address as it is compared: NFC, case-folded, without surrounding space."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).casefold())
