"""Posts, awards and stories for the tests, made by the acts of the office."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from community.models import Post, Programme, Story, Voice
from community.publishing import Words, publish, write
from community.rendering import story_html
from members.models import Person
from tests.cast import officer

DAY = datetime(2020, 3, 4, 12, tzinfo=UTC)
RESOLUTION = (
    "RESOLVED, that the Python Software Foundation award the Q1 2020 Community Service Award to Ada Okafor "
    "for her work on grants."
)
_number = count(1)


def draft(title: str = "", text: str = "Some *words*.", *, by: Person | None = None, **said: Any) -> Post:
    words = Words(title=title or f"Post {next(_number)}", text=text, **said)
    return write(words, by=by or officer(), at=DAY)


def published(title: str = "", text: str = "Some *words*.", *, at: datetime = DAY, **said: Any) -> Post:
    by = officer()
    return publish(draft(title, text, by=by, **said), by=by, at=at)


def story(programme: str = "Grants", text: str = "It *changed* my life.", *voices: str) -> Story:
    """Told by each of the voices, "Name, Affiliation"."""
    where, _made = Programme.objects.get_or_create(
        slug=programme.lower(), defaults={"title": programme, "position": next(_number)}
    )
    told = Story.objects.create(
        programme=where,
        position=next(_number),
        text=text,
        html=story_html(text),
        attribution="; ".join(voices),
    )
    for position, voice in enumerate(voices, start=1):
        name, _, affiliation = voice.partition(", ")
        Voice.objects.create(story=told, position=position, name=name, affiliation=affiliation)
    return told
