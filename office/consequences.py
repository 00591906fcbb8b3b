"""What follows from an act, told before it is done: what changes, for how many, and who hears of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import authorities, issuing
from ballots.audiences import audience, concerned
from ballots.mailings import plan, rules_for
from ballots.models import Ballot
from ballots.turnout import FEW, quorum_now, voters_so_far, voting_members
from base import bulk
from base.mail_kinds import KINDS
from base.moments import in_words
from elections import mail_schedule, roll_preview
from elections.models import Election
from members.models import MembershipClass
from office.acts import Act

STOPS = ("void", "cancel")
OPEN_TOTALS = ("end-ballots", "count")


def consequences(act: Act, election: Election, now: datetime) -> list[str]:
    """In sentences, the weightiest first; nothing for an act that its own sentence tells in full."""
    return [*_of_the_vote(act.name, election, now), *_few(act.name, election), *_who_hears(act, election, now)]


def _of_the_vote(act: str, election: Election, now: datetime) -> Iterator[str]:
    closes = in_words(election.voting_closes, now)
    if act == "seal-roll":
        yield from _roll(election, now)
    if act == "seal-ballot":
        yield from _codes(election)
    if act == "open":
        yield _("It was to open on %(when)s.") % {"when": in_words(election.voting_opens, now)}
        yield _("Nominees can change nothing that they wrote any more.")
    if act == "pause":
        yield _("Whoever is marking a ballot keeps the marks, and casts later.")
        yield _("The close stays: %(when)s. Extend voting by as long as the pause lasts.") % {"when": closes}
    if act == "resume":
        yield _("Voting closes on %(when)s. If people lost time, extend it.") % {"when": closes}
    if act == "extend":
        yield _("Who has voted need do nothing; they can vote again, as before.")
    if act in {"close", "void", "extend", "end-ballots"} and election.ballot_sealed_at:
        yield from _turnout(election)
    if act in STOPS:
        yield from _stop(election)
    if act == "close-nominations":
        yield _("Who has not accepted by now does not stand.")


def _roll(election: Election, now: datetime) -> Iterator[str]:
    """Whom it would have, beside the last roll: in 2020 nobody saw that a part of the members was missing."""
    found = roll_preview.preview_once(election, now)
    classes = [f"{number} {MembershipClass(each.value).label}" for each, number in found.sizes.items()]
    sentence = ngettext(
        "The roll has %(number)d voter: %(classes)s.", "The roll has %(number)d voters: %(classes)s.", found.total
    )
    yield sentence % {"number": found.total, "classes": get_text_list(sorted(classes), _("and"))}
    for each in roll_preview.dropped(found.sizes, roll_preview.past_rolls(election)):
        label = MembershipClass(each.voting_class.value).label
        fewer = {"label": label, "now": each.now, "before": each.before}
        yield _("%(label)s: %(now)d, and %(before)d on the last roll. Is a part of the members missing?") % fewer
    left_off = sum(found.left_off.values())
    if left_off:
        sentence = ngettext(
            "%(number)d member of these classes is left off.",
            "%(number)d members of these classes are left off.",
            left_off,
        )
        yield sentence % {"number": left_off}


def _codes(election: Election) -> Iterator[str]:
    """Where somebody outside the server made the voting codes."""
    authority = authorities.present(election)
    issued = issuing.last(authority) if authority else None
    if authority and issued:
        told = {"name": authority.name, "voters": issued.voters, "reserve": issued.reserve}
        sentence = _("%(name)s made a voting code for each of %(voters)d voters, and %(reserve)d in reserve.")
        yield sentence % told
        yield _("They are told by mail to send the codes. From then on no other codes can be made.")


def _turnout(election: Election) -> Iterator[str]:
    """How many voted, and what the quorum says of it."""
    found = quorum_now(election)
    facts = {"cast": found.cast, "voters": voting_members(election, found.cast), "needed": found.needed}
    yield _("So far %(cast)d of %(voters)d voters have voted.") % facts
    if not found.needed:
        return
    if found.met:
        yield _("The quorum is reached: %(needed)d had to vote.") % facts
    else:
        yield _("The quorum is not reached: %(needed)d have to vote, or the vote is void [bylaws 3.9].") % facts


def _few(act: str, election: Election) -> Iterator[str]:
    """What no seal can hide: totals are of all ballots, and of one they are that ballot."""
    cast = voters_so_far(election) if act in OPEN_TOTALS else 0
    if 0 < cast < FEW:
        sentence = ngettext(
            "One person has voted: the totals will say how. Consider voiding the vote instead.",
            "Only %(cast)d people have voted: the totals can tell how each did. Consider voiding the vote instead.",
            cast,
        )
        yield sentence % {"cast": cast}


def _stop(election: Election) -> Iterator[str]:
    ballots = Ballot.objects.filter(setup__election=election).count()
    if ballots:
        sentence = ngettext(
            "%(number)d ballot stays in the record, sealed, and the keys are destroyed.",
            "%(number)d ballots stay in the record, sealed, and the keys are destroyed.",
            ballots,
        )
        yield sentence % {"number": ballots}
        if election.counted_at:
            yield _("They were counted: the office goes on seeing the totals, and nobody else does.")
        else:
            yield _("Only a backup of the keys, with the secret that the server keeps apart, could open them.")
    waiting = election.proposals.filter(seconded_at=None, dropped_at=None).count()
    if waiting:
        sentence = ngettext(
            "%(number)d thing that waits for a second officer is dropped.",
            "%(number)d things that wait for a second officer are dropped.",
            waiting,
        )
        yield sentence % {"number": waiting}
    yield _("Its pages stay, and say so. Mails that wait are not sent, except the one that tells of this.")


def _who_hears(act: Act, election: Election, now: datetime) -> Iterator[str]:
    if act.told_by_mail and election.announced_at:
        yield told_by_mail(election)
    if act.name == "open":
        yield from _voters_hear("voting opened", election)
    if act.name == "extend":
        yield from _voters_hear("extension", election)
    if act.name == "announce":
        yield from _who_hears_of_an_election(election, now)


def _voters_hear(kind: str, election: Election) -> Iterator[str]:
    if kind in rules_for(election).held_back:
        yield _held_back(kind)
        return
    voters = election.roll.filter(removed_at=None).exclude(email="").count()
    sentence = ngettext("%(number)d voter hears of it by mail.", "%(number)d voters hear of it by mail.", voters)
    yield sentence % {"number": voters}
    if election.paused_at:
        yield _("That mail waits until voting is resumed.")
    yield from _stopped()


def _who_hears_of_an_election(election: Election, now: datetime) -> Iterator[str]:
    """An announcement has no mail of its own, but what was due by the timetable before it goes with it."""
    rules, facts = rules_for(election), replace(election.facts, announced_at=now)
    planned = plan(election, rules, facts)
    due = [each.kind for each in planned if mail_schedule.is_due(each, election.instants, facts, now)]
    for kind in due:
        number = audience(election, kind, now).readers.count()
        sentence = ngettext(
            "“%(mail)s” goes within minutes, to %(number)d person at most.",
            "“%(mail)s” goes within minutes, to %(number)d people at most.",
            number,
        )
        said = {"mail": KINDS[kind].title, "number": number}
        yield _held_back(kind) if kind in rules.held_back else sentence % said
    ahead = [each for each in planned if each.at > now and each.kind not in rules.held_back]
    if ahead and not due:
        first = {"mail": KINDS[ahead[0].kind].title, "when": in_words(ahead[0].at, now)}
        yield _("Nobody is mailed by this; “%(mail)s” goes on %(when)s.") % first
    if due:
        yield from _stopped()


def _held_back(kind: str) -> str:
    return _("“%(mail)s” is held back: nobody gets it until the office lets it go.") % {"mail": KINDS[kind].title}


def _stopped() -> Iterator[str]:
    if bulk.stopped():
        yield _("Mail to many is stopped: until it goes on, nothing of this leaves.")


def told_by_mail(election: Election) -> str:
    """Whom a change concerns, in numbers."""
    if "change" in rules_for(election).held_back:
        return _held_back("change")
    words = {
        "nominees": lambda n: ngettext("%d nominee", "%d nominees", n) % n,
        "backers": lambda n: ngettext("%d who nominated or endorsed", "%d who nominated or endorsed", n) % n,
        "voters": lambda n: ngettext("%d voter on the roll", "%d voters on the roll", n) % n,
        "members": lambda n: ngettext("%d member who was told the dates", "%d members who were told the dates", n) % n,
    }
    numbers = {name: group.count() for name, group in concerned(election).items()}
    told = [words[name](number) for name, number in numbers.items() if number]
    if not told:
        return _("Nobody is concerned yet, so nobody is mailed.")
    who = {"who": get_text_list(told, _("and"))}
    if bulk.stopped():
        return _("Mail to many is stopped. Once it goes on, these hear of it, each once: %(who)s.") % who
    return _("Within minutes these hear of it by mail, each once: %(who)s.") % who
