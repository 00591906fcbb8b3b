"""Settings are read from the environment with their types; what cannot be understood is refused by name."""

import base64
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("true", True), ("0", False), ("", False), ("No", False)])
def test_a_flag(value: str, *, expected: bool) -> None:
    assert environment.flag("DEBUG", environ={"DEBUG": value}) is expected


def test_a_flag_that_is_neither_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG must be 1 or 0"):
        environment.flag("DEBUG", environ={"DEBUG": "maybe"})


def test_a_flag_that_is_absent_is_its_default() -> None:
    assert environment.flag("DEBUG", default=True, environ={}) is True


@pytest.mark.parametrize("value", ["", "-1", "1.5", "٣", "two"])
def test_a_whole_number_is_nothing_else(value: str) -> None:
    assert environment.whole_number("COUNT", 0, environ={"COUNT": " 12 "}) == 12
    with pytest.raises(ImproperlyConfigured, match="COUNT must be a whole number"):
        environment.whole_number("COUNT", 0, environ={"COUNT": value})


def test_words_are_separated_by_commas() -> None:
    assert environment.words("HOSTS", environ={"HOSTS": "a.example, b.example,,"}) == ["a.example", "b.example"]


def test_a_secret_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    path = str(tmp_path / "secret")
    assert environment.secret("KEY", environ={"KEY_FILE": path}) == "from a file"
    assert environment.secret("KEY", environ={"KEY": "given", "KEY_FILE": path}) == "given"
    assert environment.secret("KEY", unless="default", environ={}) == "default"


def test_a_secret_that_is_missing_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="Set KEY, or KEY_FILE"):
        environment.secret("KEY", environ={})


def test_a_key_has_32_bytes() -> None:
    assert environment.key("KEY", base64.b64encode(bytes(32)).decode()) == bytes(32)
    for wrong in ("", "not base64", base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode()):
        with pytest.raises(ImproperlyConfigured, match="KEY must be 32 random bytes"):
            environment.key("KEY", wrong)


def test_a_database_over_the_network() -> None:
    found = environment.database("postgresql://app:p%40ss@db.example:5433/elections?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("app", "p@ss", "db.example", "5433")
    assert (found["NAME"], found["OPTIONS"]) == ("elections", {"sslmode": "require"})


def test_a_database_over_a_socket() -> None:
    found = environment.database("postgresql://app@/elections?host=%2Frun%2Fdb&port=5433")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/db", "5433", {})


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        environment.database("mysql://app@/elections")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example:4465", 4465, False, True),
    ],
)
def test_a_mail_server(url: str, port: int, *, tls: bool, ssl: bool) -> None:
    found = environment.email(url)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://"])
def test_another_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.email(url)
