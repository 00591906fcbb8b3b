"""Two officers at their desks."""

import pytest
from django.test import Client

from members.models import Person
from tests import cast


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def ines(db: None) -> Person:
    return cast.officer("Ines Castellano")


@pytest.fixture
def jonas(db: None) -> Person:
    return cast.officer("Jonas Achterberg")


@pytest.fixture
def desk(ines: Person) -> Client:
    """The first officer's browser."""
    return signed_in(ines)


@pytest.fixture
def other_desk(jonas: Person) -> Client:
    """The second officer's browser."""
    return signed_in(jonas)


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody with an account, and no office."""
    return signed_in(cast.person("Robin Outis"))
