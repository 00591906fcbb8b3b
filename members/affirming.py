"""A member's word that they intend to vote [bylaws 4.2]. Until when it counts for an election, that election says."""

from datetime import datetime

from django.db import transaction

from base import journal
from members.models import Affirmation, Person


@transaction.atomic
def affirm(person: Person, *, at: datetime, source: str) -> Affirmation:
    """Take the person's word, under their address of record. `source` says where they gave it."""
    address = person.addresses.order_by("position", "id").first()
    email = address.email if address else person.user.email
    given = Affirmation.objects.create(person=person, affirmed_at=at, email=email, source=source[:200])
    journal.write("affirm", by=person, details={"source": given.source})
    return given
