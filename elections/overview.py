"""What an election's front page tells: every instant with its state, and the rules in force, in sentences."""

from datetime import datetime
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.moments import in_words
from elections.models import AffiliationLimit, Contest, Election, ElectionKind
from elections.models.kind import RulesOfABody
from elections.phases import Instant, reached, stopped_at
from elections.rights import VotingClass
from elections.seating import quarter_of_board
from elections.sentences import instant_name
from elections.strip import next_instant
from members.models import MembershipClass


def timetable(election: Election, now: datetime) -> list[dict[str, Any]]:
    """Rows for `parts/timetable.html`, in the order of time. What a stop has prevented is left out."""
    upcoming, stop = next_instant(election.instants, election.facts, now), stopped_at(election.facts)
    rows: list[dict[str, Any]] = []
    for name in Instant:
        instant = election.instants.of(name)
        if instant is None or (stop and not reached(instant, stop)):
            continue
        state = "past" if reached(instant, now) else "next" if upcoming and upcoming.name is name else "future"
        rows.append({"label": instant_name(name), "instant": instant, "state": state})
    rows += [{"label": label, "instant": instant, "state": "past"} for label, instant in _ends(election) if instant]
    return sorted(rows, key=lambda row: row["instant"])


def _ends(election: Election) -> list[tuple[str, datetime | None]]:
    return [
        (_("Result published"), election.published_at),
        (_("Declared void"), election.voided_at),
        (_("Cancelled"), election.cancelled_at),
    ]


def method(contest: Contest, choices: int) -> str:
    """How many choices and seats there are, and how one votes: said before the choices. `choices` is 0 while unknown.

    Reads the contest's seats, so prefetch them where there are several contests.
    """
    if contest.kind == Contest.Kind.RESOLUTION:
        return method_of_resolution(Contest.Majority(contest.majority))
    return method_of_seats(len(contest.seats.all()), choices, contest.max_choices)


def method_of_resolution(majority: Contest.Majority) -> str:
    return _("Choose one. It is carried by %(rule)s.") % {"rule": majority.label}


def method_of_seats(seats: int, choices: int, most: int | None) -> str:
    offered = ngettext("%(seats)d seat", "%(seats)d seats", seats) % {"seats": seats}
    if choices:
        candidates = ngettext("%(choices)d candidate", "%(choices)d candidates", choices) % {"choices": choices}
        offered = _("%(candidates)s for %(seats)s") % {"candidates": candidates, "seats": offered}
    if most and (not choices or most < choices):
        how = ngettext("Approve at most %(most)d.", "Approve at most %(most)d.", most) % {"most": most}
    else:
        how = _("Approve as many as you like.")
    return _("%(offered)s. %(how)s Everyone you approve gets one vote; the most-approved fill the seats.") % {
        "offered": offered,
        "how": how,
    }


def rules(election: Election) -> list[str]:
    """Which reading of the bylaws is in force; fixed before anyone votes."""
    told = [
        voters(election),
        _affirmation(election),
        *_participation(election),
        *_quorum(election),
        *_majorities(election),
    ]
    if any(contest.kind == Contest.Kind.SEATS for contest in election.contests.all()):
        told += [limit] if (limit := _limit(election)) else []
        told.append(
            _(
                "A tie is decided by a lot that nobody can know or choose beforehand: a number worked out from the "
                "finished ballot box. Anyone can work it out again."
            )
        )
    if election.server_may_seal:
        told.append(_("The server may seal a ballot, where the voter agrees."))
    if election.keys_asked_at:
        told.append(_("Trustees outside the server hold keys, so the server alone cannot open the totals."))
    elif election.ballot_sealed_at:
        told.append(_("The server alone holds the key to the totals."))
    if election.strict_credentials:
        told.append(
            _(
                "Somebody outside the server makes the voting codes and mails them, so the server cannot vote for "
                "members who stay away. Voters need their code besides signing in."
            )
        )
    if election.officers_required == 2:
        told.append(_("Critical acts of the election office need two officers."))
    return told


