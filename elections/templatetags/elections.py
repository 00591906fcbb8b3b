"""What stands at the head of every page of an election: its phase strip and its places."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from base import clock
from elections import windows
from elections.models import Election
from elections.phases import Phase, reached
from elections.sentences import phase_name, point_label, point_verb
from elections.strip import Point, PointState, strip

register = template.Library()


@register.inclusion_tag("parts/phase_strip.html", takes_context=True)
def phase_strip(context: Context, election: Election) -> dict[str, Any]:
    """The strip of an election as it stands at the context's `now`, the database's time."""
    now = _now(context)
    current = election.phase(now)
    points = [_shown(point, current) for point in strip(election.instants, election.facts, now)]
    return {"phase": phase_name(current), "strip": points, "now": now}


def _shown(point: Point, current: Phase) -> dict[str, Any]:
    return {
        "label": point_label(point, current),
        "verb": point_verb(point.name, current),
        "instant": point.at,
        "state": point.state.value,
        "lasts": point.state is PointState.NOW and point.until is not None,
    }


@register.inclusion_tag("elections/places.html", takes_context=True)
def election_places(context: Context, election: Election, current: str) -> dict[str, Any]:
    """Links to an election's pages: those that say something in its present phase."""
    now = _now(context)
    instants, facts = election.instants, election.facts
    places = [("pages:election", _("Overview"), True)]
    if election.instants.has_nominations or election.is_imported:
        shown = windows.candidates_are_public(instants, facts, now) or election.is_imported
        places.append(("nominees:candidates", _("Candidates"), shown))
        places.append(("nominees:questions", _("Questions"), reached(instants.questions_open, now)))
    if not election.is_imported:
        places += [
            ("elections:can_i_vote", _("Can I vote?"), facts.ballots_ended_at is None),
            ("ballots:ballot_box", _("Ballot box"), facts.ballot_sealed_at is not None),
            ("ballots:trustees", _("Trustees"), facts.keys_asked_at is not None or election.strict_credentials),
            ("ballots:result", _("Result"), windows.result_is_public(instants, facts, now)),
            ("elections:journal", _("Journal"), True),
        ]
    elif current != "result":
        places.append(("ballots:result", _("Result"), hasattr(election, "past_result")))
    else:
        places.append(("ballots:result", _("Result"), True))
    return {
        "election": election,
        "places": [
            {"url": reverse(view, args=[election.slug]), "label": label, "current": view.endswith(f":{current}")}
            for view, label, shown in places
            if shown
        ],
    }


def _now(context: Context) -> datetime:
    now = context.get("now")
    return now if isinstance(now, datetime) else clock.now()
