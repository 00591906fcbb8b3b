"""The mails that officers get about acts."""

from base import mail
from elections.models import Proposal
from elections.sentences import asked_for
from members.models import User


def to_other_officers(proposal: Proposal) -> None:
    """Tell everybody who can agree that something waits for them; who asked knows."""
    others = User.objects.filter(is_staff=True, is_active=True, person__isnull=False).exclude(
        person=proposal.proposed_by
    )
    for user in others.select_related("person").order_by("pk"):
        mail.queue(
            kind="second officer",
            to=user.email,
            template="elections/mail/second_officer",
            context={
                "officer": user.person,
                "asker": proposal.proposed_by,
                "act": asked_for(proposal.act),
                "proposal": proposal,
                "election": proposal.election,
            },
            election=proposal.election.uuid,
        )
