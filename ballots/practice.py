"""The practice ballot: a pretended election for anybody, marked and sealed as a real one, and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ballots import marking
from ballots.choices import AGAINST, FOR
from ballots.marking import Option, Page
from ballots.protocol.group import generator_power, hash_to_scalar
from ballots.protocol.questions import Election as ElectionFile
from ballots.protocol.questions import Question
from base import texts
from elections import overview
from elections.models import Contest

SLUG: Final = "practice"
IDENTITY: Final = UUID("9b0d8f52-6a4e-4a39-8c2e-5d1f7c3b2a10")
"""From which readers' orders of names follow, as in any election."""
RECORD: Final = "PracticeE1ection"
CREDENTIAL: Final = "Pract-iceBa1-1otof-Anybod"
"""The same for everybody: there is no box that would take what it signs."""
BOARD: Final = gettext_noop("Board of directors")
BIRDS: Final = (
    "Jay Longacre", "Lark Oyelaran", "Merle Steinbach", "Robin Redcrest", "Swift Ivanova", "Wren Fairweather",
)  # fmt: skip
SEATS: Final = 3
RESOLUTION: Final = gettext_noop("Tea at meetings")
TEXT: Final = gettext_noop("Resolved: the board serves tea at each of its meetings.")


@dataclass(frozen=True)
class Pretended:
    """What the voting page asks of an election."""

    name: str
    slug: str = SLUG
    uuid: UUID = IDENTITY
    server_may_seal: bool = True

    def get_absolute_url(self) -> str:
        """To where the page leads back."""
        return reverse("pages:help")


def election() -> Pretended:
    return Pretended(_("Practice election"))


@cache
def sealed() -> ElectionFile:
    """As a real one stands in its record. Its key is no secret: whatever is sealed with it, anybody may open."""
    return ElectionFile(
        uuid=RECORD,
        name="Practice election",
        description="Nothing that is sealed for it counts.",
        public_key=generator_power(hash_to_scalar(RECORD)),
        questions=(Question(BOARD, BIRDS, 1, len(BIRDS)), Question(RESOLUTION, (FOR, AGAINST), 1, 1)),
    )


def pages(order: Sequence[int], data: QueryDict | None = None) -> list[Page]:
    """Both contests, birds in the reader's order (`order`: their places), with the marks of `data`."""
    ballot, total = reverse("ballots:practice"), len(sealed().questions)
    board = Page(
        key=1,
        kind="approval",
        title=_(BOARD),
        text=SafeString(""),
        method=overview.method_of_seats(SEATS, len(BIRDS), None),
        number=1,
        total=total,
        most=len(BIRDS),
        options=[Option(str(place), BIRDS[place]) for place in order],
        ballot=ballot,
    )
    resolution = Page(
        key=2,
        kind="resolution",
        title=_(RESOLUTION),
        text=texts.render(_(TEXT)),
        method=overview.method_of_resolution(Contest.Majority.VOTES_CAST),
        number=2,
        total=total,
        most=1,
        options=[Option(str(place), marking.in_words(label)) for place, label in enumerate((FOR, AGAINST))],
        ballot=ballot,
    )
    return marking.marked([board, resolution], data)
