"""Nobody writes over what they have not seen."""

from datetime import UTC, datetime

import pytest

from base.stale import StaleError, is_as_seen, require_unchanged, seen

NOON = datetime(2030, 9, 1, 12, tzinfo=UTC)
SHOWN = {"name": "Board: 2030", "size": 11, "classes": ["fellow"], "opens": NOON, "limit": None, "fits": True}


def test_what_is_as_it_was_seen_may_change() -> None:
    require_unchanged(seen(SHOWN), SHOWN)


@pytest.mark.parametrize(
    "other",
    [{"name": "Board 2031"}, {"size": 13}, {"classes": []}, {"opens": None}, {"limit": 4}, {"fits": False}],
)
def test_what_is_not_is_refused_by_its_name(other: dict[str, object]) -> None:
    with pytest.raises(StaleError) as refused:
        require_unchanged(seen(SHOWN), SHOWN | other)
    assert refused.value.changed == other


def test_who_saw_no_page_is_not_held_to_one() -> None:
    require_unchanged("", SHOWN)
    require_unchanged("nonsense :: x:", SHOWN)


def test_what_was_not_on_the_page_is_not_compared() -> None:
    require_unchanged(seen({"size": 11}), {"size": 11, "name": "Board 2031"})


def test_forms_show_minutes() -> None:
    assert is_as_seen(seen({"opens": NOON.replace(second=7)}), "opens", NOON)
    assert not is_as_seen(seen({"opens": NOON.replace(minute=1)}), "opens", NOON)
