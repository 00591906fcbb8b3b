"""The acts that bring a nominee onto the ballot and off it: nominate, endorse, accept, decline, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.officers import is_officer, require_reason, require_two
from elections.timetable import locked
from members import linking
from members.addresses import looks_right, normalised
from members.models import Person
from nominees import backers, letters, profiles, slugs, writing
from nominees.backing import back
from nominees.models import Acknowledgement, MailedLink, Nomination, Nominee
from nominees.profiles import ProfileFields
from nominees.published import of_this_name
from nominees.renaming import taken_slugs
from nominees.writing import said_something, together


@transaction.atomic
def nominate(
    election: Election,
    *,
    name: str,
    email: str,
    by: Person,
    at: datetime,
    nominator_name: str | None = None,
    shows_class: bool = False,
    agrees_to_code_of_conduct: bool = False,
    agrees_with_mission: bool = False,
    is_another: bool = False,
    **said: Unpack[ProfileFields],
) -> Nomination:
    """Name somebody, or oneself. Who is named already is endorsed; who names themselves has accepted thereby.

    Of oneself, `said` is the profile. Of somebody else its `text` is why, and the rest, which fills their form, what
    is known of them. Who has the name of somebody who stands is that person, unless the nominator says `is_another`.
    Raises ValidationError by field.
    """
    election = locked(election)
    require_open(election, at)
    by_self = is_own_address(by, email)
    fields = together(
        lambda: {"name": writing.name(name, field="name")},
        lambda: {"email": _address(email)},
        lambda: {"why": said_something(said.get("text", ""))},
        lambda: profiles.judged({**said, "text": said.get("text", "") if by_self else ""}),
        lambda: _agreed(agrees_to_code_of_conduct or not by_self),
    )
    name, email, text = (fields.pop(field) for field in ("name", "email", "why"))
    nominee = _already_named(election, by if by_self else None, email)
    if nominee and (by_self or nominee.person == by):
        raise ValidationError(already_nominated(nominee), code="nominated")
    if nominee:
        backers.require_endorser(election, by=by, at=at)
        return back(nominee, election, text=text, by=by, at=at, nominator_name=nominator_name, shows_class=shows_class)
    backers.require_nominator(election, by=by, at=at)
    if not by_self and (refusal := backers.refusal_of_one_more(by, election)):
        raise ValidationError(refusal, code="limit")
    if not by_self and not is_another and next(of_this_name(election, name), None):
        refusal = _("Somebody of this name stands already. Endorse them, or say that you mean another person.")
        raise ValidationError({"name": refusal}, code="alike")
    person = by if by_self else linking.person_for(name=name, email=email)
    nominee = _name(election, person, name=name, email=email)
    if by_self:
        return _stand(nominee, election, fields, mission=agrees_with_mission, at=at)
    if any(fields.values()):
        profiles.store(nominee, fields, by=by, at=at)
    return back(nominee, election, text=text, by=by, at=at, nominator_name=nominator_name, shows_class=shows_class)


@transaction.atomic
def endorse(
    nominee: Nominee,
    *,
    text: str,
    by: Person,
    at: datetime,
    nominator_name: str | None = None,
    shows_class: bool = False,
) -> Nomination:
    """Back somebody who is named already, in one's own words."""
    election = locked(nominee.election)
    require_open(election, at)
    nominee = held(nominee)
    if nominee.person == by:
        raise ValidationError(_("You can’t endorse yourself. Write a statement instead."), code="self")
    backers.require_endorser(election, by=by, at=at)
    return back(nominee, election, text=text, by=by, at=at, nominator_name=nominator_name, shows_class=shows_class)


@transaction.atomic
def accept(
    nominee: Nominee,
    *,
    by: Person | None = None,
    link: MailedLink | None = None,
    at: datetime,
    agrees_with_mission: bool = False,
) -> Nominee:
    """Agree to stand, and to the Code of Conduct. Who declined may change their mind while acceptance is open."""
    nominee, election = _for_answer(nominee, by, link, at)
    if nominee.withdrawn_at:
        raise ValidationError(_("You withdrew. Write to the election office if that was a mistake."), code="withdrawn")
    if nominee.accepted_at:
        raise ValidationError(_("You accepted already."), code="done")
    nominee.declined_at = nominee.declined_by = nominee.declined_through = None
    nominee.accepted_at, nominee.accepted_by, nominee.accepted_through = at, by, None if by else link
    nominee.save()
    acknowledge(nominee, mission=agrees_with_mission, by=by, link=link, at=at)
    _journal("accept", nominee, election, by, link)
    letters.to_nominators(nominee, election, "accepted")
    return nominee


@transaction.atomic
def decline(nominee: Nominee, *, by: Person | None = None, link: MailedLink | None = None, at: datetime) -> Nominee:
    """Say no. Who accepted before does not decline any more: they withdraw."""
    nominee, election = _for_answer(nominee, by, link, at)
    if nominee.accepted_at:
        raise ValidationError(_("You accepted already. You can still withdraw."), code="accepted")
    if nominee.declined_at:
        raise ValidationError(_("You declined already."), code="done")
    nominee.declined_at, nominee.declined_by, nominee.declined_through = at, by, None if by else link
    nominee.save()
    _journal("decline", nominee, election, by, link)
    letters.to_nominators(nominee, election, "declined")
    return nominee


