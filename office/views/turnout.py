"""While people vote: how many have, by day and class, whether it is enough, and whether everything runs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ballots import result_page
from ballots.models import Ballot
from ballots.outcome import turnout_of
from ballots.preflight import site
from ballots.preflight.check import Check
from ballots.results import TurnoutData
from ballots.turnout import Day, by_day, quorum_now, voting_members
from base import clock, columns, mail_states
from base.mail_kinds import KINDS
from base.models import JournalLine
from base.moments import date_in_words
from elections.models import Election
from elections.turnout import Turnout
from office.acts import possible_acts
from office.guard import election_or_404, office_page
from office.views.preflight import shown

ACTS_OF_VOTING = ("pause", "resume", "extend", "close", "void")
LATE = timedelta(minutes=1)
LATELY = timedelta(hours=1)


@require_safe
@office_page
def turnout(request: HttpRequest, slug: str) -> HttpResponse:
    """Numbers alone: nothing here tells who voted, nor what."""
    election, now = election_or_404(slug), clock.now()
    opened = election.ballot_sealed_at is not None and election.voting_opens <= now
    quorum = quorum_now(election)
    days = by_day(election, now) if opened else []
    context = {
        "election": election,
        "now": now,
        "place": "turnout",
        "opened": opened,
        "quorum": quorum,
        "voters": voting_members(election, quorum.cast),
        "days": [_day(each) for each in days],
        "classes": [result_page.turnout_row(as_data(each)) for each in turnout_of(election)] if opened else [],
        "mails": _mails(election),
        "checks": [shown(check, election) for check in [*_running(election, now), *site.running(now)]],
        "acts": possible_acts(election, now, ACTS_OF_VOTING),
    } | drawn(days)
    return render(request, "office/turnout.html", context)


def drawn(days: Sequence[Day]) -> dict[str, Any]:
    """For `parts/columns_picture.html`."""
    return {"picture": columns.picture([(each.day, each.voters) for each in days])}


def as_data(line: Turnout) -> TurnoutData:
    return {"classes": list(line.classes), "eligible": line.eligible, "voted": line.voted}


def _day(day: Day) -> dict[str, Any]:
    return {"day": date_in_words(day.day), "voters": day.voters, "so_far": day.so_far}


def _mails(election: Election) -> list[dict[str, Any]]:
    """By kind, as far as there are any; numbers tell nobody who got one."""
    found = mail_states.numbers(election.uuid)
    return [
        {"title": kind.title, "all": found[name].all, "sent": found[name].sent, "back": found[name].back}
        for name, kind in KINDS.items()
        if name in found
    ]


def _running(election: Election, now: datetime) -> list[Check]:
    """The ballot box itself: what was cast joins the record within seconds, and little is refused."""
    box = Ballot.objects.filter(setup__election=election, event=None, left_out=None, cast_at__lt=now - LATE)
    waiting = box.count()
    late = ngettext(
        "%(number)d ballot waits for the record for more than a minute.",
        "%(number)d ballots wait for the record for more than a minute.",
        waiting,
    )
    refused = JournalLine.objects.filter(election_uuid=election.uuid, act="refuse ballot", at__gte=now - LATELY).count()
    turned = ngettext(
        "%(number)d ballot was refused within the hour: see the journal for the reasons.",
        "%(number)d ballots were refused within the hour: see the journal for the reasons.",
        refused,
    )
    return [
        Check("record", not waiting, late % {"number": waiting} if waiting else _("Ballots join the record at once.")),
        Check(
            "refusals",
            not refused,
            turned % {"number": refused} if refused else _("No ballot was refused within the hour."),
            is_warning=True,
        ),
    ]
