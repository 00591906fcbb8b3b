"""To whom a mail to many goes: each kind's people, and the letter that each of them gets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ballots.models import Ballot
from base.mail import BATCH, Letter
from base.mail_models import Mailing
from elections import rights
from elections.affirming import STILL_TO_BE_SAID
from elections.changes import changes
from elections.extensions import extensions
from elections.mail_schedule import Planned
from elections.models import Election
from elections.voters import members_among, rules_of, with_memberships
from members.models import Address, Affirmation, Membership, Person
from nominees.models import Nomination, Nominee

TOLD_OF_DATES = ("roll check", "affirmation asked")
LAPSED_LATELY = timedelta(days=365)
ASKED = ("reader_name", "reader_email", "reader_uuid")
Readers = QuerySet[Any]
"""Rows that have what is asked of each, of whom some may still be left out one by one."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who may be concerned, and who of a batch of them really is."""

    readers: Readers
    concerned: Callable[[list[Any]], list[Any]] = list

    def batches(self) -> Iterator[list[Any]]:
        """In the order of their keys, so that memory stays the same however many they are."""
        last = 0
        readers = self.readers.order_by("pk").values_list("pk", *ASKED, named=True)
        while rows := list(readers.filter(pk__gt=last)[:BATCH]):
            yield self.concerned(rows)
            last = rows[-1].pk


def audience(election: Election, kind: str, now: datetime) -> Audience:
    """Whoever a mail of this kind would go to if it went now."""
    if kind == "roll check":
        return Audience(_members(election, since=election.roll_closes - LAPSED_LATELY))
    if kind in {"affirmation asked", "affirmation reminder"}:
        return Audience(_silent(election), lambda people: _whose_word_is_missing(election, people, now))
    if kind == "change":
        return Audience(_concerned(election))
    if kind == "candidate thanks":
        standing = Nominee.objects.filter(election=election, pk__in=election.nominees.standing())
        return Audience(_named(standing, name="name", person="person", own="email"))
    roll = election.roll.filter(removed_at=None).exclude(email="")
    if kind == "vote reminder":
        roll = roll.filter(~Exists(Ballot.objects.filter(credential__roll_entry=OuterRef("pk"))))
    readers = roll.annotate(reader_name=F("name"), reader_email=F("email"), reader_uuid=F("person__uuid"))
    return Audience(readers)


def letter(planned: Planned, election: Election, reader: Any) -> Letter:
    key = f"{planned.kind} {planned.number} {election.uuid} {reader.pk}"
    return Letter(to=reader.reader_email, values={"name": reader.reader_name}, key=key, person=reader.reader_uuid)


def said_alike(election: Election, planned: Planned) -> dict[str, dict[str, object]]:
    """What every letter of a mail says alike, in each language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = _values(election, planned)
    return found


def _values(election: Election, planned: Planned) -> dict[str, object]:
    decided = extensions(election) if planned.kind == "extension" else []
    changed = changes(election)[planned.number - 1] if planned.kind == "change" else None
    return {
        "election": election.name,
        "link": settings.PUBLIC_URL + _page(election, planned.kind),
        "voting_code": voting_code(election),
        "headline": changed.headline if changed else "",
        "what": changed.what if changed else "",
        "roll_closes": election.roll_closes,
        "voting_opens": election.voting_opens,
        "voting_closes": election.voting_closes,
        "reason": changed.reason if changed else decided[-1].reason if decided else "",
    }


def voting_code(election: Election) -> str:
    """So that nobody takes the code to sign in for it."""
    if not election.strict_credentials:
        return ""
    return _(
        "You also need your voting code. It came in a mail of its own, which was not from us: sign in first, then open "
        "the link in that mail."
    )


def _page(election: Election, kind: str) -> str:
    if kind in {"roll check", "affirmation asked", "affirmation reminder"}:
        return reverse("elections:can_i_vote", args=[election.slug])
    if kind in {"results", "candidate thanks"}:
        return reverse("ballots:result", args=[election.slug])
    if kind == "change":
        return election.get_absolute_url()
    return reverse("ballots:ballot", args=[election.slug])


def concerned(election: Election) -> dict[str, Readers]:
    """Whom a change of the election concerns, by why; somebody may be among several."""
    groups: dict[str, Readers] = {
        "nominees": _people(Nominee.objects.filter(election=election, declined_at=None, withdrawn_at=None), "person"),
        "backers": _people(Nomination.objects.filter(nominee__election=election), "nominator"),
    }
    if election.roll_sealed_at:
        groups["voters"] = _people(election.roll.filter(removed_at=None).exclude(email=""), "person")
    elif Mailing.objects.filter(election_uuid=election.uuid, kind__in=TOLD_OF_DATES).exists():
        groups["members"] = _members(election, since=election.roll_closes - LAPSED_LATELY)
    return groups


def _people(rows: QuerySet[Any], person: str) -> Readers:
    return _named(Person.objects.filter(pk__in=rows.exclude(**{person: None}).values(person)), name="name")


def _concerned(election: Election) -> Readers:
    """Everybody once."""
    among = Q(pk__in=[])
    for group in concerned(election).values():
        among |= Q(pk__in=group.values("pk"))
    return _named(Person.objects.filter(among, merged_into=None), name="name")


def _named(rows: QuerySet[Any], *, name: str, person: str = "", own: str = "") -> Readers:
    """With name and address: one that the row has itself, else the address of record, else that of the account."""
    key, through = (OuterRef(person), f"{person}__") if person else (OuterRef("pk"), "")
    of_record = Address.objects.filter(person=key).order_by("position", "pk").values("email")[:1]
    address = Coalesce(Subquery(of_record), F(f"{through}user__email"))
    readers: Readers = rows.annotate(reader_name=F(name), reader_email=address, reader_uuid=F(f"{through}uuid"))
    addressed: Readers = readers.exclude(reader_email=None)
    return addressed


def _members(election: Election, *, since: datetime | None = None) -> Readers:
    """People with a membership that votes on the record date, or that was over only since."""
    rules = rules_of(election)
    classes = {*rules.voting_classes, rights.MANAGING}
    lasts = Q(until=None) | Q(until__gt=since.date() if since else rules.record_date)
    begun = Q(since=None) | Q(since__lte=rules.record_date)
    held = Membership.objects.filter(lasts, begun, person=OuterRef("pk"), membership_class__in=classes)
    return _named(Person.objects.filter(Exists(held), merged_into=None), name="name")


def _silent(election: Election) -> Readers:
    """Members with a vote who have not said themselves that they intend to vote: at least all of those to ask."""
    counted = Q(affirmed_at__lt=election.roll_closes)
    if election.affirmed_since:
        counted &= Q(affirmed_at__gte=election.affirmed_since)
    said = Affirmation.objects.filter(counted, person=OuterRef("pk"), carried_over=False)
    return _members(election).filter(~Exists(said))


def _whose_word_is_missing(election: Election, people: list[Any], now: datetime) -> list[Any]:
    """Whom the rule for affirmations asks; who is carried over is not asked."""
    rules, known = rules_of(election), with_memberships().filter(pk__in=[each.pk for each in people])
    asked = {
        person.pk
        for person, member in members_among(known)
        if rights.has_affirmed(member, rules, now).code in STILL_TO_BE_SAID
    }
    return [each for each in people if each.pk in asked]
