"""Every word that the site itself says can be translated: read off templates and code, heard in a pseudo-language."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import trans_real

from tests.test_authorisation import Site, addresses

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ROOMS = ("base", "members", "elections", "nominees", "ballots", "community", "pages", "office", "demo")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% translate .*?%}|{#.*?#}|{% comment.*?endcomment %}", re.S
)
OTHER_TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
WORD = re.compile(r"[^\W\d_]{2,}")
SAID_AS_IT_IS = {"AoE", "UTC", "CSV", "JSON", "PSF", "EPUB", "Atom", "bel"}


class Words(HTMLParser):
    """The words of a page that somebody reads or hears, code apart."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"code", "script", "style", "svg", "pre"}:
            self.within.append(tag)
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.found.append(data)


def words_of(html: str) -> list[str]:
    reader = Words()
    reader.feed(html)
    return [" ".join(found.split()) for found in reader.found if WORD.search(found)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_says_nothing_of_its_own(template: Path) -> None:
    bare = OTHER_TAGS.sub(" ", TRANSLATED.sub(" ", template.read_text(encoding="utf-8")))
    assert [said for said in words_of(bare) if set(WORD.findall(said)) - SAID_AS_IT_IS] == []


REFUSALS = {"ValidationError", "PermissionDenied", "Http404"}
SPOKEN_ARGUMENTS = {"label", "help_text", "empty_label", "verbose_name"}


def said_in(source: str) -> Iterator[str]:
    """Refusals, messages, labels and help texts that stand in the code as they are."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        is_message = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "messages"
        spoken = [*call.args[:2]] if name in REFUSALS or is_message else []
        spoken += [each.value for each in call.keywords if each.arg in SPOKEN_ARGUMENTS]
        for each in spoken:
            texts = each.values if isinstance(each, ast.Dict) else each.elts if isinstance(each, ast.List) else [each]
            yield from (said for said in map(literal, texts) if WORD.search(said))


def literal(node: ast.expr) -> str:
    """What stands there in letters, without what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return " ".join(literal(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_refusal_or_a_label_is_translated(module: Path) -> None:
    assert list(said_in(module.read_text(encoding="utf-8"))) == []


def test_it_is_heard_when_something_is_not() -> None:
    assert list(said_in('raise ValidationError({"name": "Give a name."})')) == ["Give a name."]
    assert list(said_in('forms.CharField(label="Name", help_text=_("Yours"))')) == ["Name"]
    assert words_of('<p>Give a name.</p><code>ls -l</code><img alt="A chart">') == ["Give a name.", "A chart"]


class Pseudo(trans_real.DjangoTranslation):
    """English between marks: what is read without them was not asked for in the reader's language."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site in a language that is made up on the spot."""
    monkeypatch.setitem(trans_real._translations, "en", Pseudo("en"))  # type: ignore[attr-defined]
    translation.activate("en")
    yield
    translation.deactivate()


def can_be_said() -> set[str]:
    """Every whole sentence, label or heading of the templates and the code, as it stands there."""
    found = set()
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        found |= {quoted for _, quoted in re.findall(r"{% translate (['\"])(.*?)\1", text)}
        found |= set(re.findall(r"{% blocktranslate %}(.*?){% endblocktranslate %}", text))
    for module in MODULES:
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_" and call.args:
                found.add(literal(call.args[0]))
    return {message for message in found if " " in message and "%" not in message}


@pytest.mark.django_db
@pytest.mark.usefixtures("pseudo")
def test_every_page_speaks_the_language_of_its_reader() -> None:
    site, sentences = Site(), can_be_said()
    assert len(sentences) > 500
    heard, missed = 0, []
    for reader in ("anonymous", "voter", "nominee", "officer"):
        browser = site.browser(reader)
        for name, route in addresses(get_resolver().url_patterns):
            if name in {"office:manual", "ballots:how_to_verify"}:  # written in one language, and marked as such
                continue
            answer = browser.get(site.address(name, route))
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                words = words_of(answer.content.decode())
                heard += sum("⟦" in said for said in words)
                missed += [f"{name}: {said}" for said in words if said in sentences]
    assert heard > 3_000
    assert not missed, "\n".join(sorted(set(missed)))
