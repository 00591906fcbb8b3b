"""A timetable that is about to move: what moves, how it looks, and who is told what."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.moments import in_words
from elections import windows
from elections.models import Election
from elections.oddities import oddities
from elections.phases import Instant, Instants
from elections.sentences import instant_name
from elections.timetable_picture import Bar, Picture, Span, draw
from office.consequences import told_by_mail

SPANS = {
    Span.NOMINATIONS: gettext_lazy("Nominations"),
    Span.ACCEPTANCE: gettext_lazy("Nominees accept"),
    Span.READING: gettext_lazy("Members read who stands"),
    Span.QUESTIONS: gettext_lazy("Questions to candidates"),
    Span.ROLL: gettext_lazy("Roll closes"),
    Span.VOTING: gettext_lazy("Voting"),
}
ROW, TOP, HEIGHT = 46, 18, 12
"""Of the picture, in pixels."""


def after(election: Election, moved: Mapping[str, datetime | None]) -> Instants:
    return Instants(**asdict(election.instants) | dict(moved))


def rows_of(election: Election, moved: Mapping[str, datetime | None]) -> list[dict[str, Any]]:
    """What moves, from where to where."""
    return [
        {
            "label": instant_name(Instant(name)),
            "before": in_words(getattr(election, name)),
            "after": in_words(value) if value else _("not set"),
        }
        for name, value in moved.items()
    ]


def effects(election: Election, moved: Mapping[str, datetime | None], now: datetime) -> list[str]:
    """Who sees it where, who is mailed, and what of it had better be looked at again."""
    told = [
        _("The election’s pages, its data and the feed of its journal show the new times at once."),
        _("Calendars that subscribed to the timetable move their entries when they next look, within hours."),
    ]
    told.append(told_by_mail(election))
    if {"voting_opens", "voting_closes", "roll_closes"} & moved.keys():
        told.append(_("Mails that go by the timetable go by the new one; those that went are not sent again."))
    candidates = windows.candidates_are_public(election.instants, election.facts, now)
    if "candidates_announced" in moved and not candidates:
        told.append(_("Statements become public at the new time."))
    before, now_strange = set(oddities(election.instants)), oddities(after(election, moved))
    if any(each not in before for each in now_strange):
        told.append(_("Some window becomes shorter than is usual: the pre-flight then says which."))
    return told


def picture(instants: Instants, now: datetime, *, before: Instants | None = None) -> dict[str, Any]:
    """For `office/timetable_picture.html`."""
    drawn = draw(instants, now, before=before)
    return {
        "rows": [_row(bar, number) for number, bar in enumerate(drawn.bars)],
        "ticks": [{"at": tick.at, "day": tick.day} for tick in drawn.ticks],
        "now": drawn.now,
        "height": _height(drawn),
        "floor": _height(drawn) - 22,
        "moves": any(bar.before for bar in drawn.bars),
    }


def _height(drawn: Picture) -> int:
    return ROW * len(drawn.bars) + 26


def _row(bar: Bar, number: int) -> dict[str, Any]:
    top = number * ROW
    return {
        "label": SPANS[bar.span],
        "opens": bar.opens,
        "closes": bar.closes,
        "is_point": bar.opens == bar.closes,
        "place": bar.place,
        "before": bar.before,
        "text_y": top + 12,
        "bar_y": top + TOP,
        "was_y": top + TOP + HEIGHT + 2,
        "height": HEIGHT,
    }
