"""For whom one may vote: nominees, the nominations that back them, and the versions of what both say."""

from nominees.models.draft import Draft
from nominees.models.nomination import Nomination
from nominees.models.nominee import Acknowledgement, MailedLink, Nominee, NomineeQuerySet
from nominees.models.words import Affiliation, EndorsementRevision, ProfileRevision, Revision

__all__ = [
    "Acknowledgement",
    "Affiliation",
    "Draft",
    "EndorsementRevision",
    "MailedLink",
    "Nomination",
    "Nominee",
    "NomineeQuerySet",
    "ProfileRevision",
    "Revision",
]
