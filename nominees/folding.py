"""Names as they compare: one folding of letters, for addresses, for a directory's order and for looking somebody up."""

import unicodedata

# Letters that Unicode does not take apart into a plain letter and an accent.
_SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def folded(name: str) -> str:
    """Without case, every accent a character of its own, and letters spelled out that are more than one."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(_SPELLED)


def bare(name: str) -> str:
    """Without accents and case."""
    return "".join(each for each in folded(name) if not unicodedata.combining(each))
