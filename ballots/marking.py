"""The ballot as a document: what stands on it for one reader, and what they marked, before anything is sealed.

Marks are read from a request and go back into a page; they are kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots.choices import AGAINST, FOR
from ballots.models import Choice, Setup
from ballots.setup import prepared
from base import texts
from base.kept import hidden
from elections import overview
from elections.models import Contest

ABSTAIN = "abstain"
AGREE = "agree"
CONTEST = "contest-"


@dataclass
class Option:
    """One choice as the page shows it; `value` is its position on the sealed ballot, whatever order the reader sees."""

    value: str
    name: str
    detail: str = ""
    url: str = ""
    """Where to read about who is named; empty where there is no such page."""
    candidate: int | None = None
    """Under which the reader's own browser keeps a note about who is named."""
    marked: bool = False


@dataclass
class Page:
    """One contest of the ballot, as `parts/ballot_contest.html` and `parts/review_contest.html` show it."""

    key: int
    kind: str
    """`approval` or `resolution`."""
    title: str
    text: SafeString
    method: str
    """How many choices and seats there are, and how one votes."""
    number: int
    total: int
    most: int
    """How many may be chosen, as it was sealed."""
    options: list[Option]
    ballot: str
    """Where the page of the whole ballot is."""
    abstains: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        return f"{CONTEST}{self.key}"

    @property
    def name(self) -> str:
        return self.id

    @property
    def of(self) -> int:
        return len(self.options)

    @property
    def choices(self) -> list[str]:
        return [option.name for option in self.options if option.marked]

    @property
    def marks(self) -> list[int]:
        return [int(option.value) for option in self.options if option.marked]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The marks as the form's fields."""
        values = [option.value for option in self.options if option.marked] + [ABSTAIN] * self.abstains
        return [(self.name, value) for value in values]

    @property
    def change_value(self) -> str:
        return self.id

    @property
    def change_action(self) -> str:
        """Straight to this contest on the ballot."""
        return f"{self.ballot}#{self.id}"


def pages(setup: Setup, order: Sequence[int], data: QueryDict | None = None) -> list[Page]:
    """The contests in ballot order, names in the reader's order (`order`: nominees' keys), with the marks of `data`."""
    choices: dict[Contest, list[Choice]] = {}
    for choice in (
        Choice.objects.filter(setup=setup)
        .select_related("contest__election", "nominee")
        .prefetch_related("contest__seats")
        .order_by("contest__position", "position")
    ):
        choices.setdefault(choice.contest, []).append(choice)
    place = {key: place for place, key in enumerate(order)}
    found, sealed = [], prepared(setup).questions
    for number, (contest, offered) in enumerate(choices.items(), start=1):
        offered.sort(key=lambda each: place.get(each.nominee_id or 0, each.position))
        options = [_option(each) for each in offered]
        found.append(_page(contest, options, number=number, total=len(choices), most=sealed[number - 1].maximum))
    return marked(found, data)


def marked(found: list[Page], data: QueryDict | None) -> list[Page]:
    """With the marks that were sent. Values that a ballot does not have are dropped: what is left of them is shown."""
    if data is None:
        return found
    for page in found:
        values = data.getlist(page.name)
        for option in page.options:
            option.marked = option.value in values
        page.abstains = ABSTAIN in values
    return found


def check(found: Sequence[Page]) -> bool:
    """Name on each contest what keeps the ballot from being sealed; True when nothing does."""
    for page in found:
        chosen = len(page.choices)
        if page.abstains and chosen:
            page.error = _("You chose and you abstained. Keep one of the two.")
        elif not page.abstains and not chosen:
            page.error = _("You left this empty. Choose, or mark that you abstain.")
        elif chosen > page.most:
            page.error = _("You marked %(chosen)d. Keep at most %(most)d.") % {"chosen": chosen, "most": page.most}
    return not any(page.error for page in found)


def _page(contest: Contest, options: list[Option], *, number: int, total: int, most: int) -> Page:
    return Page(
        key=contest.pk,
        kind="resolution" if contest.kind == Contest.Kind.RESOLUTION else "approval",
        title=contest.title,
        text=texts.under(contest.text_html, 2),
        method=overview.method(contest, len(options)),
        number=number,
        total=total,
        most=most,
        options=options,
        ballot=reverse("ballots:ballot", args=[contest.election.slug]),
    )


def in_words(label: str) -> str:
    """For and against in the reader's language; a name as it is."""
    return {FOR: pgettext("vote", "For"), AGAINST: pgettext("vote", "Against")}.get(label, label)


def _option(choice: Choice) -> Option:
    if choice.nominee is None:
        return Option(str(choice.position), in_words(choice.label))
    detail = _("withdrew after the ballot was sealed") if choice.nominee.withdrawn_at else ""
    election = choice.contest.election
    page = reverse("nominees:candidate", args=[election.slug, choice.nominee.slug])
    if not election.instants.has_nominations:
        page = ""
    return Option(str(choice.position), choice.label, detail, page, choice.nominee.pk)


def hidden_fields(found: Sequence[Page]) -> SafeString:
    """The marks, and that the voter agreed, as hidden fields: so Change and whatever goes wrong give them back."""
    return hidden([*(sent for page in found for sent in page.sent), (AGREE, "on")])


def kept(data: QueryDict) -> SafeString:
    """The same of what was sent, where no ballot can be shown now."""
    names = [name for name in data if name.startswith(CONTEST) or name == AGREE]
    return hidden([(name, value) for name in names for value in data.getlist(name)])
