"""The words of a mail: the house's or the office's own, each place filled once, nothing unknown taken."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.utils import translation
from pytest_django import Settings

from base import mail, mail_words
from base.mail_kinds import ALL, BY_SLUG, KINDS, VALUES, Kind
from base.mail_models import MailWishes
from base.mail_words import Words, checked, fill, house_words, sample, words_of
from base.models import JournalLine, Mail
from tests import cast

ELECTION = UUID(int=7)
KIND = KINDS["accepted"]
EDITABLE = [kind for kind in KINDS.values() if kind.values]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_kind_has_words(kind: Kind) -> None:
    get_template(f"{kind.template}.txt")


@pytest.mark.parametrize("kind", EDITABLE, ids=lambda kind: kind.slug)
def test_the_houses_words_can_be_sent_as_they_are(kind: Kind) -> None:
    house = house_words(kind, "en")
    assert checked(kind, house.subject, house.text)
    shown = sample(kind, house)
    assert "{" not in shown.subject + shown.text
    assert set(kind.values) <= set(VALUES)
    assert len(shown.subject) < 100


def test_every_mail_that_is_queued_is_of_a_kind() -> None:
    rooms = ("members", "elections", "nominees", "ballots", "community", "office")
    sources = [path.read_text() for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]
    named = {name for source in sources for name in re.findall(r'\bkind="([^"]+)",\s+to=', source)}
    assert len(named) > 10
    assert named <= set(KINDS)


def test_every_kind_is_told_once_and_has_a_name_and_an_address_of_its_own() -> None:
    assert len(ALL) == len(KINDS) == len(BY_SLUG) == len({str(kind.title) for kind in ALL})


def test_a_value_is_filled_once_whatever_it_says() -> None:
    words = Words("{nominee} accepts", "{name}: {nominee}")
    assert fill(words, {"nominee": "{name}", "name": "Ada"}) == ("{name} accepts", "Ada: {name}\n")


def test_instants_are_told_in_words_and_missing_ones_too() -> None:
    at = datetime(2026, 9, 15, 14, tzinfo=UTC)
    told = fill(Words("x", "{a}, {b}"), {"a": at, "b": None}).text
    assert told.startswith("Tue 15 Sep 2026, 14:00 UTC")
    assert told.endswith("at a time that is not set yet\n")


def test_no_value_adds_a_header() -> None:
    assert fill(Words("{name} accepts", "x"), {"name": "Eve\r\nBcc: all@example.org"}).subject == (
        "Eve Bcc: all@example.org accepts"
    )


@pytest.mark.parametrize(
    ("subject", "text", "sentence"),
    [
        ("Hello", "{voter}, hello", "“{voter}” is nothing that this mail knows. It knows: {name}, {nominee}"),
        ("{link.secret}", "Hello", "“{link.secret}” is nothing"),
        ("Hello", "{}", "“{}” is nothing"),
        ("Hello", "a } b", "A curly bracket stands alone"),
        ("Hello", "{{name}}", "A curly bracket stands alone"),
        ("", "Hello", "needs a subject and a text"),
        ("Hello", "  \n ", "needs a subject and a text"),
        ("Hello", "x" * 10_001, "at most 200 characters, the text 10,000"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(subject: str, text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checked(KIND, subject, text)
    assert sentence in " ".join(refused.value.messages)


@pytest.mark.parametrize(("name", "value"), [("nominated", "said"), ("correction", "asked")])
def test_what_has_several_lines_is_no_subject(name: str, value: str) -> None:
    house = house_words(KINDS[name], "en")
    with pytest.raises(ValidationError, match="has several lines, and a subject has one"):
        checked(KINDS[name], f"About {{{value}}}", house.text)


def test_what_a_reader_needs_stays_in_the_text() -> None:
    with pytest.raises(ValidationError, match=r"Keep “\{link\}” in the text"):
        checked(KINDS["voting opened"], "Vote until {voting_closes}", "Vote until {voting_closes}")


@pytest.mark.django_db
def test_an_elections_own_words_go_out_until_the_houses_are_restored() -> None:
    officer, at = cast.officer(), datetime(2026, 9, 1, tzinfo=UTC)
    house = words_of(KIND, ELECTION, "en")
    mail_words.write(KIND, Words("{nominee}!", "Yes, {name}."), election=ELECTION, language="en", by=officer, at=at)
    assert words_of(KIND, ELECTION, "en") == ("{nominee}!", "Yes, {name}.")
    assert words_of(KIND, UUID(int=8), "en") == house
    mail_words.restore(KIND, election=ELECTION, language="en", by=officer)
    mail_words.restore(KIND, election=ELECTION, language="en", by=officer)
    assert words_of(KIND, ELECTION, "en") == house
    assert list(JournalLine.objects.values_list("act", "subject")) == [
        ("write mail", "accepted"),
        ("restore mail", "accepted"),
    ]


@pytest.mark.django_db
def test_words_that_cannot_be_sent_are_not_kept() -> None:
    with pytest.raises(ValidationError):
        mail_words.write(
            KIND, Words("x", "{y}"), election=ELECTION, language="en", by=cast.officer(), at=datetime.now(tz=UTC)
        )
    assert words_of(KIND, ELECTION, "en") == house_words(KIND, "en")


@pytest.fixture
def two_languages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and one in which every sentence ends with "Á"."""
    settings.LANGUAGES = [("en", "English"), ("hu", "Magyar")]
    speaker: Any = vars(translation)["_trans"]  # which every `gettext` asks
    plain = speaker.gettext

    def spoken(message: str) -> str:
        return f"{message}Á" if translation.get_language() == "hu" else str(plain(message))

    monkeypatch.setattr(speaker, "gettext", spoken)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_languages")
def test_a_reader_is_written_to_in_their_language() -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    ada = cast.person("Ada", "ada@example.org")
    MailWishes.objects.create(whose=str(ada.uuid), language="hu", changed_at=at)
    MailWishes.objects.create(whose="jo@example.org", language="xx", changed_at=at)
    context = {"name": "x", "nominee": "Nora", "election": "Board", "link": "https://elections.example.org/"}
    for to, person in (("ada@example.org", ada.uuid), ("jo@example.org", None)):
        mail.queue(kind="accepted", to=to, context=context, person=person)
    with translation.override("hu"):
        mail.queue(kind="sign-in code", to="new@example.org", context={"code": "x", "minutes": 1})
        mail.queue(kind="accepted", to="new@example.org", context=context)
    hungarian, english, code, of_an_act = Mail.objects.order_by("pk")
    assert (code.language, of_an_act.language) == ("hu", "en")  # a code is asked for by its reader
    assert (hungarian.language, hungarian.subject) == ("hu", "Nora accepts: BoardÁ")
    assert (english.language, english.subject) == ("en", "Nora accepts: Board")
