"""Two accounts of one person: the one that stays answers to the addresses of both, and the other is closed."""

from typing import Any

from allauth.account.models import EmailAddress

from members.models import Person, User
from members.pointing import Pointer, colliding, pointers_to_accounts


def close_second(person: Person, into: Person) -> dict[str, Any] | None:
    """Close the account of who goes, where both have one; its proved addresses sign in to the other from now on.

    What was written with it and not sent yet is the other's, apart from what the other is writing at the same place.
    """
    closed: User | None = getattr(person, "user", None)
    kept: User | None = getattr(into, "user", None)
    if closed is None or kept is None:
        return None
    proved = EmailAddress.objects.filter(user_id=closed.pk, verified=True)
    primary = list(proved.filter(primary=True).values_list("pk", flat=True))
    moved = list(proved.values_list("pk", flat=True))
    was = {"closed": closed.pk, "kept": kept.pk, "email": closed.email, "moved": moved, "primary": primary}
    proved.update(user_id=kept.pk, primary=False)
    followed = {str(pointer): _follow(pointer, closed, kept) for pointer in pointers_to_accounts()}
    closed.is_active, closed.person, closed.email = False, None, f"closed-{closed.pk}@merged.invalid"
    closed.save(update_fields=["is_active", "person", "email"])
    return was | {"followed": followed}


def _follow(pointer: Pointer, closed: User, kept: User) -> list[int]:
    stay = [row.pk for row in colliding(pointer, closed, kept)]
    rows = pointer.rows.filter(**{pointer.field.name: closed}).exclude(pk__in=stay)
    keys = list(rows.values_list("pk", flat=True))
    rows.update(**{pointer.field.name: kept})
    return keys


def open_again(was: dict[str, Any], person: Person) -> None:
    """Undo that."""
    EmailAddress.objects.filter(pk__in=was["moved"]).update(user_id=was["closed"])
    EmailAddress.objects.filter(pk__in=was["primary"]).update(primary=True)
    for pointer in pointers_to_accounts():
        followed = pointer.rows.filter(pk__in=was.get("followed", {}).get(str(pointer), []))
        followed.filter(**{pointer.field.name: was["kept"]}).update(**{pointer.field.name: was["closed"]})
    User.objects.filter(pk=was["closed"]).update(is_active=True, person=person, email=was["email"])


def is_as_left(was: dict[str, Any]) -> bool:
    """Whether both accounts are still as the merger left them."""
    emails = EmailAddress.objects.filter(pk__in=was["moved"], user_id=was["kept"], primary=False).count()
    closed = User.objects.filter(pk=was["closed"], is_active=False, person=None).exists()
    return emails == len(was["moved"]) and closed
