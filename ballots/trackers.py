"""A ballot's tracker as people meet it: in an address, in groups of four, and as a picture for a phone."""

import io

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

TO_ADDRESS = str.maketrans("+/", "-_")
FROM_ADDRESS = str.maketrans("-_", "+/")


class TrackerConverter:
    """43 characters of base64; in an address with - and _ for + and / (RFC 4648, section 5)."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value.translate(FROM_ADDRESS)

    def to_url(self, value: str) -> str:
        return value.translate(TO_ADDRESS)


def groups(tracker: str) -> list[str]:
    return [tracker[start : start + 4] for start in range(0, len(tracker), 4)]


def qr(text: str) -> SafeString:
    """An SVG of its own, without a fixed size or an inline style."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=0).save(out)
    svg = out.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  made here, of dark squares alone
