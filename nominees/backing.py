"""How a nomination by somebody else comes to be: its author's words, their name as they wish it shown, their class."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election
from members.models import Person
from nominees import backers, letters, writing
from nominees.models import EndorsementRevision, Nomination, Nominee
from nominees.writing import one_line, rendered, said_something


def back(
    nominee: Nominee,
    election: Election,
    *,
    text: str,
    by: Person,
    at: datetime,
    nominator_name: str | None,
    shows_class: bool,
) -> Nomination:
    """One person backs another, who is held; the mails tell the nominee of it, and its author what follows."""
    if nominee.declined_at or nominee.withdrawn_at:  # without the name, of which an address typed by chance tells
        raise ValidationError(_("This person does not stand in this election."), code="not standing")
    if nominee.nominations.filter(nominator=by).exists():
        raise ValidationError(
            _("You nominated %(name)s already. You can change your words.") % {"name": nominee.name}, code="twice"
        )
    text, name = said_something(text), name_to_show(nominator_name, by)
    first = not nominee.nominations.exists()
    nomination = Nomination.objects.create(
        nominee=nominee,
        nominator=by,
        nominator_name=name,
        shown_class=(backers.strongest_class(by, at) or "") if shows_class else "",
        created_at=at,
    )
    EndorsementRevision.objects.create(
        nomination=nomination,
        number=1,
        written_by=by,
        written_at=at,
        text=text,
        html=rendered(text),
        author_name=name,
    )
    journal.write("nominate" if first else "endorse", by=by, election=election.uuid, subject=nominee.name)
    letters.to_nominee(nomination, election, text)
    letters.to_endorser(nomination, election)
    return nomination


def name_to_show(typed: str | None, by: Person, *, field: str = "nominator_name") -> str:
    """An author's name as they wish it shown; their own where they typed none."""
    return writing.name(one_line(typed or "") or by.name, field=field)
