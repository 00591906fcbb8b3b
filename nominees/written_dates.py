"""Dates and periods as people write them in documents, as instants; pure. What cannot be told is refused."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

ANYWHERE_ON_EARTH = timezone(timedelta(hours=-12))
_ZONES = {"": UTC, "utc": UTC, "gmt": UTC, "z": UTC, "aoe": ANYWHERE_ON_EARTH}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_HOUR = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
_TIME = rf"(?:(?:,| at|T|)? *{_HOUR})? *(?:\(?(?P<zone>utc|gmt|z|aoe)\)?)?\.?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{form}{_TIME}", re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"{_DAY} +{_MONTH}(?:,? +{_YEAR})?",
        rf"{_MONTH} +{_DAY}(?:,? +{_YEAR})?",
    )
)
_BETWEEN = re.compile(r" +(?:to|until|through|till|-|–|—) +|(?<=[a-z\d]) *[–—] *(?=[a-z\d])", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """From an instant until before another; each is None where only the other was written."""

    opens: datetime | None = None
    closes: datetime | None = None


def instant(words: str, *, year: int | None = None, closing: bool = False) -> datetime:
    """The instant that the words name, in UTC. Without a time it is midnight, and as a close the end of that day.

    `year` stands in where the words have none. Raises ValueError for anything else.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(words.strip()))), None)
    written_year = found["year"] if found else None
    if found is None or not (written_year or year):
        raise ValueError(f"“{words.strip()[:60]}” is not a date such as 2019-06-01 14:00 UTC, or 1 June 2019.")
    month = found["month"].lower()
    zone = _ZONES[(found["zone"] or "").lower()]
    try:
        day = datetime(
            int(written_year or year or 0),
            int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1,
            int(found["day"]),
            tzinfo=zone,
        )
        if found["hour"] is None:
            return (day + timedelta(days=closing)).astimezone(UTC)
        hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        return day.replace(hour=hour, minute=minute, second=second).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"“{words.strip()[:60]}” is no day of the calendar.") from None


def period(words: str) -> Period:
    """Of “1 June 2019 – 30 June 2019”, or of “June 1 to June 30, 2019”: the last date tells a year that is missing."""
    parts = _BETWEEN.split(words.strip(), maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f"“{words.strip()[:60]}” is not two dates with a dash between them.")
    closes = instant(parts[1], closing=True)
    opens = parts[0]
    if re.fullmatch(_DAY, opens) and (month := re.search(rf"\b{_MONTH}", parts[1], re.IGNORECASE)):
        opens += f" {month[0]}"  # “1 – 15 September 2026”
    return Period(instant(opens, year=(closes - timedelta(days=1)).year), closes)


def written(at: datetime) -> str:
    """As `instant` reads it; to the second, where it is not a full minute."""
    return f"{at.astimezone(UTC):{'%Y-%m-%d %H:%M:%S' if at.second else '%Y-%m-%d %H:%M'}} UTC"
