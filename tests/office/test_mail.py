"""What was mailed about an election: its state, what can be sent again, and nothing that tells who voted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from base import clock
from base.models import JournalLine, Mail, MailAttempt
from base.sending import IN_FLIGHT, repeat, send
from elections.models import Election
from members.models import Person
from tests.ballots.elections import Office
from tests.postbox import Postbox, postbox

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


def outcomes(mail: Mail) -> list[str | None]:
    return list(mail.attempts.values_list("outcome", flat=True))


@pytest.fixture
def box(settings: Settings) -> Iterator[Postbox]:
    """A mail server, which the mails of the test go to."""
    with postbox() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


def page_of(election: Election) -> str:
    return reverse("office:mails", args=[election.slug])


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


def test_mails_are_found_by_their_state(election: Election, desk: Client) -> None:
    attempt(letter(election, "refused@example.org"), "refused")
    attempt(letter(election, "doubtful@example.org"), None)
    letter(election, "waiting@example.org")
    MailAttempt.objects.create(mail=letter(election, "going@example.org"))
    again = letter(election, "again@example.org")
    attempt(again, "refused")
    attempt(again, "sent")

    def found(state: str) -> list[str]:
        return [row["to"] for row in desk.get(page_of(election), {"state": state}).context["mails"]]

    assert found("refused") == ["refused@example.org"]
    assert found("unknown") == ["doubtful@example.org"]
    assert found("queued") == ["waiting@example.org"]
    assert found("sending") == ["going@example.org"]
    assert found("sent") == ["again@example.org"]
    assert found("unreachable") == []
    assert len(found("")) == len(found("nonsense\0")) == 5


def test_mails_are_found_by_their_address(election: Election, desk: Client) -> None:
    letter(election, "ada@example.org")
    letter(election, "bea@example.org")
    letter(election, "ada@example.org", kind="vote reminder")
    found = desk.get(page_of(election), {"q": "ADA@"}).context["mails"]
    assert [row["to"] for row in found] == ["ada@example.org"]
    assert "No such mail." in desk.get(page_of(election), {"q": "nobody\0"}).content.decode()


def test_a_mail_that_is_being_sent_is_not_repeated(election: Election, desk: Client) -> None:
    going = letter(election)
    MailAttempt.objects.create(mail=going)
    answer = desk.post(reverse("office:mail_repeat", args=[election.slug, going.pk]), follow=True)
    assert "being sent now" in answer.content.decode()
    assert going.attempts.get().given_up_at is None


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


def test_what_is_in_doubt_arrives_again_under_the_same_name(election: Election, ines: Person, box: Postbox) -> None:
    doubtful = letter(election)
    box.break_off = True
    send(doubtful)
    doubtful.attempts.update(started_at=clock.now() - AGO)
    box.break_off = False
    send(doubtful)
    assert outcomes(doubtful) == [None]
    repeat(doubtful, by=ines, at=clock.now())
    send(doubtful)
    send(doubtful)
    assert outcomes(doubtful) == [None, "sent"]
    first, again = box.arrived
    assert first["Message-ID"] == again["Message-ID"]


def test_what_may_still_be_on_its_way_is_not_repeated(election: Election, ines: Person, box: Postbox) -> None:
    going, now = letter(election), clock.now()
    MailAttempt.objects.create(mail=going, started_at=now - IN_FLIGHT)
    with pytest.raises(ValidationError, match="being sent now"):
        repeat(going, by=ines, at=now)
    send(going)
    assert box.arrived == []
    repeat(going, by=ines, at=now + timedelta(seconds=1))
    send(going)
    assert outcomes(going) == [None, "sent"]


def test_what_was_refused_arrives_once_the_mailbox_takes_it(election: Election, ines: Person, box: Postbox) -> None:
    refused = letter(election)
    box.rcpt = "550 No such mailbox"
    send(refused)
    box.rcpt = "250 OK"
    repeat(refused, by=ines, at=clock.now())
    send(refused)
    assert outcomes(refused) == ["refused", "sent"]
    assert len(box.arrived) == 1


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