def rules_of_kind(kind: ElectionKind) -> list[str]:
    """What an election of this kind begins with."""
    told = [_seats(kind)] if kind.seat_years else []
    told += [voters(kind), *_quorum(kind)[:1]]
    if kind.body:
        told += [limit] if (limit := _limit(kind)) else []
    if kind.has_nominations:
        days = ngettext("%d day to nominate", "%d days to nominate", kind.nomination_days) % kind.nomination_days
        voting = ngettext("%d day to vote", "%d days to vote", kind.voting_days) % kind.voting_days
        return [*told, _("%(nominate)s, %(vote)s.") % {"nominate": days, "vote": voting}]
    voting = ngettext("%d day to vote, without nominees.", "%d days to vote, without nominees.", kind.voting_days)
    return [*told, voting % kind.voting_days]


def _seats(kind: ElectionKind) -> str:
    terms = ", ".join(str(years) for years in kind.seat_years)
    return _("%(body)s: seats of %(terms)s years, of %(size)d in all.") % {
        "body": kind.body_name,
        "terms": terms,
        "size": kind.board_size,
    }


def voters(held: RulesOfABody) -> str:
    classes = [str(MembershipClass(name).label) for name in reversed(VotingClass) if name in held.voting_classes]
    return _("%(classes)s members vote, each person once.") % {"classes": get_text_list(classes, _("and"))}


def _quorum(held: RulesOfABody) -> list[str]:
    """The part, and of whom: the denominator decides as much as the part."""
    if not held.quorum_numerator:
        return [_("No quorum is asked for: the vote counts however many vote.")]
    return [
        _("At least %(numerator)d/%(denominator)d of the voting members must vote, else the vote is void.")
        % {"numerator": held.quorum_numerator, "denominator": held.quorum_denominator},
        _(
            "Voting members are those on the roll when voting closes. Who voted and was removed afterwards is counted "
            "with them, since that ballot stays in the box; who abstains has voted."
        ),
    ]


def _majorities(election: Election) -> list[str]:
    """How a resolution is carried, where there is one on the ballot."""
    said = {
        Contest.Majority.VOTES_CAST: _(
            "A resolution is carried by more than half of the votes cast for or against it; abstentions are not among "
            "them."
        ),
        Contest.Majority.VOTING_MEMBERS: _(
            "A resolution is carried by more than half of all voting members, whether they vote or not."
        ),
    }
    by_rule: dict[str, list[str]] = {}
    for contest in election.contests.all():
        if contest.kind == Contest.Kind.RESOLUTION:
            by_rule.setdefault(contest.majority, []).append(contest.title)
    if len(by_rule) == 1:
        return [said[Contest.Majority(rule)] for rule in by_rule]
    return [f"{', '.join(titles)}: {said[Contest.Majority(rule)]}" for rule, titles in by_rule.items()]


def _affirmation(election: Election) -> str:
    if not election.affirmation_required:
        return _("Nobody needs to say beforehand that they intend to vote.")
    since = in_words(election.affirmed_since) if election.affirmed_since else ""
    if election.fellows_must_affirm:
        told = _("Voting members, Fellows too, must have said that they intend to vote.")
    else:
        told = _("Voting members must have said that they intend to vote; Fellows need not.")
    return f"{told} {_('What was said since %(since)s counts.') % {'since': since}}" if since else told


def _participation(election: Election) -> list[str]:
    """What else the right to vote asks of members."""
    told = []
    if election.opt_in_required:
        told.append(_("Voters say for this election that they take part in it, until the roll closes."))
    if election.votes_missed_limit is not None:
        limit = election.votes_missed_limit
        told.append(
            ngettext(
                "Who misses %(limit)d vote in a calendar year has no vote for the rest of it; Fellows keep theirs.",
                "Who misses %(limit)d votes in a calendar year has no vote for the rest of it; Fellows keep theirs.",
                limit,
            )
            % {"limit": limit}
        )
    return told


def _limit(held: RulesOfABody) -> str:
    if held.affiliation_limit == AffiliationLimit.QUARTER_OF_BOARD:
        numbers = {"size": held.board_size, "most": quarter_of_board(held.board_size)}
        if held.body != "board":
            return _("Of the body’s %(size)d members at most %(most)d may share an affiliation.") % numbers
        return _("Of the board’s %(size)d members at most %(most)d may share an affiliation.") % numbers
    if held.affiliation_limit == AffiliationLimit.NUMBER:
        return ngettext(
            "At most %(most)d of those who sit may share an affiliation.",
            "At most %(most)d of those who sit may share an affiliation.",
            held.entity_limit,
        ) % {"most": held.entity_limit}
    return ""
