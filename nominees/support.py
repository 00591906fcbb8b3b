"""Who has the endorsements that it takes to stand: those of members who had a vote on the day on which they gave them.

Whom the nominee hides counts as well, and nobody's own words for themselves do. Who stands on a sealed ballot stays
there, whatever becomes known of the members later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate

from elections import windows
from elections.models import Election
from members.models import Membership
from nominees.backers import VOTING, held_on
from nominees.models import Nomination, Nominee, NomineeQuerySet


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a nominee is; for an election that requires nothing there is none."""

    given: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.given >= self.needed

    @property
    def missing(self) -> int:
        return max(self.needed - self.given, 0)


def progress(election: Election, nominees: Iterable[int]) -> dict[int, Progress]:
    """By the nominee's key, in one query for any number; empty where the election requires no endorsements."""
    needed = election.endorsements_needed
    if not needed:
        return {}
    counted = Nominee.objects.filter(pk__in=nominees).annotate(support=_support()).values_list("pk", "support")
    return {pk: Progress(given, needed) for pk, given in counted}


def progress_of(nominee: Nominee, election: Election) -> Progress | None:
    return progress(election, [nominee.pk]).get(nominee.pk)


def enough(nominees: NomineeQuerySet, election: Election) -> NomineeQuerySet:
    """Those of the election's nominees who have what it requires, or stand on its sealed ballot."""
    if not election.endorsements_needed:
        return nominees
    on_ballot = Nominee.objects.filter(election=election, choices__isnull=False).values("pk")
    return nominees.alias(support=_support()).filter(
        Q(support__gte=election.endorsements_needed) | Q(pk__in=on_ballot), election=election
    )


def standing(election: Election) -> NomineeQuerySet:
    """Who is for choice on a ballot that is not sealed yet."""
    return enough(Nominee.objects.filter(election=election).standing(), election)


def lacking(election: Election) -> dict[Nominee, Progress]:
    """Who agreed to stand, and would not be on the ballot; by name."""
    if not election.endorsements_needed:
        return {}
    agreed = Nominee.objects.filter(election=election).standing().exclude(pk__in=standing(election).values("pk"))
    nominees = list(agreed.order_by("name", "pk"))
    found = progress(election, [nominee.pk for nominee in nominees])
    return {nominee: found[nominee.pk] for nominee in nominees}


def still_standing(election: Election, at: datetime) -> NomineeQuerySet:
    """Who stands; until candidates are announced also who may yet find the endorsements that they lack."""
    if windows.candidates_are_public(election.instants, election.facts, at):
        return standing(election)
    return Nominee.objects.filter(election=election).standing()


def _support() -> Coalesce:
    """How many endorsements of a nominee count."""
    with_vote = Membership.objects.filter(
        held_on(OuterRef("day")), person=OuterRef("nominator"), membership_class__in=VOTING
    )
    counting = (
        Nomination.objects.filter(nominee=OuterRef("pk"), by_self=False)
        .annotate(day=TruncDate("created_at", tzinfo=UTC))
        .filter(Exists(with_vote))
        .order_by()
        .values("nominee")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counting), 0)
