"""Development starts with nothing set; production refuses to start half configured."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": base64.b64encode(bytes(range(60))).decode(),
    "ELECTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    "PUBLIC_URL": "https://elections.example.org",
    "DATABASE_URL": "postgresql://app@/elections",
    "EMAIL_URL": "smtps://mail.example.org",
    "TRUSTED_PROXY_COUNT": "1",
}


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Django's checks in a process of its own, which knows only these settings."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_leave_nothing_to_warn_of() -> None:
    done = check(PRODUCTION)
    assert done.returncode == 0, done.stderr


ASK = """
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client, RequestFactory
def view(request):
    get_token(request)
    return HttpResponse()
print(CsrfViewMiddleware(view)(RequestFactory().get("/", secure=True)).cookies)
print(*(getattr(settings, f"SESSION_COOKIE_{part}") for part in ("NAME", "SECURE", "PATH", "DOMAIN")))
host = {"HTTP_HOST": "elections.example.org"}
print(Client().get("/robots.txt", secure=True, **host)["Strict-Transport-Security"])
print(Client().get("/robots.txt", **host)["Location"])
"""


def test_production_binds_browsers_to_tls_and_cookies_to_the_host() -> None:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **PRODUCTION}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
    )
    form, session, transport, redirect = asked.stdout.splitlines()
    assert form.startswith("Set-Cookie: __Host-csrf=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(form.split("; "))
    assert "Domain" not in form
    assert session == "__Host-session True / None"
    assert transport == "max-age=63072000; includeSubDomains; preload"
    assert redirect == "https://elections.example.org/robots.txt"


def test_a_deployment_without_a_proxy_is_warned() -> None:
    done = check(PRODUCTION | {"TRUSTED_PROXY_COUNT": "0"})
    assert done.returncode != 0
    assert "base.W001" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ELECTION_KEY", "PUBLIC_URL", "DATABASE_URL", "EMAIL_URL"])
def test_production_refuses_to_start_without(name: str) -> None:
    done = check({key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode != 0
    assert f"Set {name}" in done.stderr


@pytest.mark.parametrize("name", ["DEMO", "DEBUG"])
def test_production_refuses(name: str) -> None:
    done = check(PRODUCTION | {name: "1"})
    assert done.returncode != 0
    assert f"{name} must not be set in production" in done.stderr


def test_an_unknown_environment_is_refused() -> None:
    assert "development or production" in check({"DJANGO_ENV": "prodution"}).stderr
