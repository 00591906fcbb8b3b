"""Templates fill every instant from one date, and an election's timetable can be kept as one."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from elections import phases
from elections.models import TimetableTemplate
from elections.models.timetable_template import are_offsets
from elections.oddities import oddities
from elections.phases import Instants
from elections.timetable_templates import filled, keep_as_template, minutes_of
from tests.cast import officer, person
from tests.elections.board_of_2026 import BOARD, REFERENDUM
from tests.nominees.nominations import election

PUBLISHED_IN_2026 = {
    "nominations_open": datetime(2026, 7, 28, 14, tzinfo=UTC),
    "nominations_close": datetime(2026, 8, 11, 14, tzinfo=UTC),
    "candidates_announced": datetime(2026, 8, 13, 14, tzinfo=UTC),
    "roll_closes": datetime(2026, 8, 25, 14, tzinfo=UTC),
    "voting_opens": datetime(2026, 9, 1, 14, tzinfo=UTC),
    "voting_closes": datetime(2026, 9, 15, 14, tzinfo=UTC),
}


@pytest.mark.parametrize("instants", [BOARD, REFERENDUM])
def test_a_timetable_comes_back_from_its_distances(instants: Instants) -> None:
    assert filled(minutes_of(instants), instants.voting_opens) == asdict(instants)


@pytest.mark.django_db
def test_the_board_of_2026_is_the_one_that_was_published() -> None:
    template = TimetableTemplate.objects.get(name="PSF 2026 board")
    assert PUBLISHED_IN_2026.items() <= filled(template.minutes, PUBLISHED_IN_2026["voting_opens"]).items()


@pytest.mark.django_db
def test_every_template_that_ships_is_in_order_and_not_strange() -> None:
    templates = TimetableTemplate.objects.all()
    assert len(templates) >= 4
    for template in templates:
        template.full_clean()
        instants = Instants(**filled(template.minutes, PUBLISHED_IN_2026["voting_opens"]))  # type: ignore[arg-type]
        assert (phases.problems(instants), oddities(instants)) == ([], []), template


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"voting_closes": 1}, {"roll_closes": -1, "voting_closes": 1.5},
     {"roll_closes": -1, "voting_closes": 1, "voting_opens": 0}, {"roll_closes": -1, "voting_closes": 1, "party": 2}],
)  # fmt: skip
def test_what_is_no_template_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        are_offsets(value)


@pytest.mark.django_db
def test_a_timetable_is_kept_as_a_template_by_officers() -> None:
    board = election()
    with pytest.raises(PermissionDenied):
        keep_as_template(board, name="Ours", by=person())
    with pytest.raises(ValidationError, match="name"):
        keep_as_template(board, name=" ", by=officer())
    for _again in range(2):
        kept = keep_as_template(board, name="Ours", by=officer())
    assert filled(kept.minutes, board.voting_opens) == asdict(board.instants)
