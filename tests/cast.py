"""The cast of the tests: people, made in one line each."""

import io
from itertools import count
from typing import Any

from PIL import Image

from members.models import Person, User

_number = count(1)


def person(name: str = "Ada Outsider", email: str = "") -> Person:
    """Somebody with an account."""
    somebody = Person.objects.create(name=name)
    User.objects.create_user(email or f"person{next(_number)}@example.org", person=somebody)
    return somebody


def officer(name: str = "Olga Officer") -> Person:
    """Somebody of the election office."""
    somebody = person(name)
    User.objects.filter(person=somebody).update(is_staff=True)
    return Person.objects.get(pk=somebody.pk)


def picture_file(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as somebody sends it."""
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, (200, 40, 40)).save(out, kind, **options)
    return out.getvalue()
