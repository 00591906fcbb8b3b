"""The acts on people's words: written and revised by their authors, approved by officers, hidden by the nominee.

Revisions are approved, never people: what was approved stays public until a later revision is approved in its place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_duty, require_reason
from elections.roles import Duty
from elections.timetable import locked
from members.models import Person
from nominees import backers, letters_of_words, profiles
from nominees.backing import name_to_show
from nominees.models import AnswerRevision, EndorsementRevision, Nomination, Nominee, ProfileRevision, Question
from nominees.nominating import held
from nominees.profiles import ProfileFields
from nominees.questioning import approve_question, require_answers_open, send_back_question
from nominees.writing import rendered, said_something

Words = ProfileRevision | EndorsementRevision | AnswerRevision
Submitted = Words | Question
KINDS: dict[type[Submitted], str] = {
    ProfileRevision: "statement",
    EndorsementRevision: "endorsement",
    AnswerRevision: "answer",
    Question: "question",
}
LONGEST_REQUEST = 1000


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not approved or sent back with the others, and why."""

    words: Submitted
    why: str


@transaction.atomic
def write_profile(nominee: Nominee, *, by: Person, at: datetime, **said: Unpack[ProfileFields]) -> ProfileRevision:
    """What the nominee says of themselves. The same words again make no new revision."""
    election = locked(nominee.election)
    nominee = held(nominee)
    if nominee.person != by:
        raise PermissionDenied(_("Only the nominee writes this."))
    _require(refusal_to_write(nominee, election, at))
    fields = profiles.judged(said)
    last = nominee.profiles.order_by("-number").first()
    if last and last.written_by == by and profiles.says_the_same(last, fields):
        return last
    revision = profiles.store(nominee, fields, by=by, at=at)
    journal.write("write profile", by=by, election=election.uuid, subject=nominee.name, details=_number(revision))
    return revision


@transaction.atomic
def revise_endorsement(
    nomination: Nomination, *, text: str, by: Person, at: datetime, nominator_name: str | None = None
) -> EndorsementRevision:
    """New words by the author of an endorsement, or another name under them; nobody else touches them.

    The name is approved with the words. What the nominee asked to be corrected is answered by this.
    """
    nomination, nominee, election = _for_its_author(nomination, by, at)
    text = said_something(text)
    last = nomination.revisions.order_by("-number").first()
    before = (last.author_name if last else "") or nomination.nominator_name
    name = name_to_show(nominator_name, by) if nominator_name else before
    if last and (last.text, before) == (text, name):
        return last
    revision = EndorsementRevision.objects.create(
        nomination=nomination,
        number=last.number + 1 if last else 1,
        written_by=by,
        written_at=at,
        text=text,
        html=rendered(text),
        author_name=name,
    )
    nomination.correction_asked_at = nomination.correction_asked_by = None
    nomination.correction_asked_for = ""
    nomination.save(update_fields=["correction_asked_at", "correction_asked_by", "correction_asked_for"])
    journal.write("revise endorsement", by=by, election=election.uuid, subject=nominee.name, details=_number(revision))
    return revision


@transaction.atomic
def show_class(nomination: Nomination, *, shown: bool, by: Person, at: datetime) -> None:
    """The author's class as it is today beside their name, or no class. A fact of ours: nobody has to approve it."""
    nomination, nominee, election = _for_its_author(nomination, by, at)
    if bool(nomination.shown_class) == shown:
        return
    held = backers.strongest_class(by, at)
    if shown and held is None:
        raise ValidationError({"shows_class": _("By the address you use we know no membership of yours.")}, code="none")
    nomination.shown_class = held if shown and held else ""
    nomination.save(update_fields=["shown_class"])
    act = "show membership class" if shown else "hide membership class"
    journal.write(act, by=by, election=election.uuid, subject=nominee.name)


