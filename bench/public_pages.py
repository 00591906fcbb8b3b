#!/usr/bin/env python3
"""How many readers a second a public page serves, beside a bare Django view that returns the same bytes.

    bench/public_pages.py [REQUESTS]

The candidates of the demo's election, asked for by eight readers at once who all have no cookie, so that each gets one
of the 64 orders. Both run in the same gunicorn, one process with four threads. Needs `ab` (apt-get install
apache2-utils). Run it on a machine that does nothing else.
"""

import argparse
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
PAGE = "/elections/2026-board-election/candidates/"
READERS = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("requests", type=int, nargs="?", default=4_000)
    requests = parser.parse_args().requests
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEMO"] = "1"
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from base.embedded import Embedded
    from base.own_database import own_database

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        stack.enter_context(own_database("bench_pages"))
        call_command("load_demo")
        database = url_of(connection.settings_dict)
        address = {"DATABASE_URL": database, "DATABASE_OWNER_URL": database}
        with served("config.wsgi", address) as url:
            with urllib.request.urlopen(url + PAGE) as answer:  # noqa: S310  our own address
                page = answer.read()
            shared = rate(url + PAGE, requests)
        with served("config.wsgi", address | {"SHARED_PAGES_SECONDS": "0"}) as url:
            made = rate(url + PAGE, requests // 20)
        with tempfile.NamedTemporaryFile() as file:
            file.write(page)
            file.flush()
            with served("public_pages:bare()", {"BENCH_PAGE": file.name}) as url:
                bare_ = rate(url + PAGE, requests)
    print(f"{'':24}{'a second':>10}{'p50':>8}{'p95':>8}   {len(page):,} bytes")
    for name, (each, half, most) in (("a bare view", bare_), ("shared pages", shared), ("made anew each time", made)):
        print(f"{name:24}{each:>10.0f}{half:>6} ms{most:>5} ms   {each / bare_[0]:.2f}")
    return 0


def bare() -> Callable[..., Any]:
    """A WSGI application: Django with the middleware that it gives a new project, and one view."""
    from django.conf import settings

    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="bench",  # noqa: S106  it signs nothing
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    page = Path(os.environ["BENCH_PAGE"]).read_bytes()

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page)

    globals()["urlpatterns"] = [path(PAGE[1:], view)]
    return get_wsgi_application()


@contextlib.contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[str]:
    """The address of a gunicorn of our configuration, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--pythonpath", "bench"]
        process = subprocess.Popen(
            [*gunicorn, "--bind", f"fd://{listener.fileno()}", application],
            cwd=CHECKOUT,
            env=os.environ | environment | {"WEB_WORKERS": "1", "PUBLIC_URL": url},
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(url + PAGE)
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


def rate(url: str, requests: int) -> tuple[float, int, int]:
    """Requests a second, and what half and 95 of 100 of them took at most, in milliseconds."""
    command = ["ab", "-q", "-n", str(requests), "-c", str(READERS), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    found = [re.search(pattern, said) for pattern in (r"per second:\s+([\d.]+)", r"50%\s+(\d+)", r"95%\s+(\d+)")]
    each, half, most = (match[1] for match in found if match)
    return float(each), int(half), int(most)


def url_of(database: dict[str, Any]) -> str:
    from urllib.parse import quote

    user, password, host = (quote(str(database[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    port = f"&port={database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}:{password}@/{database['NAME']}?host={host}{port}"


if __name__ == "__main__":
    sys.exit(main())
