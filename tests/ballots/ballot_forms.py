"""A ballot as a browser without JavaScript fills it in and sends it."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from elections.models import Election
from members.models import Person

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
CHECKED = re.compile(r'name="(contest-\d+)" value="([^"]+)" id="[^"]+" checked')
Fields = dict[str, list[str]]


def signed_in(person: Person, **options: bool) -> Client:
    client = Client(**options)  # type: ignore[arg-type]  # the stubs mistake options for headers
    client.force_login(person.user)
    return client


def marks(election: Election, *chosen: tuple[int | str, ...], agree: bool = True) -> Fields:
    """One tuple of values a contest; "abstain" is one of them."""
    names = (f"contest-{contest.pk}" for contest in election.contests.all())
    fields = {name: [str(value) for value in values] for name, values in zip(names, chosen, strict=True)}
    return fields | ({"agree": ["on"]} if agree else {})


def send(client: Client, election: Election, page: str, fields: Fields, **headers: str) -> HttpResponse:
    answer = client.post(reverse(f"ballots:{page}", args=[election.slug]), fields, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def hidden(answer: HttpResponse) -> Fields:
    """The hidden fields of a page, as its form would send them on."""
    found: Fields = {}
    for name, value in HIDDEN.findall(words(answer)):
        if value not in found.setdefault(unescape(name), []):
            found[unescape(name)].append(unescape(value))
    found.pop("csrfmiddlewaretoken", None)
    return found


def checked(answer: HttpResponse) -> set[tuple[str, str]]:
    """What is marked on a ballot."""
    return set(CHECKED.findall(words(answer)))


def sent(fields: Fields) -> set[tuple[str, str]]:
    return {(name, value) for name, values in fields.items() if name.startswith("contest-") for value in values}


def words(answer: HttpResponse) -> str:
    return answer.content.decode()
