"""What an election's front page tells: every instant with its state, and the rules in force, in sentences."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from base.moments import in_words
from elections.models import AffiliationLimit, Contest, Election
from elections.phases import Instant
from elections.seating import quarter_of_board
from elections.sentences import instant_name
from elections.strip import next_instant


def timetable(election: Election, now: datetime) -> list[dict[str, Any]]:
    """Rows for `parts/timetable.html`, in the order of time."""
    upcoming = next_instant(election.instants, election.facts, now)
    rows: list[dict[str, Any]] = []
    for name in Instant:
        instant = election.instants.of(name)
        if instant is None:
            continue
        state = "past" if instant <= now else "next" if upcoming and upcoming.name is name else "future"
        rows.append({"label": instant_name(name), "instant": instant, "state": state})
    rows.sort(key=lambda row: row["instant"])
    if election.published_at:
        rows.append({"label": _("Result published"), "instant": election.published_at, "state": "past"})
    return rows


def rules(election: Election) -> list[str]:
    """Which reading of the bylaws is in force; fixed before anyone votes."""
    told = [
        _("Supporting, Contributing and Fellow members vote, each person once."),
        _affirmation(election),
        _("At least %(numerator)d/%(denominator)d of the voting members must vote, else the vote is void.")
        % {"numerator": election.quorum_numerator, "denominator": election.quorum_denominator},
    ]
    if any(contest.kind == Contest.Kind.SEATS for contest in election.contests.all()):
        told.append(_("In a contest for seats everyone may be approved; the most-approved fill the seats."))
        if limit := _limit(election):
            told.append(limit)
        told.append(
            _("A tie is drawn by a hash of the record’s end, which nobody can know or change before the count.")
        )
    if election.server_may_seal:
        told.append(_("The server may seal a ballot, where the voter agrees. It holds the key to the totals."))
    if election.officers_required == 2:
        told.append(_("Critical acts of the election office need two officers."))
    return told


def _affirmation(election: Election) -> str:
    if not election.affirmation_required:
        return _("Nobody needs to say beforehand that they intend to vote.")
    since = in_words(election.affirmed_since) if election.affirmed_since else ""
    if election.fellows_must_affirm:
        told = _("Voting members, Fellows too, must have said that they intend to vote.")
    else:
        told = _("Voting members must have said that they intend to vote; Fellows need not.")
    return f"{told} " + (_("What was said since %(since)s counts.") % {"since": since} if since else "")


def _limit(election: Election) -> str:
    if election.affiliation_limit == AffiliationLimit.QUARTER_OF_BOARD:
        numbers = {"size": election.board_size, "most": quarter_of_board(election.board_size)}
        return _("Of the board’s %(size)d members at most %(most)d may share an affiliation.") % numbers
    if election.affiliation_limit == AffiliationLimit.TWO:
        return _("At most two of those who sit may share an affiliation.")
    return ""