@transaction.atomic
def ask_for_correction(nomination: Nomination, *, by: Person, at: datetime, what: str) -> None:
    """The nominee asks the author to mend something. Their words stay as they are until they change them."""
    nomination, election = _for_its_nominee(nomination, by, at)
    what = what.strip()
    if not what or len(what) > LONGEST_REQUEST:
        refusal = _("Say in at most %(most)d characters what is to be mended.") % {"most": LONGEST_REQUEST}
        raise ValidationError({"what": refusal}, code="what")
    _require(refusal_to_correct(nomination, election, at))
    nomination.correction_asked_at, nomination.correction_asked_by = at, by
    nomination.correction_asked_for = what
    nomination.save(update_fields=["correction_asked_at", "correction_asked_by", "correction_asked_for"])
    journal.write("ask for correction", by=by, election=election.uuid, subject=str(nomination), reason=what)
    letters_of_words.about_correction(nomination, election)


@transaction.atomic
def hide_endorsement(nomination: Nomination, *, by: Person, at: datetime) -> None:
    """The nominee does not want it shown. Its words stay as they are."""
    nomination, election = _for_its_nominee(nomination, by, at)
    if nomination.hidden_at is None:
        nomination.hidden_at, nomination.hidden_by = at, by
        nomination.save(update_fields=["hidden_at", "hidden_by"])
        journal.write("hide endorsement", by=by, election=election.uuid, subject=str(nomination))


@transaction.atomic
def show_endorsement(nomination: Nomination, *, by: Person, at: datetime) -> None:
    """The nominee wants it shown again."""
    nomination, election = _for_its_nominee(nomination, by, at)
    if nomination.hidden_at is not None:
        nomination.hidden_at = nomination.hidden_by = None
        nomination.save(update_fields=["hidden_at", "hidden_by"])
        journal.write("show endorsement", by=by, election=election.uuid, subject=str(nomination))


@transaction.atomic
def approve(revision: Words, *, by: Person, at: datetime) -> None:
    """These very words may be shown. Their author, although an officer, cannot say so."""
    nominee, election = _waiting(revision, by)
    if revision.written_by == by:
        raise PermissionDenied(_("These are your own words: another officer approves them."))
    if isinstance(revision, AnswerRevision):
        require_answers_open(election, at)
    elif not windows.may_edit_statement(election.instants, election.facts, at):
        raise ValidationError(_("Voting has opened: what is shown stays as it is."), code="closed")
    if isinstance(revision, ProfileRevision) and revision.written_by != nominee.person:
        raise ValidationError(_("Somebody else wrote this about them: wait for their own words."), code="not theirs")
    revision.approved_at, revision.approved_by = at, by
    revision.save(update_fields=["approved_at", "approved_by"])
    if isinstance(revision, EndorsementRevision) and revision.author_name:
        Nomination.objects.filter(pk=revision.nomination_id).update(nominator_name=revision.author_name)
    journal.write("approve words", by=by, election=election.uuid, subject=nominee.name, details=_number(revision))


@transaction.atomic
def send_back(revision: Words, *, by: Person, at: datetime, reason: str) -> None:
    """Back to the author, with the reason. What was approved before stays public."""
    nominee, election = _waiting(revision, by)
    reason = require_reason(reason)
    revision.returned_at, revision.returned_by, revision.returned_reason = at, by, reason
    revision.save(update_fields=["returned_at", "returned_by", "returned_reason"])
    details = _number(revision)
    journal.write(
        "send back words", by=by, election=election.uuid, subject=nominee.name, reason=reason, details=details
    )
    still = windows.may_answer_questions if isinstance(revision, AnswerRevision) else windows.may_edit_statement
    may_change = still(election.instants, election.facts, at)
    letters_of_words.about_returned_words(revision, election, may_change=may_change)


def approve_each(many: Iterable[Submitted], *, by: Person, at: datetime) -> list[Refusal]:
    """Each is an approval of its own; what cannot be approved is told, and leaves the others as they are."""
    require_duty(by, Duty.WORDS)
    return _refused(many, lambda each: approve_submitted(each, by=by, at=at))


def send_back_each(many: Iterable[Submitted], *, by: Person, at: datetime, reason: str) -> list[Refusal]:
    """Each to its own author, for the one reason."""
    require_duty(by, Duty.WORDS)
    reason = require_reason(reason)
    return _refused(many, lambda each: send_back_submitted(each, by=by, at=at, reason=reason))


