"""Awards as facts: found in a post's resolutions, and confirmed by an officer to be a certain person's."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from base import journal
from community.awards import Found, find
from community.models import Award, Post
from elections.officers import require_duty
from elections.roles import Duty
from members.linking import survivor
from members.models import Person

MOST_SUGGESTED = 10
LONGEST_SERIES = 200
KEPT = ("series", "citation", "resolution", "position", "awarded_on")


def record_awards(post: Post) -> list[Award]:
    """The awards that the text of a post gives now. One that an officer confirmed stays, whatever the text says."""
    day = post.published_at.date() if post.published_at else None
    recorded, left = [], list(post.awards.all())
    for position, (found, known) in enumerate(_paired(find(post.text), left), start=1):
        award = known or Award(post=post, recipient=found.recipient)
        said = (found.series[:LONGEST_SERIES], found.citation, found.resolution, position, day)
        if not award.pk or tuple(getattr(award, name) for name in KEPT) != said:
            for name, value in zip(KEPT, said, strict=True):
                setattr(award, name, value)
            award.save()
        recorded.append(award)
    post.awards.filter(pk__in=[award.pk for award in left], confirmed_at=None).delete()
    return recorded


def _paired(given: list[Found], left: list[Award]) -> list[tuple[Found, Award | None]]:
    """Each award with the record of it, which is taken from `left`: of the same name, else of the same recipient."""
    same = [_take(left, found, found.series[:LONGEST_SERIES]) for found in given]
    return [(found, award or _take(left, found)) for found, award in zip(given, same, strict=True)]


def _take(left: list[Award], found: Found, series: str = "") -> Award | None:
    for award in left:
        if award.recipient == found.recipient and series in {"", award.series}:
            left.remove(award)
            return award
    return None


@transaction.atomic
def confirm(award: Award, *, person: Person, by: Person, at: datetime) -> Award:
    """The recipient is this person: the award stands on the pages where they stand for election."""
    require_duty(by, Duty.NEWS)
    award = _locked(award)
    if award.person is not None:
        raise ValidationError(_("Somebody has said already who this is."), code="confirmed")
    award.person, award.confirmed_at, award.confirmed_by = survivor(person), at, by
    award.save(update_fields=["person", "confirmed_at", "confirmed_by"])
    journal.write("confirm award", by=by, subject=str(award), details={"person": award.person.pk})
    return award


@transaction.atomic
def take_back(award: Award, *, by: Person, at: datetime, seen: str = "") -> Award:
    """It was somebody else of the same name. `seen` is the person whom a page named, by their key."""
    require_duty(by, Duty.NEWS)
    award = _locked(award)
    if award.person is None:
        raise ValidationError(_("Nobody has said yet who this is."), code="not confirmed")
    if seen not in {"", str(award.person.pk)}:
        raise ValidationError(_("Another officer has named somebody else meanwhile. Look again."), code="changed")
    was = award.person.pk
    award.person = award.confirmed_at = award.confirmed_by = None
    award.save(update_fields=["person", "confirmed_at", "confirmed_by"])
    journal.write("take back award", by=by, subject=str(award), details={"person": was})
    return award


def public_awards(now: datetime) -> QuerySet[Award]:
    """What everybody may read: awards of public posts, and those that stand alone."""
    return Award.objects.filter(Q(post=None) | Q(post__published_at__lte=now)).select_related("post")


def suggestions(award: Award, words: str = "") -> QuerySet[Person]:
    """Who it may be: people of that name, or of a name with these words in it."""
    named = Q(name__iexact=award.recipient)
    if words:
        named = Q(pk__gt=0)
        for word in words.split():
            named &= Q(name__icontains=word)
    return Person.objects.filter(named, merged_into=None).order_by("name", "pk")[:MOST_SUGGESTED]


def _locked(award: Award) -> Award:
    return Award.objects.select_for_update(of=("self",)).select_related("person").get(pk=award.pk)
