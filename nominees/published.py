"""Who may see which nominee, and which of their words: one rule, for every page that shows candidates."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from elections import windows
from elections.models import Election
from elections.officers import may_read
from elections.roles import Duty
from members.models import Person, User
from nominees import support
from nominees.folding import bare
from nominees.models import (
    AnswerRevision,
    EndorsementRevision,
    Nomination,
    Nominee,
    NomineeQuerySet,
    ProfileRevision,
    Question,
)

APPROVED = Q(approved_at__isnull=False)
WAITING = Q(approved_at__isnull=True, returned_at__isnull=True)


@dataclass(frozen=True)
class Endorsement:
    """An endorsement as it is shown: its last approved words."""

    author: str
    html: SafeString
    written_at: datetime | None
    membership: str = ""
    """The author's class, where they agreed to show it."""


def candidates(election: Election, at: datetime) -> NomineeQuerySet:
    """Who accepted, for everybody to see, once candidates are announced; nobody before.

    Who withdrew before the announcement, or lacks endorsements that the election requires, was never announced; who
    withdrew later is shown as withdrawn.
    """
    if not windows.candidates_are_public(election.instants, election.facts, at):
        return Nominee.objects.none()
    announced = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=election.candidates_announced)
    return support.enough(Nominee.objects.filter(announced, election=election).accepted(), election)


def candidacies_of(person: Person, at: datetime) -> NomineeQuerySet:
    """Of one person in every election, what everybody may see: one query finds the elections, one the candidacies."""
    shown = Q(pk__in=[])
    for election in Election.objects.public().filter(nominees__person=person):
        shown |= Q(pk__in=candidates(election, at).filter(person=person).values("pk"))
    return Nominee.objects.filter(shown)


def visible_to(user: AbstractBaseUser | AnonymousUser, election: Election, at: datetime) -> NomineeQuerySet:
    """The public candidates; and before and besides: the nominee themselves, who nominated them, and the office."""
    shown = Q(pk__in=candidates(election, at).values("pk"))
    person = user.person if isinstance(user, User) else None
    if person and may_read(person, Duty.CANDIDATES):
        shown |= Q(election=election)
    elif person:
        nominated = Nomination.objects.filter(nominator=person).values("nominee")
        shown |= Q(person=person) | Q(pk__in=nominated)
    return Nominee.objects.filter(shown, election=election)


def open_to_endorsement(user: AbstractBaseUser | AnonymousUser, election: Election, at: datetime) -> NomineeQuerySet:
    """Who can be endorsed by their page's address: who is visible, and until the announcement who agreed to stand.

    Nominations close before candidates are announced, so a nominee who asks for support has only this address to give.
    """
    visible = Q(pk__in=visible_to(user, election, at).values("pk"))
    if not windows.nominees_await_announcement(election.instants, election.facts, at):
        return Nominee.objects.filter(visible, election=election)
    standing = Q(accepted_at__isnull=False, withdrawn_at__isnull=True)
    return Nominee.objects.filter(visible | standing, election=election)


def words_in(typed: str) -> list[str]:
    """What to look for in names, accents and case aside; nothing in less than two letters."""
    words = bare(typed).split()
    return words if sum(map(len, words)) > 1 else []


def named_like(nominees: NomineeQuerySet, words: Collection[str]) -> Iterator[Nominee]:
    """Those whose names have every one of these words; nobody where there are none.

    PostgreSQL would need an extension for the accents, and an election has dozens of nominees.
    """
    if not words:
        return
    for nominee in nominees.select_related("election").order_by("name", "pk"):
        if all(word in bare(nominee.name) for word in words):
            yield nominee


def of_this_name(election: Election, name: str) -> Iterator[Nominee]:
    """Who stands under it, accents and case aside. Who has not agreed to stand is not told of."""
    words = bare(name).split()
    standing = election.nominees.standing().select_related("election").order_by("pk")
    return (nominee for nominee in standing if bare(nominee.name).split() == words)


