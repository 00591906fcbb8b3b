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
