"""The ballot as a document: what stands on it for one reader, and what they marked, before anything is sealed.

Marks are read from a request and go back into a page; they are kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ballots.choices import AGAINST, FOR
from ballots.models import Choice, Setup
from elections.models import Contest

ABSTAIN = "abstain"


@dataclass
class Option:
    """One choice as the page shows it; `value` is its position on the sealed ballot, whatever order the reader sees."""

    value: str
    name: str
    detail: str = ""
    marked: bool = False


@dataclass
class Page:
    """One contest of the ballot, as `parts/ballot_contest.html` and `parts/review_contest.html` show it."""

    contest: Contest
    number: int
    total: int
    options: list[Option]
    abstains: bool = False
    error: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"contest-{self.contest.pk}"

    @property
    def name(self) -> str:
        return self.id

    @property
    def title(self) -> str:
        return self.contest.title

    @property
    def kind(self) -> str:
        return "resolution" if self.contest.kind == Contest.Kind.RESOLUTION else "approval"

    @property
    def text(self) -> SafeString:
        return mark_safe(self.contest.text_html)  # noqa: S308  rendered by base.texts when it was written

    @property
    def method(self) -> str:
        """The number of choices, the seats and the rule: said before the choices."""
        if self.contest.kind == Contest.Kind.RESOLUTION:
            return _("Choose one. It is carried by %(rule)s.") % {"rule": self.contest.get_majority_display()}
        seats = self.contest.seats.count()
        how = _("Approve as many as you like.")
        if self.most < len(self.options):
            how = ngettext("Approve at most %(most)d.", "Approve at most %(most)d.", self.most) % {"most": self.most}
        count = ngettext(
            "%(candidates)d candidates for %(seats)d seat.", "%(candidates)d candidates for %(seats)d seats.", seats
        ) % {"candidates": len(self.options), "seats": seats}
        return f"{how} {count} " + _("Everyone you approve gets one vote.")

    @property
    def most(self) -> int:
        return 1 if self.kind == "resolution" else min(self.contest.max_choices or len(self.options), len(self.options))

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
    def change_value(self) -> str:
        return self.id


def pages(setup: Setup, order: Sequence[int], data: QueryDict | None = None) -> list[Page]:
    """The contests in ballot order, names in the reader's order (`order`: nominees' keys), with the marks of `data`."""
    choices: dict[Contest, list[Choice]] = {}
    for choice in (
        Choice.objects.filter(setup=setup)
        .select_related("contest", "nominee")
        .order_by("contest__position", "position")
    ):
        choices.setdefault(choice.contest, []).append(choice)
    place = {key: place for place, key in enumerate(order)}
    found = []
    for number, (contest, offered) in enumerate(choices.items(), start=1):
        offered.sort(key=lambda each: place.get(each.nominee_id or 0, each.position))
        found.append(Page(contest, number, len(choices), [_option(each) for each in offered]))
    if data is not None:
        for page in found:
            _mark(page, data.getlist(page.name))
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


def _option(choice: Choice) -> Option:
    if choice.nominee is None:
        words = {FOR: pgettext("vote", "For"), AGAINST: pgettext("vote", "Against")}
        return Option(str(choice.position), words.get(choice.label, choice.label))
    withdrawn = choice.nominee.withdrawn_at
    return Option(str(choice.position), choice.label, _("withdrew after the ballot was sealed") if withdrawn else "")


def _mark(page: Page, values: Sequence[str]) -> None:
    """Values that this ballot does not have are dropped: the page then shows what is left of the marks."""
    for option in page.options:
        option.marked = option.value in values
    page.abstains = ABSTAIN in values
    page.hidden = [
        (page.name, value) for value in values if value == ABSTAIN or value in {o.value for o in page.options}
    ]


def hidden_fields(found: Sequence[Page]) -> SafeString:
    """The marks as hidden fields, so that Change gives them back and an expired session loses none."""
    fields = [
        format_html('<input type="hidden" name="{}" value="{}">', name, value)
        for page in found
        for name, value in page.hidden
    ]
    return mark_safe("".join(fields))  # noqa: S308  each is escaped
