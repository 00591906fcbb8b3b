"""What somebody wants to get by mail: kinds that they do without, in which language, and the link that says so."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
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
    kept = {each.whose: each for each in MailWishes.objects.filter(whose__in=names)}
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


def _change(name: str, *, at: datetime, add: frozenset[str] = frozenset(), drop: frozenset[str] = frozenset()) -> None:
    kept, _made = MailWishes.objects.select_for_update().get_or_create(whose=name, defaults={"changed_at": at})
    kept.unwanted, kept.changed_at = sorted((set(kept.unwanted) | add) - drop), at
    kept.save(update_fields=["unwanted", "changed_at"])


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
