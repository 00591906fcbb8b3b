"""Links sent by mail to who was nominated: they answer without an account, and bind the account they are opened in."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.timetable import locked
from members import linking
from members.models import Person, User
from nominees.models import MailedLink, Nominee


def mint(nominee: Nominee, election: Election) -> str:
    """The token of a new link, which answers as long as one may accept. The mail alone has it; we keep its SHA-256."""
    token = secrets.token_urlsafe(32)
    MailedLink.objects.create(
        token_hash=hash_of(token),
        purpose=MailedLink.Purpose.ANSWER,
        nominee=nominee,
        email=nominee.email,
    )
    return token


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find(token: str) -> MailedLink | None:
    return (
        MailedLink.objects.select_related("nominee__election", "nominee__person")
        .filter(token_hash=hash_of(token), purpose=MailedLink.Purpose.ANSWER)
        .first()
    )


def may_bind(election: Election, at: datetime) -> bool:
    """As long as there is something to answer or to write: who accepts in the last minute has yet to write."""
    return windows.may_accept(election.instants, election.facts, at) or windows.may_edit_statement(
        election.instants, election.facts, at
    )


def is_bound_to(nominee: Nominee, user: User) -> bool:
    return user.person_id is not None and user.person_id == nominee.person_id


@transaction.atomic
def bind(link: MailedLink, *, user: User, at: datetime) -> Nominee:
    """Whoever opened the mailed link while signed in is the nominee: from now on the account acts for them.

    The link proves that they were nominated, and nothing else. A mail is passed on: so an account becomes a person whom
    we know by proving an address of theirs, never by this; else the nomination becomes the account's own person's.
    """
    election = locked(link.nominee.election)
    nominee = Nominee.objects.select_for_update(of=("self",)).select_related("person").get(pk=link.nominee_id)
    if is_bound_to(nominee, user):
        return nominee
    if not may_bind(election, at):
        raise ValidationError(_("This link is too old to connect an account."), code="closed")
    if User.objects.filter(person=nominee.person).exists():
        raise PermissionDenied(_("This nomination is connected to another account. Sign in with that one."))
    person = linking.link(user).person or linking.introduce(user, nominee.name)
    if person != nominee.person:
        _become(nominee, person)
    journal.write(
        "bind account", by=nominee.person, election=election.uuid, subject=nominee.name, details={"link": link.pk}
    )
    return nominee


def _become(nominee: Nominee, person: Person) -> None:
    """The row that stood for who was named gives way to the person whose account it is."""
    if Nominee.objects.filter(election=nominee.election, person=person).exists():
        raise ValidationError(_("You are a nominee of this election already, under another address."), code="twice")
    if nominee.nominations.filter(nominator=person).exists():
        raise ValidationError(_("You nominated this person: you cannot be them as well."), code="nominator")
    nominee.person = person
    nominee.save(update_fields=["person"])
