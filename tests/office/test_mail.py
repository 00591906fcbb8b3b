"""What was mailed about an election: its state, what can be sent again, and nothing that tells who voted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import clock
from base.mail import repeat
from base.models import JournalLine, Mail, MailAttempt
from elections.models import Election
from members.models import Person
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db
AGO = timedelta(minutes=5)


@pytest.fixture
def election() -> Election:
    return Office().election


def letter(election: Election, to: str = "ada@example.org", kind: str = "nominated") -> Mail:
    return Mail.objects.create(kind=kind, election_uuid=election.uuid, recipient=to, subject="Hello", text="Words.")


def attempt(mail: Mail, outcome: str | None, answer: str = "") -> MailAttempt:
    now = clock.now()
    finished = now - AGO if outcome else None
    return MailAttempt.objects.create(
        mail=mail, started_at=now - AGO, finished_at=finished, outcome=outcome, answer=answer
    )


def page_of(election: Election) -> str:
    return reverse("office:mail", args=[election.slug])


@pytest.mark.parametrize(
    ("outcome", "words", "repeatable"),
    [
        ("sent", "sent", False),
        ("refused", "550 no such user", True),
        ("unreachable", "mail server unreachable", True),
        (None, "unknown: perhaps sent", True),
    ],
)
def test_every_state_is_told(
    election: Election, desk: Client, outcome: str | None, words: str, repeatable: bool
) -> None:
    attempt(letter(election), outcome, "550 no such user" if outcome == "refused" else "")
    text = desk.get(page_of(election)).content.decode()
    assert words in text
    assert ("Send again" in text) == repeatable


def test_receipts_of_voters_are_not_listed(election: Election, desk: Client) -> None:
    receipt = letter(election, "voter@example.org", kind="ballot cast")
    assert "voter@example.org" not in desk.get(page_of(election)).content.decode()
    assert desk.post(reverse("office:mail_repeat", args=[election.slug, receipt.pk])).status_code == 404


def test_what_is_in_doubt_is_repeated_by_an_officer_and_journaled(
    election: Election, desk: Client, stranger: Client
) -> None:
    doubtful = letter(election)
    attempt(doubtful, None)
    address = reverse("office:mail_repeat", args=[election.slug, doubtful.pk])
    assert stranger.post(address).status_code == 403
    assert desk.get(address).status_code == 405
    desk.post(address)
    assert doubtful.attempts.get().given_up_at is not None
    assert JournalLine.objects.get(act="repeat mail").actor == "Ines Castellano"
    assert "queued" in desk.get(page_of(election)).content.decode()


def test_what_was_sent_or_waits_or_is_wiped_is_not_repeated(election: Election, ines: Person) -> None:
    sent, waiting, wiped = letter(election), letter(election), letter(election)
    attempt(sent, "sent")
    attempt(wiped, "refused")
    Mail.objects.filter(pk=wiped.pk).update(text="")
    for mail, sentence in ((sent, "sent already"), (waiting, "waits to be sent"), (wiped, "wiped")):
        with pytest.raises(ValidationError, match=sentence):
            repeat(mail, by=ines, at=clock.now())


def test_the_list_costs_the_same_for_one_and_for_three(election: Election, desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(page_of(election))
        return len(captured)

    attempt(letter(election), "sent")
    one = queries()
    for _ in range(2):
        attempt(letter(election), "refused")
    assert queries() == one
