"""The site behind a door that can be held: what was done stays done, and its answer is not let out."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.wsgi import application as site

HELD = Path(os.environ["HELD_ANSWERS"])
"""While this file exists, answers to what was sent wait; the file beside it says that one does."""


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    answer: Iterable[bytes] = site(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and HELD.exists():
        HELD.with_suffix(".waiting").touch()
        while HELD.exists():
            time.sleep(0.05)
    return answer
