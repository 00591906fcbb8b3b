"""How an instant is said: in UTC, anywhere on earth, in the reader's time, and how far off."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from base.moments import date_in_words, day_in_words, distance_in_words, in_words, say

CLOSES = datetime(2026, 9, 15, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class TestSay:
    def test_all_at_once(self) -> None:
        said = say(CLOSES, tz=ZoneInfo("Europe/Berlin"), now=CLOSES - 3 * DAY)
        assert str(said) == "Tue 15 Sep 2026, 14:00 UTC (02:00 AoE, 16:00 your time) – in 3 days"

    def test_in_pieces(self) -> None:
        said = say(CLOSES, tz=ZoneInfo("Europe/Berlin"), now=CLOSES - 3 * DAY)
        assert said.instant == CLOSES
        assert said.utc == "Tue 15 Sep 2026, 14:00 UTC"
        assert (said.aoe, said.local, said.relative) == ("02:00 AoE", "16:00 your time", "in 3 days")

    def test_what_is_not_known_is_left_out(self) -> None:
        assert str(say(CLOSES)) == "Tue 15 Sep 2026, 14:00 UTC (02:00 AoE)"
        assert str(say(CLOSES, now=CLOSES)) == "Tue 15 Sep 2026, 14:00 UTC (02:00 AoE) – just now"

    @pytest.mark.parametrize(
        ("hour", "minute", "aoe"),
        [(12, 0, "00:00 AoE"), (11, 59, "Mon 14 Sep 2026, 23:59 AoE"), (0, 0, "Mon 14 Sep 2026, 12:00 AoE")],
    )
    def test_aoe_says_its_own_date_before_noon_in_utc(self, hour: int, minute: int, aoe: str) -> None:
        assert say(CLOSES.replace(hour=hour, minute=minute)).aoe == aoe

    @pytest.mark.parametrize(
        ("zone", "local"),
        [
            ("UTC", "14:00 your time"),
            ("Asia/Kolkata", "19:30 your time"),
            ("Pacific/Auckland", "Wed 16 Sep 2026, 02:00 your time"),
            ("America/Los_Angeles", "07:00 your time"),
        ],
    )
    def test_the_reader_s_time_says_its_own_date_where_it_differs(self, zone: str, local: str) -> None:
        assert say(CLOSES, tz=ZoneInfo(zone)).local == local

    def test_the_reader_s_time_follows_the_change_of_the_clocks(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        assert say(datetime(2026, 10, 25, 0, 59, tzinfo=UTC), tz=berlin).local == "02:59 your time"
        assert say(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), tz=berlin).local == "02:00 your time"

    def test_an_instant_given_in_another_zone_is_the_same(self) -> None:
        assert str(say(CLOSES.astimezone(timezone(timedelta(hours=9))))) == str(say(CLOSES))

    def test_refuses_a_time_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            say(datetime(2026, 9, 15, 14))  # noqa: DTZ001 that is the point

    def test_the_weekday_and_month_are_in_the_reader_s_language(self) -> None:
        with translation.override("de"):
            assert say(datetime(2026, 12, 1, 14, tzinfo=UTC)).utc == "Di 1 Dez 2026, 14:00 UTC"


def test_in_a_sentence() -> None:
    assert in_words(CLOSES, CLOSES - HOUR) == "Tue 15 Sep 2026, 14:00 UTC (02:00 AoE) – in 60 minutes"
    assert in_words(None) == "at a time that is not set yet"


def test_a_day_without_an_hour() -> None:
    assert date_in_words(date(2026, 8, 25)) == "Tue 25 Aug 2026"


class TestDistance:
    @pytest.mark.parametrize(
        ("distance", "ahead", "behind"),
        [
            (SECOND, "in less than a minute", "just now"),
            (MINUTE - SECOND, "in less than a minute", "just now"),
            (MINUTE, "in 1 minute", "1 minute ago"),
            (2 * MINUTE - SECOND, "in 1 minute", "1 minute ago"),
            (40 * MINUTE, "in 40 minutes", "40 minutes ago"),
            (2 * HOUR - SECOND, "in 119 minutes", "119 minutes ago"),
            (2 * HOUR, "in 2 hours", "2 hours ago"),
            (2 * DAY - SECOND, "in 47 hours", "47 hours ago"),
            (2 * DAY, "in 2 days", "2 days ago"),
            (3 * DAY - SECOND, "in 2 days", "2 days ago"),
            (3 * DAY, "in 3 days", "3 days ago"),
            (60 * DAY - SECOND, "in 59 days", "59 days ago"),
            (60 * DAY, "in 2 months", "2 months ago"),
            (730 * DAY - SECOND, "in 24 months", "24 months ago"),
            (730 * DAY, "in 2 years", "2 years ago"),
            (9 * 365 * DAY, "in 9 years", "9 years ago"),
        ],
    )
    def test_is_in_the_largest_exact_unit_rounded_towards_now(
        self, distance: timedelta, ahead: str, behind: str
    ) -> None:
        assert distance_in_words(CLOSES, CLOSES - distance) == ahead
        assert distance_in_words(CLOSES, CLOSES + distance) == behind

    def test_at_the_instant_it_is_now(self) -> None:
        assert distance_in_words(CLOSES, CLOSES) == "just now"
        assert distance_in_words(CLOSES, CLOSES - timedelta(milliseconds=1)) == "in less than a minute"


def test_a_day_has_its_year_only_where_it_is_another_one() -> None:
    assert day_in_words(CLOSES, CLOSES - 30 * DAY) == "Tue 15 Sep"
    assert day_in_words(CLOSES, CLOSES - 365 * DAY) == "Tue 15 Sep 2026"
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    assert day_in_words(new_year.astimezone(timezone(-HOUR)), new_year) == "Fri 1 Jan"
