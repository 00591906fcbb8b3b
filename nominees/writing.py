"""What people write about a nominee, made ready to be kept: refused by field, with nothing of it changed silently."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from base import texts

LONGEST_NAME = 200
LONGEST = {"previous_service": 300, "employer": 300, "other_affiliations": 1000, "summary": 400}


def rendered(text: str, *, site: str | None = None) -> SafeString:
    """As HTML whose headings stand below the heading of the section that it is shown in."""
    return texts.render(text, site=site, heading_offset=2)


def rendered_answer(text: str) -> SafeString:
    """One level lower: the heading above an answer is the name of who gives it, below the question's."""
    return texts.render(text, heading_offset=3)


def one_line(words: str) -> str:
    """Without line breaks and doubled spaces: it stands in a line of its own, or in a mail's subject."""
    return " ".join(words.split())


def name(typed: str, *, field: str) -> str:
    """A name as it stands in a list: on one line, with nothing in it that cannot be seen."""
    words = one_line(typed)
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        refusal = _("A name has 1 to %(most)d characters here, all of them visible.") % {"most": LONGEST_NAME}
        raise ValidationError({field: refusal})
    return words


def said_something(text: str) -> str:
    """Words of a nomination or a statement, refused when there are none or too many."""
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write at least a sentence.")}, code="empty")
    checked("text", text, texts.check)
    return text


def statement(text: str) -> str:
    """A statement may be empty: then it reads “not provided”."""
    checked("text", text.strip(), texts.check)
    return text.strip()


def disclosed(
    previous_service: str | None, employer: str | None, other_affiliations: str | None
) -> dict[str, str | None]:
    """The disclosures by the names of their fields; None is “not provided”."""
    given = {
        "previous_service": previous_service,
        "employer": employer,
        "other_affiliations": other_affiliations,
    }
    words = {field: one_line(said or "") or None for field, said in given.items()}
    problems = {field: found for field, said in words.items() if (found := _problem(field, said))}
    if problems:
        raise ValidationError(problems)
    return words


def summarised(summary: str) -> str:
    """The two sentences of a card."""
    words = one_line(summary)
    if found := _problem("summary", words):
        raise ValidationError({"summary": found})
    return words


def together(*parts: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """What every part gives, by field; where several are refused, everything that is wrong is said at once."""
    said: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for part in parts:
        try:
            said |= part()
        except ValidationError as error:
            problems |= error.message_dict
    if problems:
        raise ValidationError(problems)
    return said


def checked(field: str, text: str, check: Callable[[str], None]) -> None:
    """Raises what `check` raises, as a problem of the field."""
    try:
        check(text)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error


def _problem(field: str, words: str | None) -> str:
    if words and len(words) > LONGEST[field]:
        return _("You wrote %(length)d characters; %(most)d are the most.") % {
            "length": len(words),
            "most": LONGEST[field],
        }
    if words and not words.isprintable():
        return _("There is a character in this that cannot be shown. Type it again.")
    return ""
