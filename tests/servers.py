"""The real server process, as in production, on a free port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Live:
    """A running server. Workers are its child processes."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextlib.contextmanager
def gunicorn(log: Path, environment: dict[str, str], application: str = "config.wsgi") -> Iterator[Live]:
    """Run gunicorn with our configuration until the block ends. The port is ours before the process begins."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        url = f"http://localhost:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}", application],
            cwd=CHECKOUT,
            env=os.environ | {"DEBUG": "0", "PUBLIC_URL": url} | environment,
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(url, process, log)
            yield Live(url, process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=10):  # noqa: S310  our own address
                return
        except urllib.error.HTTPError as error:
            if error.code == 500:  # it came up, and is broken: waiting mends nothing
                break
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.05)
    raise RuntimeError(f"The server did not come up:\n{log.read_text(errors='replace')}")
