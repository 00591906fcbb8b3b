"""The timetable as a calendar file, so that every deadline stands in the reader's own calendar and time zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar
from django.db.models import Count, Max

from base.models import JournalLine
from elections.models import Election
from elections.phases import Instant, reached, stopped_at
from elections.sentences import instant_name


@dataclass(frozen=True, slots=True)
class Version:
    """Which writing of the timetable this is: the journal only grows, so neither of the two ever goes back."""

    number: int
    written_at: datetime


def timetable_ics(election: Election, *, url: str) -> bytes:
    """One event an instant, in UTC. Stable UIDs and a SEQUENCE let calendars replace what has moved [RFC 5545]."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//PSF Elections//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", election.name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    version = version_of(election)
    for name in Instant:
        instant = election.instants.of(name)
        if instant is not None:
            calendar.add_component(_event(election, name, instant, version, url))
    calendar_bytes: bytes = calendar.to_ical()
    return calendar_bytes


def version_of(election: Election) -> Version:
    """Every public act may have changed what the calendar says; each of them has a line in the journal."""
    lines = JournalLine.objects.filter(election_uuid=election.uuid, public=True)
    found = lines.aggregate(number=Count("pk"), written_at=Max("at"))
    return Version(found["number"], found["written_at"] or election.created_at)


def _event(election: Election, name: Instant, instant: datetime, version: Version, url: str) -> icalendar.Event:
    """A point in time: without an end it ends as it begins. What a stop has prevented is marked as cancelled."""
    stop = stopped_at(election.facts)
    event = icalendar.Event()
    event.add("uid", f"{election.uuid}-{name}")
    event.add("dtstamp", version.written_at)
    event.add("last-modified", version.written_at)
    event.add("sequence", version.number)
    event.add("dtstart", instant)
    event.add("summary", f"{election.name}: {instant_name(name)}")
    event.add("url", url)
    event.add("status", "CANCELLED" if stop and not reached(instant, stop) else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
