"""One thing that the pre-flight looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from base.models import JournalLine
from base.moments import distance_in_words

MOST_NAMES = 12


@dataclass(frozen=True)
class Check:
    """A warning holds nothing up. `name` says what was looked at, and so who can mend it and where."""

    name: str
    passed: bool
    sentence: str
    is_warning: bool = False

    @property
    def fails(self) -> bool:
        return not self.passed and not self.is_warning


def names(of: Iterable[str]) -> str:
    """In one line, however many there are."""
    every = list(of)
    told = ", ".join(every[:MOST_NAMES])
    return told if len(every) <= MOST_NAMES else _("%(names)s and others") % {"names": told}


def long_ago(line: JournalLine, at: datetime) -> str:
    return distance_in_words(line.at, at)


def warning(name: str, problem: str | Sequence[str], good: str) -> Check:
    """A warning with its problem, where there is one."""
    return Check(name, not problem, str(problem or good), is_warning=True)
