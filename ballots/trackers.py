"""A ballot's tracker as people meet it: in an address, in groups of four, and as a picture for a phone."""

import io
import re
from collections.abc import Collection

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

from ballots.models import Ballot
from elections.models import Election
from members.models import Person

BEGINNING = re.compile(r"[A-Za-z0-9+/]{1,43}")
TO_ADDRESS = str.maketrans("+/", "-_")
FROM_ADDRESS = str.maketrans("-_", "+/")


class TrackerConverter:
    """43 characters of base64; in an address with - and _ for + and / (RFC 4648, section 5)."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value.translate(FROM_ADDRESS)

    def to_url(self, value: str) -> str:
        return value.translate(TO_ADDRESS)


def beginning(typed: str) -> str:
    """What somebody looks for, without spaces and as trackers are stored; empty where no tracker begins so."""
    wanted = "".join(typed.split()).translate(FROM_ADDRESS)
    return wanted if BEGINNING.fullmatch(wanted) else ""


def last_of(person: Person, elections: Collection[Election]) -> dict[int, str]:
    """The tracker of this person's last ballot in each of the elections, by its key. For nobody's eyes but theirs."""
    cast = Ballot.objects.filter(setup__election__in=elections, credential__roll_entry__person=person)
    return dict(cast.order_by("id").values_list("setup__election", "tracker"))


def groups(tracker: str) -> list[str]:
    return [tracker[start : start + 4] for start in range(0, len(tracker), 4)]


def qr(text: str) -> SafeString:
    """An SVG of its own, without a fixed size or an inline style."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=0).save(out)
    svg = out.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  made here, of dark squares alone
