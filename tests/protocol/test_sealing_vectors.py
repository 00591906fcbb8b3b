"""The ballots that the browser must make to the byte are what this library makes."""

import json

from tests.protocol.sealing_vectors import FILE, vectors


def test_the_file_is_what_is_sealed_here() -> None:
    assert json.loads(FILE.read_text()) == vectors()
