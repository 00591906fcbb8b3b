"""For whom one may vote: nominees, the nominations that back them, and the versions of what both say."""

from nominees.models.archive import Archive, Elected
from nominees.models.draft import Draft
from nominees.models.former_slug import FormerSlug
from nominees.models.nomination import Nomination
from nominees.models.nominee import Acknowledgement, MailedLink, Nominee, NomineeQuerySet
from nominees.models.words import Affiliation, EndorsementRevision, ProfileRevision, Revision

__all__ = [
    "Acknowledgement",
    "Affiliation",
    "Archive",
    "Draft",
    "Elected",
    "EndorsementRevision",
    "FormerSlug",
    "MailedLink",
    "Nomination",
    "Nominee",
    "NomineeQuerySet",
    "ProfileRevision",
    "Revision",
]
