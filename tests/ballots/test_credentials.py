"""Private credentials are derived: always the same, never shared between elections, numbers or generations."""

import uuid

from ballots.credentials import private_credential
from ballots.protocol.credentials import require_private_credential

KEY, ELECTION = bytes(range(32)), uuid.UUID(int=1)


def test_is_of_the_protocols_form_and_always_the_same() -> None:
    private = private_credential(KEY, ELECTION, 1)
    assert require_private_credential(private) == private == private_credential(KEY, ELECTION, 1)


def test_every_input_changes_it() -> None:
    others = [
        private_credential(KEY[::-1], ELECTION, 1),
        private_credential(KEY, uuid.UUID(int=2), 1),
        private_credential(KEY, ELECTION, 11),
        private_credential(KEY, ELECTION, 1, 2),
        private_credential(KEY, ELECTION, 1),
    ]
    assert len(set(others)) == 5
