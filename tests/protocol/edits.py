"""Ballots edited and signed again, so that only the edit can be the reason for a refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.errors import Refused
from ballots.protocol.setup import Setup
from tests.protocol.elections import Polls, chance
from tests.protocol.forger import Forger

Json = Any
CHOICES = ((0,), (1,), (0, 1))


def edited(polls: Polls, raw: bytes, edit: Callable[[Json], object], *, voter: int = 0) -> bytes:
    """The ballot after an edit, signed again by the voter, so that only the edit can be the reason."""
    content = json.loads(raw)
    edit(content)
    return Forger(polls.election, polls.signing_key(voter), chance("edited")).sign(content)


def refusal(setup: Setup, raw: bytes, **options: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        check(setup, raw, **options)
    return refused.value