@transaction.atomic
def withdraw(
    nominee: Nominee, *, by: Person, at: datetime, reason: str = "", seconded_by: Person | None = None
) -> Nominee:
    """Stand no more. It cannot be taken back; the page stays and says so, and on a sealed ballot so does the name.

    Two officers do it for a nominee who wrote to the office; the reason says how they asked, and the nominee is told.
    """
    election = locked(nominee.election)
    nominee = held(nominee)
    if nominee.person != by:
        if not is_officer(by):
            raise PermissionDenied(_("Only the nominee can withdraw."))
        require_two(election, by, seconded_by)
        reason = require_reason(reason)
        if not windows.may_record_withdrawal(election.instants, election.facts, at):
            raise ValidationError(_("The ballots are counted: only the nominee can withdraw."), code="closed")
        letters.withdrawal_recorded(nominee, election, reason)
    if nominee.accepted_at is None:
        raise ValidationError(_("This nomination is not accepted: it is declined instead."), code="not accepted")
    if nominee.withdrawn_at:
        raise ValidationError(_("%(name)s withdrew already.") % {"name": nominee.name}, code="done")
    if not windows.may_withdraw(election.instants, election.facts, at):
        raise ValidationError(_("The result is certified: it is too late to withdraw."), code="closed")
    nominee.withdrawn_at, nominee.withdrawn_by = at, by
    nominee.save()
    public = windows.candidates_are_public(election.instants, election.facts, at)
    journal.write(
        "withdraw",
        by=by,
        second=seconded_by,
        election=election.uuid,
        subject=nominee.name,
        reason=reason,
        public=public,
    )
    letters.to_nominators(nominee, election, "withdrew")
    return nominee


def require_open(election: Election, at: datetime) -> None:
    """Raises ValidationError outside the window for nominating and endorsing."""
    if not windows.may_nominate(election.instants, election.facts, at):
        raise ValidationError(_("Nominations are not open."), code="closed")


def is_own_address(person: Person, email: str) -> bool:
    if hasattr(person, "user") and normalised(person.user.email) == normalised(email):
        return True
    return person.addresses.filter(normalised=normalised(email)).exists()


def held(nominee: Nominee) -> Nominee:
    """The nominee as they are now, held against other acts until the transaction ends."""
    return Nominee.objects.select_for_update(of=("self",)).select_related("person", "election").get(pk=nominee.pk)


def _address(email: str) -> str:
    if not looks_right(email.strip()):
        raise ValidationError({"email": _("Give an e-mail address, such as name@example.org.")})
    return email.strip()


def _agreed(agrees: bool) -> dict[str, str]:
    if not agrees:
        raise ValidationError({"agrees_to_code_of_conduct": _("To stand you agree to follow the Code of Conduct.")})
    return {}


def _already_named(election: Election, person: Person | None, email: str) -> Nominee | None:
    """By the person who is known by the address, or by the address under which somebody was named."""
    known = Q(person=person) if person else Q(person__addresses__normalised=normalised(email))
    found = election.nominees.select_related("person", "election").filter(known).first()
    named = election.nominees.select_related("person", "election").exclude(email="")
    return found or next((each for each in named if normalised(each.email) == normalised(email)), None)


def already_nominated(nominee: Nominee) -> str:
    """Why nobody nominates themselves twice, and the way out."""
    if nominee.withdrawn_at:
        return _("You withdrew from this election.")
    if nominee.accepted_at:
        return _("You stand in this election already.")
    return _("You were nominated already. Accept that nomination: we mailed you a link to it.")


def _name(election: Election, person: Person, *, name: str, email: str) -> Nominee:
    slug = slugs.slug_for(name, taken_slugs(election), short_id=person.uuid.hex[:8])
    return Nominee.objects.create(election=election, person=person, slug=slug, name=name, email=email)


def _stand(
    nominee: Nominee, election: Election, fields: Mapping[str, Any], *, mission: bool, at: datetime
) -> Nomination:
    """A nomination of oneself. Its words are the statement, not an endorsement."""
    person = nominee.person
    nominee.accepted_at, nominee.accepted_by = at, person
    nominee.save()
    nomination = Nomination.objects.create(
        nominee=nominee, nominator=person, nominator_name=nominee.name, by_self=True, created_at=at
    )
    profiles.store(nominee, fields, by=person, at=at)
    acknowledge(nominee, mission=mission, by=person, at=at)
    journal.write("nominate oneself", by=person, election=election.uuid, subject=nominee.name)
    return nomination


def acknowledge(
    nominee: Nominee, *, mission: bool, at: datetime, by: Person | None = None, link: MailedLink | None = None
) -> None:
    """Who stands agrees to the Code of Conduct, and with the mission if they say so. Once said it stays said."""
    subjects = [Acknowledgement.Subject.CODE_OF_CONDUCT] + [Acknowledgement.Subject.MISSION] * mission
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(
                nominee=nominee, subject=subject, agreed_at=at, agreed_by=by, agreed_through=None if by else link
            )
            for subject in subjects
        ),
        ignore_conflicts=True,
    )


def _for_answer(nominee: Nominee, by: Person | None, link: MailedLink | None, at: datetime) -> tuple[Nominee, Election]:
    """Who answers is the nominee, signed in or through the link that was mailed to them; and it is not too late."""
    election = locked(nominee.election)
    nominee = held(nominee)
    through_link = link is not None and link.nominee_id == nominee.pk
    if not through_link and (by is None or nominee.person != by):
        raise PermissionDenied(_("Only the person who was nominated can answer."))
    if by is not None and nominee.person != by:
        raise PermissionDenied(_("Connect your account with the nomination first, or answer signed out."))
    if not windows.may_accept(election.instants, election.facts, at):
        raise ValidationError(_("The time to answer this nomination is over."), code="closed")
    return nominee, election


def _journal(act: str, nominee: Nominee, election: Election, by: Person | None, link: MailedLink | None) -> None:
    through = {"link": link.pk} if link and by is None else {}
    actor = by or "addressee of a mailed link"
    journal.write(act, by=actor, election=election.uuid, subject=nominee.name, details=through)
