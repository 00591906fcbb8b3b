"""The same strict headers on every response: pages, errors and static files."""

import pytest
from django.test import Client

from config.middleware import LARGEST_BODY, LARGEST_LIST
from tests.cast import person

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/no-such-page", 404), ("/static/admin/css/base.css", 200), ("/admin/", 302)],
)
def test_headers_of_every_response(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == POLICY
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.django_db
def test_headers_of_a_refused_form() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/")
    assert response.status_code == 403
    assert response["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
def test_headers_that_django_sets(client: Client) -> None:
    response = client.get("/healthz")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("path", "most"), [("/accounts/login/", LARGEST_BODY), ("/office/members/", LARGEST_LIST)])
def test_a_body_that_is_too_large_is_not_read(client: Client, path: str, most: int) -> None:
    answer = client.generic("POST", path, b"x", CONTENT_LENGTH=str(most + 1))
    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer
    assert client.generic("POST", path, b"x", CONTENT_LENGTH="-1").status_code == 413


@pytest.mark.django_db
def test_what_is_shown_to_somebody_signed_in_stays_in_no_cache(client: Client) -> None:
    assert "Cache-Control" not in client.get("/")
    client.force_login(person().user)
    assert "no-store" in client.get("/")["Cache-Control"]
