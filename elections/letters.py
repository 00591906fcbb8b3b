"""The mails that the office's people get: what waits for a second officer, how it ended, and their own roles."""

from collections.abc import Iterable

from base import mail
from base.moments import in_words
from elections.models import Appointment, Proposal
from elections.models.appointment import ROLES
from elections.roles import Role
from elections.sentences import asked_for
from members.models import Person, User


def to_other_officers(proposal: Proposal) -> None:
    """Tell everybody who can agree that something waits for them; who asked knows."""
    for user in _others(proposal):
        _send("second officer", user, "elections/mail/second_officer", proposal, officer=user.person)


def withdrawn_to_other_officers(proposal: Proposal) -> None:
    """Who was asked to agree need not look any more."""
    for user in _others(proposal):
        _send("second officer", user, "elections/mail/proposal_withdrawn", proposal, officer=user.person)


def to_asker(proposal: Proposal, *, answer: str, by: Person) -> None:
    """How another officer answered: "agreed" or "dropped"."""
    user = User.objects.filter(person=proposal.proposed_by, is_active=True).first()
    if user:
        _send("second officer", user, f"elections/mail/proposal_{answer}", proposal, second=by)


def of_appointment(person: Person, role: Role, *, by: Person) -> None:
    _about_role("elections/mail/appointed", person, role, by)


def of_dismissal(person: Person, role: Role, *, by: Person) -> None:
    _about_role("elections/mail/dismissed", person, role, by)


def _others(proposal: Proposal) -> Iterable[User]:
    officers = Appointment.objects.filter(role=Role.OFFICER, dismissed_at=None).values("person")
    among = User.objects.filter(is_staff=True, is_active=True, person__in=officers)
    return among.exclude(person=proposal.proposed_by).select_related("person").order_by("pk")


def _send(kind: str, user: User, template: str, proposal: Proposal, **more: Person | None) -> None:
    election = proposal.election
    context = {
        "asker": proposal.proposed_by,
        "act": asked_for(proposal.act),
        "proposal": proposal,
        "election": election,
        "until": in_words(proposal.expires_at),
        **more,
    }
    mail.queue(
        kind=kind, to=user.email, template=template, context=context, election=election.uuid if election else None
    )


def _about_role(template: str, person: Person, role: Role, by: Person) -> None:
    context = {"person": person, "role": str(ROLES[role]), "by": by}
    mail.queue(kind="office role", to=person.user.email, template=template, context=context)
