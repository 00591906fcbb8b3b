"""Pictures: written anew without what else was in the file, in three sizes; refused with a sentence."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image

from base.models import Picture
from base.pictures import LARGEST_FILE, Shape, as_jpeg, keep
from tests.cast import picture_file

pytestmark = pytest.mark.django_db


def opened(data: bytes | memoryview) -> Image.Image:
    return Image.open(io.BytesIO(bytes(data)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_portrait_is_a_square_in_three_sizes(kind: str) -> None:
    picture = keep(picture_file(kind=kind), Shape.PORTRAIT)
    assert (opened(picture.large).format, opened(picture.large).size) == ("WEBP", (512, 512))
    assert (opened(picture.small).format, opened(picture.small).size) == ("WEBP", (256, 256))
    assert (opened(picture.tiny).format, opened(picture.tiny).size) == ("WEBP", (128, 128))


def test_a_small_portrait_is_not_grown_and_a_tiny_one_refused() -> None:
    assert keep(picture_file((300, 400)), Shape.PORTRAIT).width == 300
    with pytest.raises(ValidationError, match="too small"):
        keep(picture_file((255, 400)), Shape.PORTRAIT)


def test_a_wide_picture_keeps_its_shape() -> None:
    picture = keep(picture_file((3000, 1500)), Shape.WIDE)
    assert (picture.width, picture.height) == (1200, 600)
    assert opened(picture.small).size == (600, 300)
    assert opened(picture.tiny).size == (300, 150)


def test_where_it_was_taken_is_forgotten_and_how_it_was_held_is_heeded() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "N"
    picture = keep(picture_file((900, 600), exif=exif), Shape.WIDE)
    assert (picture.width, picture.height) == (600, 900)
    assert not opened(picture.large).getexif()
    assert b"at home" not in bytes(picture.large)


def test_what_is_behind_the_picture_is_not_kept() -> None:
    assert b"<script>" not in bytes(keep(picture_file() + b"<script>alert(1)</script>", Shape.WIDE).large)


def test_what_shines_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(keep(out.getvalue(), Shape.WIDE).large).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_deep_grey_keeps_its_shades() -> None:
    out = io.BytesIO()
    Image.new("I;16", (300, 300), 257 * 100).save(out, "PNG")
    shade = opened(keep(out.getvalue(), Shape.WIDE).large).convert("L").getpixel((5, 5))
    assert isinstance(shade, int | float)
    assert abs(shade - 100) <= 2


def test_the_same_picture_is_stored_once() -> None:
    assert keep(picture_file(), Shape.WIDE) == keep(picture_file(), Shape.WIDE)
    assert Picture.objects.count() == 1


def with_half_a_header() -> bytes:
    """A PNG whose account of where it was taken breaks off after four bytes."""
    png, chunk = picture_file(kind="PNG"), b"eXIfII*\0"
    return png[:33] + struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png[33:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a picture"),
        (b"<svg onload='alert(1)'/>", "not a picture"),
        (b"GIF89a" + b"\0" * 100, "not a picture"),
        (picture_file()[:300], "damaged"),
        (with_half_a_header(), "damaged"),
        (b"\0" * (LARGEST_FILE + 1), "larger than 10 MB"),
        (picture_file((8000, 8000), "PNG"), "50 million points"),
    ],
)
def test_anything_else_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        keep(content, Shape.WIDE)
    assert not Picture.objects.exists()


def test_it_is_served_for_ever(client: Client) -> None:
    picture = keep(picture_file(), Shape.PORTRAIT)
    for url, size in ((picture.get_absolute_url(), 512), (picture.small_url, 256)):
        answer = client.get(url)
        assert (answer["Content-Type"], opened(answer.content).width) == ("image/webp", size)
        assert "immutable" in answer["Cache-Control"]
    assert client.get("/pictures/nothing.webp").status_code == 404


def test_as_jpeg_is_the_same_picture() -> None:
    picture = keep(picture_file((300, 300)), Shape.PORTRAIT)
    with Image.open(io.BytesIO(as_jpeg(bytes(picture.small)))) as image:
        assert (image.format, image.size) == ("JPEG", (256, 256))
