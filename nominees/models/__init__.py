"""For whom one may vote: nominees, the nominations that back them, and the versions of what both say."""

from nominees.models.archive import Archive, Elected
from nominees.models.draft import Draft
from nominees.models.former_slug import FormerSlug
from nominees.models.nomination import Nomination
from nominees.models.nominee import Acknowledgement, MailedLink, Nominee, NomineeQuerySet
from nominees.models.questions import Answer, AnswerRevision, Question
from nominees.models.words import Affiliation, EndorsementRevision, Judged, ProfileRevision, Revision

__all__ = [
    "Acknowledgement",
    "Affiliation",
    "Answer",
    "AnswerRevision",
    "Archive",
    "Draft",
    "Elected",
    "EndorsementRevision",
    "FormerSlug",
    "Judged",
    "MailedLink",
    "Nomination",
    "Nominee",
    "NomineeQuerySet",
    "ProfileRevision",
    "Question",
    "Revision",
]
