"""The cast of the tests: people, made in one line each."""

from itertools import count

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
