"""What the office is told of mails: what became of each, how many wait, and which can be sent again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from base import clock, mail_states, sending
from base.mail_models import Bounce
from base.models import Mail
from tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ELECTION = UUID(int=1)


def letter(outcome: str = "", *, kind: str = "results", over: bool = False, bounced: tuple[str, ...] = ()) -> Mail:
    """One of many; it waits, unless it was tried."""
    now = clock.now()
    mail = Mail.objects.create(
        kind=kind,
        election_uuid=ELECTION,
        recipient="ada@example.org",
        subject="Hello",
        text="Words.",
        bulk=True,
        due_at=None if outcome else now - DAY,
        until=now - DAY if over else now + DAY,
    )
    if outcome:
        mail.attempts.create(outcome=outcome, finished_at=now)
    for each in bounced:
        Bounce.objects.create(mail=mail, kind=each, address="ada@example.org", received_at=now)
    return mail


def state_of(mail: Mail) -> str:
    return str(mail_states.with_state(Mail.objects.filter(pk=mail.pk), clock.now()).get().state)


def test_what_nobody_needs_any_more_waits_for_nothing() -> None:
    letter()
    assert state_of(letter(over=True)) == "over"
    assert mail_states.waiting() == 1
    assert mail_states.numbers(ELECTION)["results"].waiting == 1


@pytest.mark.parametrize(
    ("bounced", "state"),
    [
        ((), "sent"),
        (("hard",), "back"),
        (("soft", "hard"), "back"),
        (("complaint",), "complained"),  # it arrived
        (("complaint", "hard"), "back"),
    ],
)
def test_who_complains_of_a_mail_got_it(bounced: tuple[str, ...], state: str) -> None:
    mail = letter("sent", bounced=bounced)
    numbers = mail_states.numbers(ELECTION)["results"]
    assert state_of(mail) == state
    assert (numbers.all, numbers.sent) == (1, 1)
    assert (numbers.back, numbers.complained) == (int(state == "back"), int("complaint" in bounced))


@pytest.mark.parametrize("outcome", ["refused", "unreachable", "withheld"])
def test_what_did_not_arrive_is_sent_again_until_its_time_is_over(outcome: str) -> None:
    in_time, over = letter(outcome), letter(outcome, over=True)
    found = mail_states.with_state(Mail.objects.order_by("pk"), clock.now())
    assert [mail_states.repeatable(each, clock.now()) for each in found] == [True, False]
    sending.repeat(in_time, by=cast.officer(), at=clock.now())
    with pytest.raises(ValidationError, match="time of this mail is over"):
        sending.repeat(over, by=cast.officer("Otto Officer"), at=clock.now())
    assert mail_states.waiting() == 1
