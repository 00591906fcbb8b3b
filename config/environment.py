"""Reads settings from the environment, each with its type; a secret may also come from a file (NAME_FILE)."""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def text(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    return environ.get(name, default).strip()


def flag(name: str, *, default: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    if value.strip().lower() not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value.strip().lower() in TRUE


def whole_number(name: str, default: int, *, environ: Mapping[str, str] = os.environ) -> int:
    value = environ.get(name, str(default)).strip()
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> list[str]:
    return [word.strip() for word in environ.get(name, default).split(",") if word.strip()]


def secret(name: str, *, unless: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """A secret from NAME, or from the file that NAME_FILE names; `unless` is the default where one is allowed."""
    if value := environ.get(name, "").strip():
        return value
    if path := environ.get(f"{name}_FILE", ""):
        return Path(path).read_text(encoding="utf-8").strip()
    if unless is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE with the path of a file that holds it.")
    return unless


def key(name: str, value: str) -> bytes:
    """32 bytes, written in base64."""
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 random bytes in base64: try `openssl rand -base64 32`.")
    return decoded


def json_object(name: str, *, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """A JSON object, which may hold secrets; empty where there is none."""
    try:
        found = json.loads(secret(name, unless="{}", environ=environ))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f'{name} must be a JSON object, such as {{"KEY": "value"}}.')
    return found


def database(url: str) -> dict[str, Any]:
    """Django's settings for postgresql://role:password@host:port/name?option=value; a socket folder as ?host=."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    port = options.pop("port", parts.port or "")
    return {
        "ENGINE": "base.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port),
        "OPTIONS": options,
    }


def email(url: str) -> dict[str, Any]:
    """Django’s mail settings for smtp://, smtp+tls:// (STARTTLS), smtps://name:password@host, console: or nowhere:.

    backend:package.module.Class is any other way of Django’s own interface, such as a provider’s.
    """
    parts = urlsplit(url)
    if parts.scheme == "backend":
        return {"EMAIL_BACKEND": parts.path}
    if parts.scheme == "nowhere":  # the demo's mailbox page shows what the table has
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in PORTS or not parts.hostname:
        schemes = "smtp://, smtp+tls://, smtps://, backend:, console: or nowhere:"
        raise ImproperlyConfigured(f"EMAIL_URL must begin with {schemes}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
