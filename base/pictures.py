"""Pictures: whatever is sent is decoded and written anew, so that nothing but the picture is kept.

No name of a file, no place where it was taken, no second file behind the first: only its points, as WebP, in three
sizes.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from base.models import Picture

LARGEST_FILE = 10 * 1024 * 1024
MOST_POINTS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


class Shape(Enum):
    """Large, small and tiny. A portrait is cut to a square, a wide picture keeps its shape; neither is grown."""

    PORTRAIT = (Size(512, 512), Size(256, 256), Size(128, 128))
    WIDE = (Size(1200, 1200), Size(600, 600), Size(300, 300))


def keep(content: bytes, shape: Shape) -> Picture:
    """The picture, stored once however often it is sent. Raises ValidationError with a sentence for who sent it."""
    image = _decoded(content)
    if shape is Shape.PORTRAIT and min(image.size) < shape.value[1].width:
        raise ValidationError(
            _("The picture is too small: both sides need at least %(least)d points.") % {"least": shape.value[1].width},
            code="small",
        )
    large, small, tiny = (_fitted(image, size, shape) for size in shape.value)
    data = _webp(large)
    picture, _made = Picture.objects.get_or_create(
        hash=hashlib.sha256(data).hexdigest(),
        defaults={
            "width": large.width,
            "height": large.height,
            "large": data,
            "small": _webp(small),
            "tiny": _webp(tiny),
        },
    )
    return picture


def as_jpeg(webp: bytes) -> bytes:
    """One of ours for where WebP is not understood."""
    out = io.BytesIO()
    Image.open(io.BytesIO(webp)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _decoded(content: bytes) -> Image.Image:
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("The picture is larger than 10 MB."), code="large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            if image.width * image.height > MOST_POINTS:
                raise ValidationError(_("The picture has more than 50 million points."), code="large")
            image.load()
            upright = ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("This is not a picture that we can read: send JPEG, PNG or WebP."), code="kind"
        ) from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
    ) as error:  # what Pillow raises for a file that is broken or cut short
        raise ValidationError(
            _("The picture is damaged: its file ends early or contradicts itself."), code="damaged"
        ) from error
    return _on_white(_in_eight_bits(upright))


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow would cut off a deeper grey, which leaves everything white, rather than scale it."""
    if not image.mode.startswith("I"):
        return image
    scaled = image.convert("I").point(lambda grey: grey / 257).convert("L")
    if isinstance(clear := scaled.info.get("transparency"), int):
        scaled.info["transparency"] = clear // 257
    return scaled


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: a page may be light or dark."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _fitted(image: Image.Image, size: Size, shape: Shape) -> Image.Image:
    if shape is Shape.PORTRAIT:
        side = min(size.width, *image.size)
        return ImageOps.fit(image, (side, side), centering=(0.5, 0.4))  # faces are above the middle
    fitted = image.copy()
    fitted.thumbnail((size.width, size.height))
    return fitted


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
