"""Who may nominate and who may endorse: one home for the rule, for acts, pages and what they say about it."""

from datetime import date, datetime
from enum import IntEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elections.models import Backers, Election
from elections.rights import MANAGING, VotingClass
from members.models import MembershipClass, Person
from nominees.models import Nomination


class Standing(IntEnum):
    """How somebody stands to the membership; each includes those before it."""

    STRANGER = 0
    MEMBER = 1
    VOTING_MEMBER = 2


NEEDED = {
    Backers.ANYONE: Standing.STRANGER,
    Backers.MEMBERS: Standing.MEMBER,
    Backers.VOTING_MEMBERS: Standing.VOTING_MEMBER,
}
VOTING = {*(each.value for each in VotingClass), MANAGING}


def standing(person: Person | None, at: datetime) -> Standing:
    """By the classes held on that day; one query, and none for nobody."""
    return Standing.STRANGER if person is None else _of_classes(set(classes(person, at)))


def classes(person: Person, at: datetime) -> list[str]:
    """The classes of membership that the person holds on that day."""
    return list(person.memberships.filter(held_on(at.date())).values_list("membership_class", flat=True))


def held_on(day: date | OuterRef) -> Q:
    """Memberships that have begun and are not over on that day."""
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gt=day))


def strongest_class(person: Person | None, at: datetime) -> MembershipClass | None:
    """The class that says most of those held on that day."""
    held = set(classes(person, at)) if person else set()
    return next((each for each in reversed(MembershipClass) if each in held), None)


def _of_classes(held: set[str]) -> Standing:
    if held & VOTING:
        return Standing.VOTING_MEMBER
    return Standing.MEMBER if held else Standing.STRANGER


def may_nominate(election: Election, who: Standing) -> bool:
    return who >= NEEDED[Backers(election.who_may_nominate)]


def may_endorse(election: Election, who: Standing) -> bool:
    return who >= NEEDED[Backers(election.who_may_endorse)]


def require_nominator(election: Election, *, by: Person, at: datetime) -> None:
    """Raises PermissionDenied unless the election lets this person nominate, be it themselves."""
    if not may_nominate(election, standing(by, at)):
        raise PermissionDenied(refusal_to_nominate(election))


def refusal_of_one_more(person: Person | None, election: Election) -> str:
    """Why this person nominates nobody else any more; empty where they may. To endorse and to stand they still may."""
    most = election.nominations_each
    if person is None or most is None or named_by(person, election) < most:
        return ""
    return _("You have nominated as many people as one person may here.")


def named_by(person: Person, election: Election) -> int:
    """How many other people this person was the first to nominate."""
    earlier = Nomination.objects.filter(nominee=OuterRef("nominee"), pk__lt=OuterRef("pk"))
    given = Nomination.objects.filter(nominee__election=election, nominator=person, by_self=False)
    return given.exclude(Exists(earlier)).count()


def require_endorser(election: Election, *, by: Person, at: datetime) -> None:
    """Raises PermissionDenied unless the election lets this person endorse."""
    if not may_endorse(election, standing(by, at)):
        raise PermissionDenied(refusal_to_endorse(election))


def rules(election: Election) -> list[str]:
    """Who may do what, and how often, in sentences for the pages."""
    who = {
        Backers.ANYONE: _("anyone who signs in"),
        Backers.MEMBERS: _("members of any class"),
        Backers.VOTING_MEMBERS: _("members with a vote"),
    }
    nominate, endorse = Backers(election.who_may_nominate), Backers(election.who_may_endorse)
    if nominate == endorse:
        told = [_("To nominate and to endorse is for %(who)s.") % {"who": who[nominate]}]
    else:
        told = [_("To nominate is for %(who)s.") % {"who": who[nominate]}]
        told.append(_("To endorse is for %(who)s.") % {"who": who[endorse]})
    if election.nominations_each is not None:
        most = election.nominations_each
        told.append(
            ngettext("One person may nominate %(most)d other.", "One person may nominate %(most)d others.", most)
            % {"most": most}
        )
    if election.endorsements_needed:
        needed = election.endorsements_needed
        told.append(
            ngettext(
                "To stand takes the endorsement of %(needed)d member with a vote.",
                "To stand takes endorsements of %(needed)d members with a vote.",
                needed,
            )
            % {"needed": needed}
        )
    return told


def refusal_to_nominate(election: Election) -> str:
    """For who may not."""
    if election.who_may_nominate == Backers.VOTING_MEMBERS:
        return _("In this election only members with a vote nominate. By the address you use we know no such member.")
    return _("In this election only members nominate. By the address you use we know no member.")


def refusal_to_endorse(election: Election) -> str:
    if election.who_may_endorse == Backers.VOTING_MEMBERS:
        return _("In this election only members with a vote endorse. By the address you use we know no such member.")
    return _("In this election only members endorse. By the address you use we know no member.")


def refusal_to_ask() -> str:
    return _("Only members ask questions. By the address you use we know no member.")
