"""What the browser must make for trustees to the byte is what this library makes."""

import json

from tests.protocol.trustee_vectors import FILE, vectors


def test_the_file_is_what_is_made_here() -> None:
    assert json.loads(FILE.read_text()) == vectors()
