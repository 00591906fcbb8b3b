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
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.serving import served, url_of

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
        with served("config.wsgi", address, page=PAGE) as url:
            with urllib.request.urlopen(url + PAGE) as answer:  # noqa: S310  our own address
                page = answer.read()
            shared = rate(url + PAGE, requests)
        with served("config.wsgi", address | {"SHARED_PAGES_SECONDS": "0"}, page=PAGE) as url:
            made = rate(url + PAGE, requests // 20)
        with tempfile.NamedTemporaryFile() as file:
            file.write(page)
            file.flush()
            with served("public_pages:bare()", {"BENCH_PAGE": file.name}, page=PAGE) as url:
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


def rate(url: str, requests: int) -> tuple[float, int, int]:
    """Requests a second, and what half and 95 of 100 of them took at most, in milliseconds."""
    command = ["ab", "-q", "-n", str(requests), "-c", str(READERS), url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    found = [re.search(pattern, said) for pattern in (r"per second:\s+([\d.]+)", r"50%\s+(\d+)", r"95%\s+(\d+)")]
    each, half, most = (match[1] for match in found if match)
    return float(each), int(half), int(most)


if __name__ == "__main__":
    sys.exit(main())
