"""How an instant is said to people: weekday, date, UTC, anywhere on earth, the reader's own time, and how far off.

The same instant is said in all of them at once: a vote was void in 2015 because one side read a deadline as UTC and the
other as AoE, "anywhere on earth", the time zone twelve hours behind UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

AOE = timezone(timedelta(hours=-12), "AoE")

MINUTE, HOUR, DAY = 60, 3_600, 86_400
MONTH, YEAR = 30 * DAY, 365 * DAY


@dataclass(frozen=True, slots=True)
class Moment:
    """The pieces of what is said; `str()` puts them together. What was not asked for is empty."""

    instant: datetime
    """In UTC, for the `datetime` attribute of a `<time>`."""
    utc: str
    aoe: str
    local: str = ""
    relative: str = ""

    def __str__(self) -> str:
        elsewhere = ", ".join(piece for piece in (self.aoe, self.local) if piece)
        said = f"{self.utc} ({elsewhere})"
        return f"{said} – {self.relative}" if self.relative else said


def say(instant: datetime, tz: tzinfo | None = None, now: datetime | None = None) -> Moment:
    """Tue 15 Sep 2026, 14:00 UTC (02:00 AoE, 16:00 your time) – in 3 days.

    AoE and the reader's own time carry a date of their own where it is not UTC's. Raises ValueError for a naive time.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant has a time zone")
    utc = instant.astimezone(UTC)
    return Moment(
        instant=utc,
        utc=_("%(when)s UTC") % {"when": _date_and_time(utc)},
        aoe=_("%(when)s AoE") % {"when": _elsewhere(utc, AOE)},
        local=_("%(when)s your time") % {"when": _elsewhere(utc, tz)} if tz else "",
        relative=distance_in_words(utc, now) if now else "",
    )


def in_words(instant: datetime | None, now: datetime | None = None) -> str:
    """An instant within a sentence, where the reader's own time zone is not known: in mails, and in reasons."""
    return str(say(instant, now=now)) if instant else _("at a time that is not set yet")


def date_in_words(day: date) -> str:
    """Tue 15 Sep 2026."""
    return _("%(weekday)s %(day)s %(month)s %(year)s") % {
        "weekday": date_format(day, "D"),
        "day": day.day,
        "month": date_format(day, "M"),
        "year": day.year,
    }


def day_in_words(instant: datetime, now: datetime) -> str:
    """Tue 15 Sep, with the year where it is not this one; in UTC."""
    day = instant.astimezone(UTC).date()
    if day.year != now.astimezone(UTC).year:
        return date_in_words(day)
    said = {"weekday": date_format(day, "D"), "day": day.day, "month": date_format(day, "M")}
    return _("%(weekday)s %(day)s %(month)s") % said


def distance_in_words(instant: datetime, now: datetime) -> str:
    """Rounded towards now, so that nobody believes they have longer than they do."""
    seconds = int((instant - now).total_seconds())
    far = abs(seconds)
    if far < MINUTE:
        return _("in less than a minute") if instant > now else _("just now")
    count, ahead, ago = _in_largest_unit(far)
    return (ahead if seconds > 0 else ago) % {"count": count}


def _date_and_time(instant: datetime) -> str:
    return _("%(date)s, %(time)s") % {"date": date_in_words(instant), "time": f"{instant:%H:%M}"}


def _elsewhere(utc: datetime, tz: tzinfo) -> str:
    there = utc.astimezone(tz)
    return f"{there:%H:%M}" if there.date() == utc.date() else _date_and_time(there)


def _in_largest_unit(far: int) -> tuple[int, str, str]:
    if far < 2 * HOUR:
        n = far // MINUTE
        return (
            n,
            ngettext("in %(count)d minute", "in %(count)d minutes", n),
            ngettext("%(count)d minute ago", "%(count)d minutes ago", n),
        )
    if far < 2 * DAY:
        n = far // HOUR
        return (
            n,
            ngettext("in %(count)d hour", "in %(count)d hours", n),
            ngettext("%(count)d hour ago", "%(count)d hours ago", n),
        )
    if far < 2 * MONTH:
        n = far // DAY
        return (
            n,
            ngettext("in %(count)d day", "in %(count)d days", n),
            ngettext("%(count)d day ago", "%(count)d days ago", n),
        )
    if far < 2 * YEAR:
        n = far // MONTH
        return (
            n,
            ngettext("in %(count)d month", "in %(count)d months", n),
            ngettext("%(count)d month ago", "%(count)d months ago", n),
        )
    n = far // YEAR
    return (
        n,
        ngettext("in %(count)d year", "in %(count)d years", n),
        ngettext("%(count)d year ago", "%(count)d years ago", n),
    )