def approve_submitted(words: Submitted, *, by: Person, at: datetime) -> None:
    """A question has no versions, and an act of its own."""
    if isinstance(words, Question):
        approve_question(words, by=by, at=at)
    else:
        approve(words, by=by, at=at)


def send_back_submitted(words: Submitted, *, by: Person, at: datetime, reason: str) -> None:
    if isinstance(words, Question):
        send_back_question(words, by=by, at=at, reason=reason)
    else:
        send_back(words, by=by, at=at, reason=reason)


def refusal_to_change(nominee: Nominee, election: Election, at: datetime) -> str:
    """Why words by and about a nominee stay as they are; empty where their authors may change them.

    That is until voting opens: nobody's vote should rest on words that change under it.
    """
    if not windows.may_edit_statement(election.instants, election.facts, at):
        return _("Words can be changed from the nominations until voting opens.")
    if nominee.withdrawn_at or nominee.declined_at:
        return _("%(name)s does not stand in this election.") % {"name": nominee.name}
    return ""


def refusal_to_write(nominee: Nominee, election: Election, at: datetime) -> str:
    """Why a nominee writes nothing of themselves; empty where they may."""
    accept_first = "" if nominee.accepted_at else _("Accept the nomination first.")
    return refusal_to_change(nominee, election, at) or accept_first


def refusal_to_correct(nomination: Nomination, election: Election, at: datetime) -> str:
    """Why its nominee cannot ask the author of an endorsement to mend it; empty where they can."""
    if refusal := refusal_to_change(nomination.nominee, election, at):
        return refusal
    if nomination.nominator is None or nomination.by_self:
        return _("Nobody else wrote these words: there is nobody to ask.")
    if nomination.correction_asked_at:
        return _("You asked already. Their author has not changed the words yet.")
    return ""


def _refused(many: Iterable[Submitted], act: Callable[[Submitted], None]) -> list[Refusal]:
    refused = []
    for words in many:
        try:
            act(words)
        except PermissionDenied as error:
            refused.append(Refusal(words, str(error)))
        except ValidationError as error:
            refused.append(Refusal(words, " ".join(error.messages)))
    return refused


def _waiting(revision: Words, by: Person) -> tuple[Nominee, Election]:
    """The newest words of their author, which nobody has judged yet; held until the transaction ends."""
    require_duty(by, Duty.WORDS)
    nominee = revision.about
    election = locked(nominee.election)
    revision.refresh_from_db()
    if not revision.is_waiting:
        raise ValidationError(_("These words were approved or sent back already."), code="done")
    if revision.versions.filter(number__gt=revision.number).exists():
        raise ValidationError(_("Their author has written a newer version. Look at that one."), code="newer")
    return held(nominee), election


def _for_its_author(nomination: Nomination, by: Person, at: datetime) -> tuple[Nomination, Nominee, Election]:
    election = locked(nomination.nominee.election)
    nominee = held(nomination.nominee)
    if nomination.nominator is None or nomination.nominator != by:
        raise PermissionDenied(_("Only the author of an endorsement changes its words."))
    if nomination.by_self:
        raise ValidationError(_("Your own words stand in your statement. Change them there."), code="self")
    _require(refusal_to_change(nominee, election, at))
    return Nomination.objects.get(pk=nomination.pk), nominee, election


def _for_its_nominee(nomination: Nomination, by: Person, at: datetime) -> tuple[Nomination, Election]:
    election = locked(nomination.nominee.election)
    nominee = held(nomination.nominee)
    if nominee.person != by:
        raise PermissionDenied(_("Only the nominee does this with an endorsement."))
    _require(refusal_to_change(nominee, election, at))
    return Nomination.objects.select_related("nominee").get(pk=nomination.pk), election


def _require(refusal: str) -> None:
    if refusal:
        raise ValidationError(refusal, code="refused")


def _number(revision: Words) -> dict[str, object]:
    return {"of": KINDS[type(revision)], "revision": revision.number}
