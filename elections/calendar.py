"""The timetable as a calendar file, so that every deadline stands in the reader's own calendar and time zone."""

from datetime import datetime, timedelta

import icalendar

from elections.models import Election
from elections.phases import Instant
from elections.sentences import instant_name


def timetable_ics(election: Election, *, url: str, now: datetime) -> bytes:
    """One event an instant, in UTC. Stable UIDs and a SEQUENCE let calendars replace what has moved [RFC 5545]."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//PSF Elections//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", election.name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for name in Instant:
        instant = election.instants.of(name)
        if instant is not None:
            calendar.add_component(_event(election, name, instant, url=url, now=now))
    calendar_bytes: bytes = calendar.to_ical()
    return calendar_bytes


def _event(election: Election, name: Instant, instant: datetime, *, url: str, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{election.uuid}-{name}")
    event.add("dtstamp", now)
    event.add("sequence", int(instant.timestamp()) // 60 - SEQUENCE_ORIGIN)
    event.add("dtstart", instant)
    event.add("dtend", instant)
    event.add("summary", f"{election.name}: {instant_name(name)}")
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


SEQUENCE_ORIGIN = int(datetime.fromisoformat("2020-01-01T00:00:00+00:00").timestamp()) // 60
