"""Runs a command of `python -m ballots.protocol` in this process, typing the given lines."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ballots.protocol.__main__ import main

Run = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def runner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: object, typed: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        capsys.readouterr()
        status = main(list(map(str, arguments)))
        said = capsys.readouterr()
        return Done(status, said.out, said.err.strip())

    return run
