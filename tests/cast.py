"""The cast of the tests: people, made in one line each."""

import io
from datetime import UTC, datetime
from itertools import count
from typing import Any

from PIL import Image

from elections import appointing
from elections.roles import Role
from members.models import Person, User

_number = count(1)


def person(name: str = "Ada Outsider", email: str = "") -> Person:
    """Somebody with an account."""
    somebody = Person.objects.create(name=name)
    User.objects.create_user(email or f"person{next(_number)}@example.org", person=somebody)
    return somebody


def officer(name: str = "Olga Officer") -> Person:
    """Somebody who runs elections."""
    return of_the_office(Role.OFFICER, name=name)


def of_the_office(*roles: Role, name: str = "Stella Staff") -> Person:
    """Somebody with these roles in the election office."""
    somebody = person(name)
    for role in roles:
        appointing.enter(somebody, role, at=datetime(2020, 1, 1, tzinfo=UTC))
    return Person.objects.get(pk=somebody.pk)


def picture_file(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as somebody sends it."""
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, (200, 40, 40)).save(out, kind, **options)
    return out.getvalue()
