"""Mail: promised in the transaction of the act it tells of, in the words of its kind and the language of its reader."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from base import clock, mail_wishes, mail_words
from base.mail_kinds import KINDS, TEST, Kind, is_urgent
from base.mail_wishes import Wishes, whose
from base.mail_words import Words
from base.models import Mail

BATCH = 2_000
AHEAD, IN_TURN = (
    20,
    10,
)  # priorities of jobs: codes to sign in, the mails of acts. What goes to many is no job of its own


WAY_OUT = "way_out"
"""In the words under a mail, the address by which its reader stops this kind."""
NOTHING = Words("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One of many: to whom, and what stands for the names in the words. The same key is never queued twice."""

    to: str
    values: Mapping[str, object]
    key: str
    person: uuid.UUID | None = None


def queue(
    *,
    kind: str,
    to: str,
    context: Mapping[str, object],
    election: uuid.UUID | None = None,
    person: uuid.UUID | None = None,
    key: str | None = None,
    secret: bool = False,
    template: str = "",
) -> Mail | None:
    """Compose a mail of this kind and queue it. None when `key` was queued before, or its reader does without it.

    `template` stands in for the kind's own, where one kind says different things.
    """
    of_kind = KINDS[kind]
    wishes = _wishes(of_kind, [(to, person)])[0]
    if kind in wishes.unwanted and not of_kind.essential:
        return None
    language = wishes.language or _language_of_who_waits(of_kind)
    letter = Letter(to=to, values=context, key=key or "", person=person)
    words = compose(of_kind, letter, election=election, language=language, template=template)
    mail = _mail(of_kind, letter, words, election, language)
    mail.key, mail.secret = key, secret
    try:
        with transaction.atomic(savepoint=key is not None):
            return _promise(mail)
    except IntegrityError:
        if key is None:
            raise
        return None


def queue_test(words: Words, *, to: str, election: uuid.UUID) -> Mail:
    """What an officer sends to themselves, to see it as a reader would."""
    subject = _("Test: %(subject)s") % {"subject": words.subject}
    mail = Mail(kind=TEST, recipient=to, subject=subject[:300], text=words.text, election_uuid=election)
    return _promise(mail)


def _promise(mail: Mail) -> Mail:
    mail.save()
    hand_to_worker(mail)
    return mail


def queue_many(
    kind: str,
    letters: Sequence[Letter],
    *,
    election: uuid.UUID,
    until: datetime | None = None,
    alike: Mapping[str, Mapping[str, object]] | None = None,
) -> int:
    """Queue one mail for each letter whose key is new and whose reader wants it; says how many. For kinds in bulk.

    `alike` is what all letters of one language say, by language.
    """
    of_kind = KINDS[kind]
    queued_before = set(Mail.objects.filter(key__in=[each.key for each in letters]).values_list("key", flat=True))
    fresh = [each for each in letters if each.key not in queued_before]
    by_language: dict[str, list[Letter]] = {}
    for letter, wishes in zip(fresh, _wishes(of_kind, [(each.to, each.person) for each in fresh]), strict=True):
        if of_kind.essential or kind not in wishes.unwanted:
            by_language.setdefault(wishes.language or settings.LANGUAGE_CODE, []).append(letter)
    mails, now = [], clock.now()
    for language, theirs in by_language.items():
        with override(language):
            words = _with_foot(of_kind, mail_words.words_of(of_kind, election, language))
            values = (alike or {}).get(language, {})
            for letter in theirs:
                filled = mail_words.fill(words, {**values, **letter.values, WAY_OUT: _way_out(of_kind, letter)})
                mail = _mail(of_kind, letter, filled, election, language)
                mail.key, mail.bulk, mail.due_at, mail.until = letter.key, True, now, until
                mails.append(mail)
    return len(Mail.objects.bulk_create(mails, batch_size=500))


def compose(
    kind: Kind,
    letter: Letter,
    *,
    election: uuid.UUID | None = None,
    language: str = settings.LANGUAGE_CODE,
    template: str = "",
) -> Words:
    """Subject and plain text, in one language, with what stands under it."""
    values = {**letter.values, WAY_OUT: _way_out(kind, letter)}
    with override(language):
        if template or not kind.values:
            words = mail_words.rendered(template or kind.template, letter.values)
            foot = mail_words.fill(_with_foot(kind, NOTHING), values).text.strip()
            return Words(words.subject, f"{words.text}\n{foot}\n" if foot else words.text)
        return mail_words.fill(_with_foot(kind, mail_words.words_of(kind, election, language)), values)


def in_time(now: datetime) -> Q:
    """Of mails: somebody still needs them."""
    return Q(until=None) | Q(until__gt=now)


def hand_to_worker(mail: Mail) -> None:
    """Of what goes to many the worker takes up whatever is due; each other mail is a job, codes ahead of the rest."""
    from base.tasks import send_mail

    if mail.bulk:
        Mail.objects.filter(pk=mail.pk).update(due_at=clock.now())
    else:
        send_mail.configure(priority=AHEAD if is_urgent(mail.kind) else IN_TURN).defer(mail_id=mail.pk)


def _wishes(kind: Kind, readers: Sequence[tuple[str, uuid.UUID | None]]) -> list[Wishes]:
    """Nobody is asked what they want where there is nothing to choose: what is necessary, in the only language."""
    if kind.essential and len(settings.LANGUAGES) == 1:
        return [Wishes()] * len(readers)
    return mail_wishes.wishes_of(readers)


def _language_of_who_waits(kind: Kind) -> str:
    """Of a code to sign in: that of the page on which it was asked for."""
    return (kind.urgent and get_language()) or settings.LANGUAGE_CODE


def _mail(kind: Kind, letter: Letter, words: Words, election: uuid.UUID | None, language: str) -> Mail:
    return Mail(
        kind=kind.name,
        recipient=letter.to,
        subject=words.subject,
        text=words.text,
        language=language,
        election_uuid=election,
        person_uuid=letter.person,
    )


def sample(kind: Kind, words: Words, known: Mapping[str, object], language: str) -> Words:
    """As a reader would get it, what stands under it included."""
    with override(language):
        way_out = {WAY_OUT: f"{settings.PUBLIC_URL}/mail/unsubscribe/…"}
        return mail_words.sample(kind, _with_foot(kind, words), {**known, **way_out})


def _way_out(kind: Kind, letter: Letter) -> str:
    return "" if kind.essential else mail_wishes.link(whose(letter.to, letter.person), kind.name)


def _with_foot(kind: Kind, words: Words) -> Words:
    """Under what goes to many stands how to stop it, or that it is necessary; under the rest, only how to stop it."""
    if not kind.essential:
        foot = _("You can do without mails like this one:") + f"\n{{{WAY_OUT}}}"
    elif kind.bulk:
        foot = _("This mail is necessary for an election in which you may vote, so it goes to everybody concerned.")
    else:
        return words
    return Words(words.subject, f"{words.text.rstrip()}\n\n-- \n{foot}\n")
