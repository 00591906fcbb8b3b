"""The pre-flight of people: who votes, by a roll that is sealed and sane, and who can act at the office."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.preflight.check import Check, names, warning
from elections.models import Appointment, Election
from elections.roles import Role
from elections.roll_preview import PastRoll, past_rolls
from members.drops import WORTH_A_WARNING, drops
from members.models import MembershipClass, User

LATELY = timedelta(days=7)


def checks(election: Election, at: datetime) -> Iterator[Check]:
    yield from _roll(election)
    yield _officers(election, at)


def _roll(election: Election) -> Iterator[Check]:
    if election.roll_sealed_at is None:
        yield Check("roll", False, _("The roll is not sealed."))
        return
    classes = on_roll(election)
    voters = sum(classes.values())
    if not voters:
        yield Check("roll", False, _("The roll is empty."))
        return
    sentence = ngettext("The roll is sealed: %(voters)d voter.", "The roll is sealed: %(voters)d voters.", voters)
    yield Check("roll", True, sentence % {"voters": voters})
    if past := past_rolls(election):
        yield _dropped(past[0], classes)
    unreachable = election.roll.filter(removed_at__isnull=True, email="").count()
    told = ngettext(
        "%(number)d voter has no e-mail address: no mail reaches them.",
        "%(number)d voters have no e-mail address: no mail reaches them.",
        unreachable,
    )
    yield warning(
        "roll addresses", told % {"number": unreachable} if unreachable else "", _("Every voter has an e-mail address.")
    )


def on_roll(election: Election) -> Counter[str]:
    """How many voters of each class there are."""
    found = election.roll.filter(removed_at__isnull=True).values("membership_class").annotate(number=Count("pk"))
    return Counter({each["membership_class"]: each["number"] for each in found.order_by()})


def _dropped(before: PastRoll, now: Mapping[str, int]) -> Check:
    """In 2020 a membership sub-type was left out: 114 of 1,151 voters were missing."""
    said = _("%(class)s: %(now)d, before %(before)d")
    lost = [
        said % {"class": MembershipClass(each.membership_class).label, "now": each.now, "before": each.before}
        for each in drops(before.sizes, now, part=WORTH_A_WARNING)
    ]
    sentence = _("Far fewer than in “%(election)s”: %(names)s. Was a kind of membership left out?")
    good = _("No class has far fewer voters than in “%(election)s”.")
    told = {"election": before.election.name, "names": names(lost)}
    return warning("roll classes", sentence % told if lost else "", good % told)


def _officers(election: Election, at: datetime) -> Check:
    """Two who can act now: appointed, with a second factor where one is asked for, and here lately."""
    officers = Appointment.objects.filter(role=Role.OFFICER, dismissed_at=None).values("person")
    users = User.objects.filter(person__in=officers, is_active=True, is_staff=True)
    if settings.SECOND_FACTOR_FOR_STAFF:
        users = users.filter(pk__in=Authenticator.objects.values("user"))
    able, here = users.count(), users.filter(last_login__gte=at - LATELY).count()
    needed = election.officers_required
    facts = {"able": able, "here": here, "needed": needed}
    if able < needed:
        told = ngettext("%(able)d officer can act", "%(able)d officers can act", able) % facts
        sentence = _("%(told)s, and critical acts take %(needed)d.") % (facts | {"told": told})
        return Check("officers", False, sentence, is_warning=True)
    if here < needed:
        told = ngettext(
            "%(here)d officer signed in within a week, and critical acts take %(needed)d.",
            "%(here)d officers signed in within a week, and critical acts take %(needed)d.",
            here,
        )
        return Check("officers", False, told % facts, is_warning=True)
    told = ngettext("%(here)d officer signed in within a week.", "%(here)d officers signed in within a week.", here)
    return Check("officers", True, told % facts, is_warning=True)
