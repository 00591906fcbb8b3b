"""A progress bar for commands that take their time; only where somebody watches a terminal."""

import sys
import time
from typing import TextIO

WIDTH = 30
BETWEEN = 0.1  # seconds between two drawings


class Bar:
    """`with Bar("casting", 100) as bar: bar.advance()`. Keeps how many seconds it took."""

    def __init__(self, label: str, total: int = 1, stream: TextIO | None = None) -> None:
        self.label, self.total, self.done, self.seconds = label, total, 0, 0.0
        self._stream = sys.stderr if stream is None else stream
        self._shown = 0.0

    def __enter__(self) -> "Bar":
        self._began = time.monotonic()
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began
        self._draw()
        if self._stream.isatty():
            self._stream.write(f" {self.seconds:.1f} s\n")

    def advance(self, steps: int = 1) -> None:
        self.done += steps
        if time.monotonic() - self._shown > BETWEEN:
            self._draw()

    def _draw(self) -> None:
        if not self._stream.isatty():
            return
        self._shown = time.monotonic()
        part = min(self.done / self.total, 1) if self.total else 1.0
        self._stream.write(f"\r{self.label:22} [{'#' * int(part * WIDTH):{WIDTH}}] {part:4.0%}")
        self._stream.flush()
