"""The mails of this room: the receipt of a ballot."""

from django.conf import settings
from django.urls import reverse

from ballots import trackers
from ballots.casting_rows import Voter
from ballots.models import Ballot
from base import mail
from elections.models import Election


def receipt(voter: Voter, election: Election, ballot: Ballot) -> None:
    """Mail the tracker, never the choice; the words are wiped once delivered."""
    mail.queue(
        kind="ballot cast",
        to=voter.email,
        context={
            "name": voter.name,
            "election": election.name,
            "cast_at": ballot.cast_at,
            "tracker": " ".join(trackers.groups(ballot.tracker)),
            "voting_closes": election.voting_closes,
            "link": settings.PUBLIC_URL + reverse("ballots:receipt", args=[election.slug, ballot.tracker]),
            "ballot_box": settings.PUBLIC_URL + reverse("ballots:ballot_box", args=[election.slug]),
        },
        election=election.uuid,
        person=voter.person,
        secret=True,
    )
