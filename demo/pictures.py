"""Portraits of nobody: each candidate of the demo who gives a photo has rings and colours of their own, drawn anew."""

import colorsys
import io
import random

from PIL import Image, ImageDraw, ImageFilter

from base.models import Picture
from base.pictures import Shape, keep

SHOWN = "A drawn portrait of nobody: a round shape above another, before rings"
SIDE = 640
MIDDLE = SIDE // 2
Colour = tuple[int, int, int]


def portrait(name: str) -> Picture:
    """The same picture for the same name, through the same door as any photo."""
    out = io.BytesIO()
    drawn(random.Random(name)).save(out, "PNG")  # noqa: S311  a picture
    return keep(out.getvalue(), Shape.PORTRAIT)


def drawn(chance: random.Random) -> Image.Image:
    """A ground, a round shape above shoulders that are none, and rings that lean to one side."""
    hue = chance.random()
    ground, shape, line = (colour(hue + turn, light) for turn, light in ((0, 0.82), (0.5, 0.42), (0.08, 0.62)))
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(picture)
    lean = chance.randint(-90, 90)
    for ring in range(chance.randint(5, 9), 0, -1):
        radius = 62 * ring
        centre = MIDDLE + lean * ring // 4
        box = (centre - radius, MIDDLE - radius, centre + radius, MIDDLE + radius)
        draw.ellipse(box, outline=line, width=chance.randint(6, 20))
    draw.ellipse((-40, 470, SIDE + 40, SIDE + 420), fill=shape)
    across = chance.randint(105, 135)
    draw.ellipse((MIDDLE - across, 250 - across, MIDDLE + across, 250 + across), fill=colour(hue + 0.5, 0.56))
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def colour(hue: float, light: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)
