"""Two workers that remind at the same moment: everybody gets one mail."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from base.models import Mail
from nominees.models import MailedLink
from nominees.reminding import remind
from tests.ballots.threads import at_once, in_the_background
from tests.databases import DatabaseForTests
from tests.nominees.asking import ENDS, open_to_questions, public
from tests.nominees.nominations import ANNOUNCED, ANSWERED, named, standing

DAY = timedelta(days=1)
ANSWER, WRITE, QUESTIONS = ANSWERED - DAY, ANNOUNCED - DAY, ENDS - DAY


@pytest.fixture
def owing(committed: DatabaseForTests) -> None:
    """One has not answered a nomination; one stands, and has written neither a statement nor an answer."""
    board = open_to_questions()
    named(board, "Una", "una@example.org")
    nora = standing(board, "Nora", "nora@example.org")
    nora.profiles.update(text="")
    public(board)
    Mail.objects.all().delete()


def wait_until_blocked(*, patience: float = 20) -> None:
    """Until another connection waits for what this transaction holds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise TimeoutError("nobody waits")


@pytest.mark.parametrize(
    ("at", "kind", "to"),
    [
        (ANSWER, "answer_reminder", "una@example.org"),
        (WRITE, "statement_reminder", "nora@example.org"),
        (QUESTIONS, "questions_reminder", "nora@example.org"),
    ],
)
def test_the_second_waits_for_the_first_and_finds_nothing_left(owing: None, at: datetime, kind: str, to: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = remind(at)
            second = in_the_background(pool, lambda: remind(at))
            wait_until_blocked()
        assert second.result(timeout=20) == 0
    assert first == Mail.objects.count()
    assert Mail.objects.filter(kind=kind).values_list("recipient").get() == (to,)


def test_eight_at_once_send_what_one_would(owing: None) -> None:
    links = MailedLink.objects.count()
    for at in (ANSWER, QUESTIONS):
        assert sorted(at_once([lambda at=at: remind(at)] * 8))[:-1] == [0] * 7  # type: ignore[misc, type-var]
    assert Mail.objects.values("kind", "recipient").distinct().count() == Mail.objects.count()
    assert MailedLink.objects.count() == links + Mail.objects.filter(secret=True).count()
