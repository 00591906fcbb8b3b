"""News, awards and stories of the demo: public, to come and in draft; one award is confirmed, one story is featured."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from community import featuring, honouring, publishing
from community.models import Award, Programme, Story, Voice
from community.publishing import Words
from community.rendering import story_html
from demo.office import Office
from demo.people import TEXTS
from elections.models import Election
from nominees.models import Nominee

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def load_community(office: Office, today: datetime) -> None:
    """What stands in demo/texts/community.toml."""
    told = tomllib.loads((TEXTS / "community.toml").read_text(encoding="utf-8"))
    current = Election.objects.get(slug=f"{today.year}-board-election")
    for post in sorted(told["post"], key=lambda each: -each.get("days_ago", 0)):
        _post(post, office, today, current if post.get("election") == "open" else None)
    for position, programme in enumerate(told["programme"], start=1):
        _programme(programme, position, office)


def _post(told: dict[str, Any], office: Office, today: datetime, election: Election | None) -> None:
    """Written on the day before it is published; without a day it stays a draft."""
    public_at = today - told["days_ago"] * DAY if "days_ago" in told else None
    written_at = office.story.reach((public_at or today) - DAY)
    text = (TEXTS / f"{told['text']}.md").read_text(encoding="utf-8")
    said = Words(
        title=told["title"],
        text=text,
        author=told["author"],
        description=told["description"],
        tags=told["tags"],
        election=election,
    )
    post = publishing.write(said, by=office.first, at=written_at)
    if public_at is None:
        return
    to_come = public_at if public_at > office.story.now else None
    publishing.publish(post, by=office.first, at=office.story.reach(public_at), on=to_come)
    if "award_to" in told:
        award = Award.objects.get(post=post, recipient=told["award_to"])
        person = Nominee.objects.filter(name=told["award_to"]).order_by("pk")[0].person
        honouring.confirm(award, person=person, by=office.second, at=office.story.reach(public_at + HOUR))


def _programme(told: dict[str, Any], position: int, office: Office) -> None:
    programme = Programme.objects.create(slug=told["anchor"], title=told["title"], position=position)
    for place, each in enumerate(told["story"], start=1):
        text = each["words"].strip()
        story = Story.objects.create(
            programme=programme, position=place, text=text, html=story_html(text), attribution=each["attribution"]
        )
        for number, voice in enumerate(each["attribution"].split("; "), start=1):
            name, _, affiliation = voice.partition(", ")
            Voice.objects.create(story=story, position=number, name=name, affiliation=affiliation)
        if each.get("featured"):
            featuring.feature(story, by=office.first, at=office.story.now)
