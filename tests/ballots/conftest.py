"""What the tests of the ballot box ask for."""

import pytest

from tests.ballots.elections import Office
from tests.protocol.conftest import belenios_tool

__all__ = ["belenios_tool", "office", "open_office"]


@pytest.fixture
def office(db: None) -> Office:
    """An election that is ready to be sealed."""
    return Office()


@pytest.fixture
def open_office(office: Office) -> Office:
    """An election in which voting is open."""
    office.seal()
    return office
