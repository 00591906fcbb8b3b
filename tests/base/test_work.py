"""What takes longer than a page: asked for once at a time, done once, told how far it is and how it ended."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from base import clock, journal, work
from base.models import JournalLine, Work
from base.work import Done, Progress
from members.models import Person
from tests.databases import DatabaseForTests

DONE = Done("It is done.", "/office/")


@pytest.fixture
def officer(db: None) -> Person:
    return Person.objects.create(name="Ines Castellano")


@pytest.fixture
def asked(officer: Person) -> Work:
    return ask(officer)


def ask(officer: Person, key: str = "count 1") -> Work:
    return work.ask("office.do_act", key=key, title="Count", by=officer, on="/office/x/act/count/", act="count")


def ended(asked: Work) -> tuple[bool, str, list[str]]:
    asked.refresh_from_db()
    return asked.ended_at is not None, asked.told, asked.problems


def jobs() -> list[tuple[str, str, dict[str, object]]]:
    return list(ProcrastinateJob.objects.order_by("pk").values_list("queue_name", "task_name", "args"))


class TestAsking:
    def test_it_becomes_a_job_of_the_worker(self, asked: Work) -> None:
        assert jobs() == [("work", "office.do_act", {"work_id": asked.pk, "act": "count"})]
        assert (asked.title, asked.language, asked.ended_at, asked.began_at) == ("Count", "en", None, None)

    def test_the_same_is_asked_for_once_at_a_time(self, officer: Person, asked: Work) -> None:
        assert ask(officer) == asked
        assert len(jobs()) == 1
        assert ask(officer, "count 2") != asked

    def test_once_it_has_ended_it_can_be_asked_for_anew(self, officer: Person, asked: Work) -> None:
        work.do(asked.pk, lambda progress: DONE)
        assert ask(officer) != asked


class TestDoing:
    def test_it_ends_with_what_is_true_now(self, asked: Work) -> None:
        work.do(asked.pk, lambda progress: DONE)
        assert ended(asked) == (True, "It is done.", [])
        assert asked.leads_to == "/office/"

    def test_what_was_done_is_not_done_again(self, asked: Work) -> None:
        work.do(asked.pk, lambda progress: DONE)
        work.do(asked.pk, lambda progress: pytest.fail("done twice"))

    @pytest.mark.parametrize("error", [ValidationError(["Too late.", "Too few."]), PermissionDenied("Too late.")])
    def test_a_refusal_is_told_and_leaves_nothing(self, asked: Work, officer: Person, error: Exception) -> None:
        def refuse(progress: Progress) -> Done:
            journal.write("count", by=officer)
            raise error

        work.do(asked.pk, refuse)
        assert ended(asked) == (True, "", error.messages if isinstance(error, ValidationError) else ["Too late."])
        assert not JournalLine.objects.exists()

    def test_a_mistake_of_ours_is_told_and_leaves_nothing(
        self, asked: Work, officer: Person, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(progress: Progress) -> Done:
            journal.write("count", by=officer)
            raise RuntimeError("a number that cannot be")

        work.do(asked.pk, fail)
        (_is, _told, [problem]) = ended(asked)
        assert "This site made a mistake, and nothing has changed." in problem
        assert "a number that cannot be" in caplog.text
        assert not JournalLine.objects.exists()

    def test_sentences_are_in_the_language_of_who_asked(self, asked: Work) -> None:
        Work.objects.update(language="de")
        from django.utils.translation import get_language

        work.do(asked.pk, lambda progress: Done(get_language() or "", "/"))
        assert ended(asked)[1] == "de"


def test_how_far_it_is_shows_while_nothing_else_of_it_does(committed: DatabaseForTests) -> None:
    officer = Person.objects.create(name="Ines Castellano")
    asked = ask(officer)
    written, looked = threading.Event(), threading.Event()

    def act(progress: Progress) -> Done:
        progress.expect(8)
        journal.write("count", by=officer)
        progress._told = 0  # half a second has passed
        progress.advance(3)
        written.set()
        assert looked.wait(10)
        return DONE

    def worker() -> None:
        work.do(asked.pk, act)
        connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    try:
        assert written.wait(10)
        asked.refresh_from_db()
        assert (asked.steps, asked.steps_done, asked.ended_at) == (8, 3, None)
        assert asked.began_at
        assert not JournalLine.objects.exists()
    finally:
        looked.set()
        thread.join()
    assert ended(asked)[0]
    assert JournalLine.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"told": "Done."},
        {"problems": ["No."]},
        {"ended_at": "now"},
        {"ended_at": "now", "began_at": "now"},
        {"ended_at": "now", "told": "Done."},
        {"ended_at": "now", "began_at": "now", "told": "Done.", "problems": ["No."]},
    ],
    ids="-".join,
)
def test_the_database_keeps_beginning_end_and_outcome_together(asked: Work, wrong: dict[str, object]) -> None:
    now = clock.now()
    changes = {name: now if value == "now" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.update(**changes)


def test_what_ended_is_forgotten_after_a_week_and_what_goes_on_never(officer: Person, asked: Work) -> None:
    work.do(asked.pk, lambda progress: DONE)
    other = ask(officer, "other")
    Work.objects.filter(pk=other.pk).update(asked_at=clock.now() - timedelta(days=90))
    asked.refresh_from_db()
    assert asked.ended_at
    work.forget_ended(at=asked.ended_at + work.KEPT)
    assert Work.objects.count() == 2
    work.forget_ended(at=asked.ended_at + work.KEPT + timedelta(seconds=1))
    assert Work.objects.get() == other


def test_the_desk_tells_of_what_goes_on_and_of_what_was_not_done(officer: Person) -> None:
    good, bad, running, others = ask(officer, "a"), ask(officer, "b"), ask(officer, "c"), ask(officer, "d")
    Work.objects.filter(pk=others.pk).update(asked_by=officer.pk + 1)

    def refuse(progress: Progress) -> Done:
        raise ValidationError("No.")

    work.do(good.pk, lambda progress: DONE)
    work.do(bad.pk, refuse)
    assert set(work.going_on(officer.pk)) == {bad, running}
