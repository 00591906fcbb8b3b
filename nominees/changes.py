"""What a version of somebody's words changes beside an earlier one: for who approves it, and for their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from base.models import Picture
from nominees.affiliations import rows_of, told
from nominees.models import AnswerRevision, EndorsementRevision, Nominee, ProfileRevision, Question
from nominees.published import APPROVED
from nominees.revising import KINDS, Submitted, Words
from nominees.word_diff import Run, after_of, before_of, word_diff

Lines = list[list[Run]]


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is said besides the text. Without lines it did not change."""

    label: str
    value: str
    lines: Lines
    photo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """Words as they would be shown, beside those before them."""

    words: Submitted
    before: Words | None
    html: SafeString
    lines: Lines
    """What changed in the text; empty where nothing did, or nothing was before."""
    fields: list[Field]

    @property
    def kind(self) -> str:
        return KINDS[type(self.words)]

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.words.pk}"

    @property
    def nominee(self) -> Nominee | None:
        """Whom the words are of or about; a question is to everybody."""
        return None if isinstance(self.words, Question) else self.words.about

    @property
    def author(self) -> str:
        if isinstance(self.words, Question):
            return self.words.asked_name
        return _name_under(self.words) if isinstance(self.words, EndorsementRevision) else self.words.about.name

    @property
    def author_id(self) -> int | None:
        return self.words.asked_by_id if isinstance(self.words, Question) else self.words.written_by_id

    @property
    def written_at(self) -> datetime:
        return self.words.asked_at if isinstance(self.words, Question) else self.words.written_at

    @property
    def question(self) -> Question | None:
        """What is answered."""
        return self.words.answer.question if isinstance(self.words, AnswerRevision) else None

    @property
    def title(self) -> str:
        told = {"name": self.nominee.name if self.nominee else "", "author": self.author or "–"}
        return {
            "statement": _("%(name)s: statement"),
            "endorsement": _("%(name)s: endorsement by %(author)s"),
            "question": _("Question by %(author)s"),
            "answer": _("%(name)s: answer"),
        }[self.kind] % told

    @property
    def asked_for(self) -> str:
        """What the nominee asked the author to mend; empty unless they wait for it."""
        return self.words.nomination.correction_asked_for if isinstance(self.words, EndorsementRevision) else ""

    @property
    def before_lines(self) -> Lines:
        return before_of(self.lines)

    @property
    def after_lines(self) -> Lines:
        return after_of(self.lines)

    @property
    def told_fields(self) -> list[Field]:
        """Those that changed; of a first version those that say something, the author's name apart."""
        if self.before or self.kind != "statement":
            return [field for field in self.fields if field.lines]
        return [field for field in self.fields if field.value]


def compared(before: Words | None, words: Submitted) -> Version:
    """What the later of two versions changes; of a first one everything is new, and nothing is compared."""
    changed = before is not None and before.text != words.text
    return Version(
        words=words,
        before=before,
        html=mark_safe(words.html),  # noqa: S308  made by texts.render when it was written
        lines=word_diff(before.text, words.text) if before and changed else [],
        fields=[_field(label, before, words, name) for name, label in _labels(words).items()],
    )


def with_approved(many: Iterable[Submitted]) -> list[Version]:
    """Each beside what was approved last before it, in as many queries for one as for many."""
    many = list(many)
    nominees = {words.nominee_id for words in many if isinstance(words, ProfileRevision)}
    nominations = {words.nomination_id for words in many if isinstance(words, EndorsementRevision)}
    answered = {words.answer_id for words in many if isinstance(words, AnswerRevision)}
    stated = profiles().filter(APPROVED, nominee__in=nominees).order_by("number")
    said = endorsements().filter(APPROVED, nomination__in=nominations).order_by("number")
    replied = answers().filter(APPROVED, answer__in=answered).order_by("number")
    approved: list[Words] = [*stated, *said, *replied]
    return [compared(_last(approved, words), words) for words in many]


def history(revisions: Sequence[Words]) -> list[Version]:
    """Every version beside the one before it, the newest first. Takes them in order."""
    pairs = zip([None, *revisions], revisions, strict=False)
    return [compared(before, words) for before, words in pairs][::-1]


def profiles() -> QuerySet[ProfileRevision]:
    """With everything that `compared` reads of them."""
    return ProfileRevision.objects.select_related("nominee__election", "photo").prefetch_related("affiliations")


def endorsements() -> QuerySet[EndorsementRevision]:
    return EndorsementRevision.objects.select_related("nomination__nominee__election")


def answers() -> QuerySet[AnswerRevision]:
    return AnswerRevision.objects.select_related("answer__nominee__election", "answer__question")


def questions() -> QuerySet[Question]:
    return Question.objects.select_related("election")


def _last(approved: list[Words], words: Submitted) -> Words | None:
    if isinstance(words, Question):
        return None
    earlier = [each for each in approved if _subject(each) == _subject(words) and each.number < words.number]
    return earlier[-1] if earlier else None


def _subject(words: Words) -> tuple[str, int]:
    if isinstance(words, ProfileRevision):
        return "statement", words.nominee_id
    if isinstance(words, AnswerRevision):
        return "answer", words.answer_id
    return "endorsement", words.nomination_id


def _field(label: str, before: Words | None, words: Submitted, name: str) -> Field:
    if name == "photo" and isinstance(words, ProfileRevision):
        return _photo(label, before if isinstance(before, ProfileRevision) else None, words)
    new, old = _told(words, name), _told(before, name) if before else None
    changed = old is not None and old != new
    return Field(label, new, word_diff(old or "", new) if changed else [])


def _photo(label: str, before: ProfileRevision | None, words: ProfileRevision) -> Field:
    """Shown rather than told: words say only that it came, went or is another one."""
    new, old = _("a photo") if words.photo else "", _("a photo") if before and before.photo else ""
    if before is None or before.photo_id == words.photo_id:
        return Field(label, new, [], words.photo)
    if old and new:
        new = _("another photo")
    return Field(label, new, word_diff(old, new), words.photo)


def _labels(words: Submitted) -> dict[str, str]:
    """What is said besides the text, by the names of its fields."""
    if isinstance(words, EndorsementRevision):
        return {"author_name": _("Name to show")}
    if not isinstance(words, ProfileRevision):
        return {}
    return {
        "summary": _("In two sentences"),
        "previous_service": _("Previous board service"),
        "affiliations": _("Affiliations"),
        "pronouns": _("Pronouns"),
        "languages": _("Languages"),
        "country": _("Country"),
        "links": _("Links"),
        "photo": _("Photo"),
        "photo_text": _("What the photo shows"),
    }


def _told(words: Submitted, name: str) -> str:
    """A field in words."""
    if isinstance(words, EndorsementRevision):
        return _name_under(words)
    if not isinstance(words, ProfileRevision):
        return ""
    if name == "affiliations":
        return _affiliated(words)
    if name == "country":
        return str(words.country.name)
    if name == "links":
        return "\n".join(words.links)
    return getattr(words, name) or ""


def _affiliated(words: ProfileRevision) -> str:
    if words.has_no_affiliations:
        return _("None, they say.")
    lines = [told(row) for row in rows_of(words)]
    if words.other_affiliations and not words.affiliations.all():
        lines.append(words.other_affiliations)
    return "\n".join(lines)


def _name_under(words: EndorsementRevision) -> str:
    return words.author_name or words.nomination.nominator_name
