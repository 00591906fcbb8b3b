"""The site's own server for a bench that asks over HTTP."""

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
from pathlib import Path
from typing import Any
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def served(application: str, environment: dict[str, str], *, page: str = "/healthz", workers: int = 1) -> Iterator[str]:
    """The address of a gunicorn of our configuration that answers with `page`, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--pythonpath", "bench"]
        process = subprocess.Popen(
            [*gunicorn, "--bind", f"fd://{listener.fileno()}", application],
            cwd=CHECKOUT,
            env=os.environ | environment | {"WEB_WORKERS": str(workers), "PUBLIC_URL": url},
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(url + page)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def wait_for(url: str) -> None:
    for _ in range(300):
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=10):  # noqa: S310
            return
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer.")


def url_of(database: dict[str, Any]) -> str:
    """As another process is told of it."""
    user, password, host = (quote(str(database[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    port = f"&port={database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}:{password}@/{database['NAME']}?host={host}{port}"
