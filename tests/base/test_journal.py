"""The journal: one line an act, in the act's own transaction, and never changed."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from base import clock, journal
from base.models import JournalLine
from tests.cast import person

pytestmark = pytest.mark.django_db


def test_a_line_keeps_who_and_what_as_they_were() -> None:
    olga, otto, election = person("Olga"), person("Otto"), uuid.uuid4()
    line = journal.write(
        "voting extended",
        by=olga,
        second=otto,
        election=election,
        subject="Board 2026",
        reason="An outage of two hours",
        details={"hours": 2},
        public=True,
    )
    olga.name = "Olga Renamed"
    olga.save()
    line.refresh_from_db()
    assert (line.actor_id, line.actor, line.second_id, line.second) == (olga.pk, "Olga", otto.pk, "Otto")
    assert (line.act, line.election_uuid, line.subject) == ("voting extended", election, "Board 2026")
    assert (line.reason, line.details, line.public) == ("An outage of two hours", {"hours": 2}, True)


def test_a_part_of_the_system_acts_under_its_own_name() -> None:
    line = journal.write("mails queued", by="worker")
    assert (line.actor_id, line.actor, line.second_id, line.second) == (None, "worker", None, "")
    assert not line.public


def test_the_database_says_when() -> None:
    first, second = journal.write("one", by="test"), journal.write("two", by="test")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.at < second.at


def test_the_app_role_chooses_no_instant() -> None:
    before = clock.now()
    line = JournalLine.objects.create(act="backdated", actor="test", at=before - timedelta(days=30))
    line.refresh_from_db()
    assert before < line.at < clock.now()


def test_a_line_outlives_whom_it_names() -> None:
    olga = person("Olga")
    line = journal.write("nominated", by=olga)
    olga.user.delete()
    olga.delete()
    line.refresh_from_db()
    assert line.actor == "Olga"


def test_an_act_that_fails_leaves_no_line() -> None:
    def act() -> None:
        with transaction.atomic():
            journal.write("nominated", by="test")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()
    assert not JournalLine.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE base_journalline SET act = 'other'", "DELETE FROM base_journalline", "TRUNCATE base_journalline"],
)
def test_nobody_changes_the_journal(statement: str) -> None:
    journal.write("nominated", by="test")
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalLine.objects.get().act == "nominated"


def test_a_long_subject_is_cut() -> None:
    assert len(journal.write("nominated", by="test", subject="x" * 301).subject) == 300
