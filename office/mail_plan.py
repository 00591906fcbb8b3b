"""The mails to many of one election, kind by kind: what is planned, to how many it would go, and what went."""

from dataclasses import dataclass
from datetime import datetime

from ballots import mailings
from ballots.mailings import Told
from base.mail_kinds import KINDS, Kind
from base.mail_states import Numbers
from elections.models import Election

BY_AN_ACT = frozenset({"extension", "change", "results", "candidate thanks"})
"""They may always come again, or have no time yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """One mail of a kind, as the clock has it."""

    told: Told
    past: bool
    over: bool

    @property
    def is_done(self) -> bool:
        """It was begun, and nothing more of it is queued."""
        return self.told.mailing is not None and (self.over or self.told.mailing.done_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind; `expected` is to how many its next mail would go now, at most."""

    kind: Kind
    steps: list[Step]
    held_back: bool
    own_words: bool
    goes_now: bool
    expected: int | None
    went: Numbers | None

    @property
    def may_be_held(self) -> bool:
        """Something of it may still go."""
        ahead = any(
            not step.over and (step.told.mailing is None or not step.told.mailing.done_at) for step in self.steps
        )
        return ahead or self.kind.name in BY_AN_ACT


def rows(election: Election, *, went: dict[str, Numbers], own: set[str], now: datetime) -> list[Row]:
    """In the order in which the first of each kind goes; kinds that wait for an act come last."""
    told, held_back = mailings.told(election), mailings.rules_for(election).held_back
    first = dict.fromkeys([*(each.planned.kind for each in told), *KINDS])
    return [
        Row(
            kind=KINDS[name],
            steps=[
                Step(each, each.planned.at <= now, each.planned.until <= now)
                for each in told
                if each.planned.kind == name
            ],
            held_back=name in held_back,
            own_words=name in own,
            goes_now=any(mailings.goes_now(each, election, now) for each in told if each.planned.kind == name),
            expected=_expected(election, [each for each in told if each.planned.kind == name], now),
            went=went.get(name),
        )
        for name in first
        if KINDS[name].bulk
    ]


def _expected(election: Election, told: list[Told], now: datetime) -> int | None:
    """Counted once a kind, for the next of its mails."""
    ahead = [each for each in told if each.mailing is None and each.planned.until > now]
    return mailings.expected(election, ahead[0], now) if ahead else None
