"""The same strict headers on every response: pages, errors and static files."""

import pytest
from django.test import Client

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
