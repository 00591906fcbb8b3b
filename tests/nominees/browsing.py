"""Readers of the pages of this room, and what the tests of those pages send and count."""

import re
from datetime import timedelta
from html import unescape

from django.test import Client

from base.models import Mail
from elections.models import Election
from members.models import Person, User
from nominees.models import Nomination, Nominee
from tests.nominees.nominations import ANNOUNCED, DURING

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TEXTAREA = re.compile(r'<textarea[^>]*? ?name="([^"]+)"[^>]*>\r?\n(.*?)</textarea>', re.DOTALL)


def announce(board: Election) -> None:
    """As it is an hour after the candidates were announced."""
    back = ANNOUNCED + timedelta(hours=1) - DURING
    for name in ("nominations_open", "nominations_close", "acceptance_closes", "candidates_announced"):
        setattr(board, name, getattr(board, name) - back)
    board.save()


def browser(somebody: Person | None = None) -> Client:
    client = Client()
    if somebody:
        client.force_login(User.objects.get(person=somebody))
    return client


def at(board: Election, path: str) -> str:
    return f"/elections/{board.slug}/{path}"


def token_in(mail: Mail) -> str:
    return mail.text.split("/nominations/")[1].split("/")[0]


def rows() -> list[int]:
    return [Nominee.objects.count(), Nomination.objects.count(), Mail.objects.count()]


NORA = {"name": "Nora Nominee", "email": "nora@example.org", "text": "Why *not*?", "nominator_name": "Mia M."}


def sent_on(html: str) -> dict[str, str]:
    """What the one form of the page sends when its button is pressed."""
    page = html.split("<ol", 1)[1]
    found = {name: unescape(value) for name, value in HIDDEN.findall(page) + TEXTAREA.findall(page)}
    found.pop("csrfmiddlewaretoken")
    return found | ({"preview": "preview"} if 'type="submit" name="preview" value="preview"' in page else {})


def filled_in(page: str, said: dict[str, str]) -> bool:
    """Whether the form on the page holds all that."""
    texts = {name: unescape(value) for name, value in TEXTAREA.findall(page)}
    return all(texts.get(name) == value or f'value="{value}"' in page for name, value in said.items())
