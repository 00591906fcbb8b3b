"""What the heads tell day by day, and that those of older records were worked out as they would have been kept."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from ballots.models import RecordEvent, Setup
from ballots.record_heads import Day, days, history, picture
from ballots.record_models import RecordHead
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from tests.ballots.elections import Office
from tests.ballots.tampering import change
from tests.databases import DatabaseForTests

MIGRATION = import_module("ballots.migrations.0007_heads_of_the_record_and_observers")


def stood(setup: Setup, height: int, at: datetime, *, size: int, replaced: int = 0) -> None:
    """A head of a record that grew as a test says."""
    RecordHead.objects.create(
        setup=setup, height=height, hash="0" * 64, size=size, ballots=height, replaced=replaced, made_at=at
    )


@pytest.fixture
def grown(open_office: Office) -> Setup:
    """Its Setup joined today; then, as if that were long ago, ballots on three days, of which nothing came on one."""
    setup = setup_of(open_office.election)
    started = RecordHead.objects.get().made_at.replace(hour=0, minute=0)
    stood(setup, 3, started + timedelta(days=1, minutes=1), size=30_000)
    stood(setup, 5, started + timedelta(days=1, hours=23, minutes=59), size=50_000, replaced=1)
    stood(setup, 6, started + timedelta(days=3), size=60_000, replaced=2)
    return setup


class TestDays:
    def test_say_how_many_joined_and_how_large_the_record_was(self, grown: Setup) -> None:
        sealed, first, nothing, last = days(grown)
        assert (sealed.ballots, sealed.size) == (0, RecordHead.objects.earliest("height").size)
        assert (first.ballots, first.replaced, first.first, first.size) == (5, 1, 4, 50_000)
        assert (nothing.ballots, nothing.size) == (0, 50_000)
        assert (last.ballots, last.replaced, last.size) == (1, 1, 60_000)
        assert last.day - sealed.day == timedelta(days=3)

    def test_are_drawn_from_the_first_ballot_on(self, grown: Setup) -> None:
        drawn = picture(days(grown))
        assert drawn
        assert [(each.whole, each.part) for each in drawn.columns] == [(5, 4), (0, 0), (1, 0)]
        assert drawn.most == 5

    def test_nothing_is_drawn_of_an_empty_box(self) -> None:
        assert picture([Day(date(2026, 11, 1), 5_000, 0, 0)]) is None

    def test_stand_on_the_page_with_the_picture(self, grown: Setup) -> None:
        shown = Client().get(reverse("ballots:verify", args=["board-2026"])).content.decode()
        assert shown.count('<rect class="whole"') == 3
        assert "2 of them replaced earlier ones" in shown


def test_the_history_comes_in_batches(grown: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.record_heads.BATCH", 2)
    assert [each.height for each in history(grown, until=6)] == [0, 3, 5, 6]
    assert [each.height for each in history(grown, after=3, until=5)] == [5]


def test_what_was_stored_before_is_worked_out_the_same(committed: DatabaseForTests) -> None:
    office = Office(voters=2)
    office.seal()
    setup = setup_of(office.election)
    for voter in (*office.voters, office.voters[0]):
        office.vote(voter)
    append_pending(setup)
    office.count()
    kept = list(RecordEvent.objects.order_by("position").values_list("position", "ends_at"))
    heads = list(RecordHead.objects.order_by("height").values_list("height", "hash", "size", "ballots", "replaced"))
    change(committed, "UPDATE ballots_recordevent SET ends_at = -position; DELETE FROM ballots_recordhead")
    with committed.owner_connection(committed.name) as plain:
        plain.execute(MIGRATION.FILL_ENDS)
        plain.execute(MIGRATION.FILL_HEADS)
    assert list(RecordEvent.objects.order_by("position").values_list("position", "ends_at")) == kept
    worked_out = RecordHead.objects.order_by("height")
    assert list(worked_out.values_list("height", "hash", "size", "ballots", "replaced")) == heads
