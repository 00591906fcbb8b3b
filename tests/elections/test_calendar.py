"""The calendar file as calendars read it: stable names, instants in UTC, and a version that never goes back."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from elections import timetable
from elections.calendar import timetable_ics
from elections.models import Election
from elections.phases import Instant
from tests.cast import officer
from tests.nominees.nominations import DURING, VOTING, election

pytestmark = pytest.mark.django_db
URL = "https://elections.example/elections/board-2026/"


def events(board: Election) -> dict[str, Any]:
    board.refresh_from_db()
    parsed = icalendar.Calendar.from_ical(timetable_ics(board, url=URL))
    return {str(event["uid"]): event for event in parsed.walk("VEVENT")}


def of(board: Election, name: Instant) -> Any:
    return events(board)[f"{board.uuid}-{name}"]


def test_every_instant_is_a_point_in_time_in_utc() -> None:
    board = election()
    found = events(board)
    names = [name for name in Instant if board.instants.of(name)]
    assert set(found) == {f"{board.uuid}-{name}" for name in names}
    for name in names:
        event = found[f"{board.uuid}-{name}"]
        assert event["dtstart"].dt == board.instants.of(name)
        assert event["dtstart"].to_ical().endswith(b"Z")
        assert "dtend" not in event
    assert str(of(board, Instant.VOTING_CLOSES)["summary"]) == "Board election 2026: Voting closes"
    assert str(of(board, Instant.VOTING_CLOSES)["url"]) == URL


@pytest.mark.parametrize("by", [timedelta(days=1), timedelta(days=-1)], ids=["later", "earlier"])
def test_what_moves_keeps_its_name_and_gets_a_higher_sequence(by: timedelta) -> None:
    board = election()
    before = of(board, Instant.VOTING_OPENS)
    moves = {"voting_opens": VOTING + by}
    timetable.set_instants(board, instants=moves, by=officer(), at=DURING, reason="The roll takes longer.")
    after = of(board, Instant.VOTING_OPENS)
    assert after["dtstart"].dt == VOTING + by
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt >= before["dtstamp"].dt


def test_what_does_not_change_is_the_same_file() -> None:
    board = election()
    assert timetable_ics(board, url=URL) == timetable_ics(board, url=URL)


def test_moved_there_and_back_the_sequence_still_grows() -> None:
    board, by = election(), officer()
    sequences = [of(board, Instant.VOTING_OPENS)["sequence"]]
    for opens in (VOTING + timedelta(days=1), VOTING):
        timetable.set_instants(board, instants={"voting_opens": opens}, by=by, at=DURING, reason="A second thought.")
        sequences.append(of(board, Instant.VOTING_OPENS)["sequence"])
    assert sequences == sorted(set(sequences))


def test_what_a_stop_prevents_is_cancelled() -> None:
    board = election(officers_required=1)
    timetable.cancel(board, by=officer(), at=DURING, reason="Nobody stands.")
    assert str(of(board, Instant.NOMINATIONS_OPEN)["status"]) == "CONFIRMED"
    assert str(of(board, Instant.VOTING_OPENS)["status"]) == "CANCELLED"
