"""What somebody wants to get by mail: kinds that they do without, in which language, and the link that says so."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from base.addresses import normalised
from base.mail_kinds import KINDS, refusable
from base.mail_models import MailWishes

SALT: Final = "base.mail_wishes"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What counts for one mail: what the person said, and what was said for the address."""

    unwanted: frozenset[str] = frozenset()
    language: str = ""
    """Empty where nobody said."""


def whose(address: str, person: uuid.UUID | None = None) -> str:
    """Under which name wishes are kept: the person's, who may change addresses, else the address's."""
    return str(person) if person else normalised(address)


def wishes_of(readers: Iterable[tuple[str, uuid.UUID | None]]) -> list[Wishes]:
    """Of each address and person, in one query."""
    known = [(normalised(address), str(person) if person else "") for address, person in readers]
    names = {name for reader in known for name in reader if name}
    found = MailWishes.objects.filter(whose__in=names).select_related("moved_to")
    kept = {each.whose: each.moved_to or each for each in found}
    return [_together([kept[name] for name in reversed(reader) if name in kept]) for reader in known]


def _together(kept: list[MailWishes]) -> Wishes:
    """The person's own language goes before the address's; what either does without is not sent."""
    spoken = [each.language for each in kept if each.language in dict(settings.LANGUAGES)]
    unwanted = frozenset(name for each in kept for name in each.unwanted)
    return Wishes(unwanted, spoken[0] if spoken else "")


@transaction.atomic
def refuse(name: str, kind: str, *, at: datetime) -> None:
    """One kind goes to them no more."""
    _change(name, at=at, add=frozenset({kind}))


@transaction.atomic
def take_again(name: str, kind: str, *, at: datetime) -> None:
    _change(name, at=at, drop=frozenset({kind}))


@transaction.atomic
def wish(name: str, *, unwanted: Iterable[str], language: str, at: datetime) -> None:
    """Everything at once, as the page of one's own wishes has it."""
    known = {kind.name for kind in refusable()}
    MailWishes.objects.update_or_create(
        whose=name,
        defaults={
            "unwanted": sorted(known.intersection(unwanted)),
            "language": language if language in dict(settings.LANGUAGES) else "",
            "changed_at": at,
        },
    )


@transaction.atomic
def join(gone: str, stays: str, *, addresses: Iterable[str], at: datetime) -> dict[str, Any]:
    """Two names are one reader's, who does without whatever either of them, or an address of who goes, did without.

    What a link in an older mail to `gone` says counts for `stays` from now on. Returns what `part` takes.
    """
    former, kept = _kept(gone, at), _kept(stays, at)
    said = [former, *MailWishes.objects.filter(whose__in=addresses).order_by("pk")]
    moved = MailWishes.objects.filter(Q(pk=former.pk) | Q(moved_to=former))
    joined = {"gone": gone, "stays": stays, "moved": list(moved.values_list("pk", flat=True)), "was": _as_data(kept)}
    moved.update(moved_to=kept)
    kept.unwanted = sorted({*kept.unwanted, *(name for each in said for name in each.unwanted)})
    kept.language = kept.language or next((each.language for each in said if each.language), "")
    kept.changed_at = at
    kept.save(update_fields=["unwanted", "language", "changed_at"])
    return joined | {"left": _as_data(kept)}


@transaction.atomic
def part(joined: dict[str, Any], *, at: datetime) -> None:
    """Undo that. What was said since stays with who stayed, and then so does all that they did without."""
    former, kept = _kept(joined["gone"], at), _kept(joined["stays"], at)
    MailWishes.objects.filter(pk=former.pk).update(moved_to=None)
    MailWishes.objects.filter(pk__in=joined["moved"]).exclude(pk=former.pk).update(moved_to=former)
    if _as_data(kept) == joined["left"]:
        MailWishes.objects.filter(pk=kept.pk).update(**joined["was"], changed_at=at)


def _as_data(kept: MailWishes) -> dict[str, Any]:
    return {"unwanted": kept.unwanted, "language": kept.language}


def _change(name: str, *, at: datetime, add: frozenset[str] = frozenset(), drop: frozenset[str] = frozenset()) -> None:
    said = _kept(name, at)
    kept = _kept(said.moved_to.whose, at) if said.moved_to else said
    kept.unwanted, kept.changed_at = sorted((set(kept.unwanted) | add) - drop), at
    kept.save(update_fields=["unwanted", "changed_at"])


def _kept(name: str, at: datetime) -> MailWishes:
    """The row under a name, to be changed."""
    return MailWishes.objects.select_for_update().get_or_create(whose=name, defaults={"changed_at": at})[0]


def link(name: str, kind: str) -> str:
    """The address of the page, and of the one click, that ends one kind for one reader. It holds for good."""
    return settings.PUBLIC_URL + reverse("mail_unsubscribe", args=[signing.dumps([name, kind], salt=SALT)])


def read(token: str) -> tuple[str, str] | None:
    """Whose and which kind; None for what we did not sign, or what nobody can refuse."""
    try:
        name, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return (name, kind) if kind in KINDS and not KINDS[kind].essential else None
