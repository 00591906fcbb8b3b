"""The words of a mail: the house's, or an election's own, with a value in place of each name in curly brackets."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from base import journal, stale
from base.locks import Lock, hold
from base.mail_kinds import VALUES, Kind
from base.mail_models import MailWords
from base.moments import in_words

LONGEST_SUBJECT, LONGEST_TEXT = 200, 10_000
OF_SEVERAL_LINES = ("said", "asked")
OWN_WORDS = """
SELECT subject, text FROM base_mailwords
WHERE election_uuid = %(election)s AND kind = %(kind)s AND language = %(language)s
"""
PLACE = re.compile(r"\{([^{}]*)\}")


class Words(NamedTuple):
    """A subject, and a plain text from which the HTML is made."""

    subject: str
    text: str


def words_of(kind: Kind, election: uuid.UUID | None, language: str) -> Words:
    """What a kind says in an election: the office's words where it wrote some in this language, else the house's.

    Asked for every mail, the receipt of every cast too: put together by the ORM the statement took three times as long.
    """
    if election is not None and kind.values:
        with connection.cursor() as cursor:
            cursor.execute(OWN_WORDS, {"election": election, "kind": kind.name, "language": language})
            if own := cursor.fetchone():
                return Words(*own)
    return house_words(kind, language)


def own_words(kind: Kind, election: uuid.UUID, language: str) -> MailWords | None:
    """What the office wrote, and who did."""
    return MailWords.objects.filter(election_uuid=election, kind=kind.name, language=language).first()


def shown(words: Words) -> dict[str, object]:
    """What a form of them is filled with."""
    return {"subject": words.subject, "text": words.text.strip()}


def house_words(kind: Kind, language: str) -> Words:
    """The template with every value's name, in curly brackets, in place of a value."""
    with override(language):
        return rendered(kind.template, {name: f"{{{name}}}" for name in kind.values})


def rendered(template: str, context: Mapping[str, object]) -> Words:
    """`<template>.txt`: its first line is the subject."""
    text = render_to_string(f"{template}.txt", {"public_url": settings.PUBLIC_URL, **context})
    subject, _newline, rest = text.strip().partition("\n")
    return tidy(subject, rest)


def tidy(subject: str, text: str) -> Words:
    """Line breaks in a subject become spaces, so nobody's name can add a header."""
    return Words(" ".join(subject.split())[:300], re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n")


def fill(words: Words, values: Mapping[str, object]) -> Words:
    """Each place is filled once: what a value says in curly brackets stays as it is. Instants are told in words."""

    def value(place: re.Match[str]) -> str:
        return _said(values[place[1]])

    return tidy(PLACE.sub(value, words.subject), PLACE.sub(value, words.text))


def _said(value: object) -> str:
    if value is None or isinstance(value, datetime):
        return _instant(value, get_language())
    return str(value)


@lru_cache(maxsize=256)
def _instant(instant: datetime | None, language: str) -> str:
    """Said once for all readers of a language: it takes longer than the rest of a mail."""
    return in_words(instant)


def sample(kind: Kind, words: Words, known: Mapping[str, object] | None = None) -> Words:
    """As a reader would get it: with what is known already, and an example of every other value."""
    return fill(words, {name: VALUES[name].sample for name in kind.values} | dict(known or {}))


def checked(kind: Kind, subject: str, text: str) -> Words:
    """The words, if they can be sent. Raises ValidationError with a sentence for everything that is wrong."""
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    wrong = [*_problems(kind, "subject", subject), *_problems(kind, "text", text)]
    if not subject or not text:
        wrong.append(_("A mail needs a subject and a text."))
    wrong += [
        _("Keep “{%(name)s}” in the text: %(told)s. Nobody could act on the mail without it.")
        % {"name": name, "told": VALUES[name].told}
        for name in kind.needed
        if f"{{{name}}}" not in text
    ]
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        wrong.append(_("The subject has at most 200 characters, the text 10,000."))
    if wrong:
        raise ValidationError(wrong, code="words")
    return Words(subject, text)


def _problems(kind: Kind, field: str, text: str) -> list[str]:
    unknown = [name for name in PLACE.findall(text) if name not in kind.values]
    known = ", ".join(f"{{{name}}}" for name in kind.values)
    sentences = [
        _("“{%(name)s}” is nothing that this mail knows. It knows: %(known)s.") % {"name": name, "known": known}
        for name in dict.fromkeys(unknown)
    ]
    if set(PLACE.sub("", text)) & {"{", "}"}:
        sentences.append(_("A curly bracket stands alone. Both are kept for the names of what is filled in."))
    if field == "subject":
        long = [name for name in OF_SEVERAL_LINES if f"{{{name}}}" in text]
        sentences += [_("“{%(name)s}” has several lines, and a subject has one.") % {"name": name} for name in long]
    return sentences


@transaction.atomic
def write(
    kind: Kind, words: Words, *, election: uuid.UUID, language: str, by: journal.Actor, at: datetime, seen: str = ""
) -> MailWords:
    """The office's own words for this kind of mail of an election, from now on. The caller knows who may.

    `seen` are the words that a page showed (`base.stale`): where others hold by now nothing is changed.
    """
    checked(kind, words.subject, words.text)
    hold(Lock.MAIL_WORDS, f"{election} {kind.name} {language}")
    stale.require_unchanged(seen, shown(words_of(kind, election, language)))
    found, _made = MailWords.objects.update_or_create(
        election_uuid=election,
        kind=kind.name,
        language=language,
        defaults={"subject": words.subject, "text": words.text, "written_at": at, "written_by": by.name},
    )
    journal.write("write mail", by=by, election=election, subject=kind.name, details={"language": language})
    return found


@transaction.atomic
def restore(kind: Kind, *, election: uuid.UUID, language: str, by: journal.Actor) -> None:
    """Back to the house's words; nothing is done where they are in use."""
    own = MailWords.objects.filter(election_uuid=election, kind=kind.name, language=language)
    if own.delete()[0]:
        journal.write("restore mail", by=by, election=election, subject=kind.name, details={"language": language})