def with_public_words(nominees: NomineeQuerySet) -> NomineeQuerySet:
    """The nominees with what `public_profile` and `public_endorsements` read: four more queries for any number."""
    profiles = (
        ProfileRevision.objects.filter(APPROVED)
        .order_by("nominee_id", "-number")
        .distinct("nominee_id")
        .select_related("photo")
        .defer("photo__large", "photo__small", "photo__tiny")
        .prefetch_related("affiliations")
    )
    words = EndorsementRevision.objects.filter(APPROVED).order_by("nomination_id", "-number").distinct("nomination_id")
    nominations = (
        Nomination.objects.filter(hidden_at__isnull=True, by_self=False)
        .filter(Exists(words.filter(nomination=OuterRef("pk"))))
        .order_by("pk")
        .prefetch_related(Prefetch("revisions", queryset=words, to_attr="last_approved"))
    )
    return nominees.select_related("election").prefetch_related(
        Prefetch("profiles", queryset=profiles, to_attr="last_approved"),
        Prefetch("nominations", queryset=nominations, to_attr="shown_nominations"),
    )


def public_profile(nominee: Nominee) -> ProfileRevision | None:
    """The last approved revision of one of `with_public_words`."""
    found: list[ProfileRevision] = nominee.last_approved  # type: ignore[attr-defined]  # by the prefetch
    return found[0] if found else None


def public_endorsements(nominee: Nominee) -> list[Endorsement]:
    """In the order in which they were given: what is shown of one of `with_public_words`."""
    dated = not nominee.election.is_imported  # a document does not tell when its words were written
    shown: list[Nomination] = nominee.shown_nominations  # type: ignore[attr-defined]  # by the prefetch
    return [_as_shown(each, each.last_approved[0], dated=dated) for each in shown]  # type: ignore[attr-defined]


def said_of(nominee: Nominee) -> list[Endorsement]:
    """For the nominee's own eyes, before anybody approved it: what their nominators wrote last."""
    newest = EndorsementRevision.objects.order_by("nomination_id", "-number").distinct("nomination_id")
    nominations = nominee.nominations.filter(by_self=False).order_by("pk")
    with_words = nominations.prefetch_related(Prefetch("revisions", queryset=newest, to_attr="last_written"))
    return [_as_shown(each, words, dated=True) for each in with_words for words in each.last_written]


def last_words_of(user: AbstractBaseUser | AnonymousUser, nominee: Nominee) -> EndorsementRevision | None:
    """What this reader wrote last about the nominee, whatever the election office made of it."""
    person = user.person if isinstance(user, User) else None
    own = EndorsementRevision.objects.filter(nomination__nominee=nominee, nomination__nominator=person)
    return own.exclude(nomination__by_self=True).order_by("-number").first() if person else None


def waiting_profiles(*elections: Election) -> QuerySet[ProfileRevision]:
    """The statements that an officer has yet to judge: of each nominee the newest, where nobody has judged it.

    What a nominator disclosed about them only fills their form: it is theirs once they have written it themselves.
    """
    newer = ProfileRevision.objects.filter(nominee=OuterRef("nominee"), number__gt=OuterRef("number"))
    own = Q(written_by=F("nominee__person"))
    return ProfileRevision.objects.filter(~Exists(newer), WAITING, own, nominee__election__in=elections)


def waiting_endorsements(*elections: Election) -> QuerySet[EndorsementRevision]:
    """The endorsements that an officer has yet to judge: of each the newest words."""
    newer = EndorsementRevision.objects.filter(nomination=OuterRef("nomination"), number__gt=OuterRef("number"))
    return EndorsementRevision.objects.filter(~Exists(newer), WAITING, nomination__nominee__election__in=elections)


def waiting_answers(*elections: Election) -> QuerySet[AnswerRevision]:
    """The answers that an officer has yet to judge: of each the newest words."""
    newer = AnswerRevision.objects.filter(answer=OuterRef("answer"), number__gt=OuterRef("number"))
    return AnswerRevision.objects.filter(~Exists(newer), WAITING, answer__question__election__in=elections)


def waiting_questions(*elections: Election) -> QuerySet[Question]:
    return Question.objects.filter(WAITING, election__in=elections)


def texts_waiting(*elections: Election) -> Counter[int]:
    """How many texts of every kind an officer has yet to judge, by the election's key."""
    return Counter(
        [
            *waiting_profiles(*elections).values_list("nominee__election", flat=True),
            *waiting_endorsements(*elections).values_list("nomination__nominee__election", flat=True),
            *waiting_answers(*elections).values_list("answer__question__election", flat=True),
            *waiting_questions(*elections).values_list("election", flat=True),
        ]
    )


def _as_shown(nomination: Nomination, words: EndorsementRevision, *, dated: bool) -> Endorsement:
    html = mark_safe(words.html)  # noqa: S308  made by texts.render when it was written
    return Endorsement(
        author=nomination.nominator_name,
        html=html,
        written_at=words.written_at if dated else None,
        membership=nomination.get_shown_class_display(),
    )
