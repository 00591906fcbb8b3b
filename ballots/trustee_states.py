"""What each trustee has done, and what is asked of them now: for the office, for everybody, and for themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballots import trustee_proofs
from ballots.key_making import KeyMaking, key_making
from ballots.models import Share
from ballots.trustee_models import SERVER, Contribution, KeyProof, Trustee
from ballots.trustees import present
from elections import windows
from elections.models import Election
from elections.phases import BEFORE_THE_VOTE, CASTING, STOPPED, Phase

STEPS: dict[str, Promise] = {
    Contribution.Step.KEY: _("Key"),
    Contribution.Step.CERTIFICATE: _("Certificate"),
    Contribution.Step.POLYNOMIAL: _("Part of the common key"),
    Contribution.Step.ACKNOWLEDGEMENT: _("Others’ parts checked, and key"),
}
PROOFS: dict[str, Promise] = {
    KeyProof.Occasion.OPENING: _("Proof that the key is there, before voting opens"),
    KeyProof.Occasion.CLOSE: _("The same again, before voting closes"),
}
OPENED = _("Opening of the totals")
UNPROVED = _("Opening of the totals, on their word: no strong proof ties it to them")
PROVED_IN: Final = {
    KeyProof.Occasion.OPENING: BEFORE_THE_VOTE,
    KeyProof.Occasion.CLOSE: BEFORE_THE_VOTE | CASTING,
}
"""The phases in which a proof is still to come."""
OVER: Final = STOPPED | {Phase.PUBLISHED}


class Task(StrEnum):
    """What a trustee finds on their page."""

    KEY = "key"
    CERTIFICATE = "certificate"
    POLYNOMIAL = "polynomial"
    ACKNOWLEDGEMENT = "acknowledgement"
    PROOF = "proof"
    SHARE = "share"
    WAIT = "wait"
    OVER = "over"


@dataclass(frozen=True)
class Line:
    """One thing that a trustee does, and when they did it."""

    what: str
    """What stays in data, whatever the words of the label."""
    label: str | Promise
    at: datetime | None
    is_due: bool = False
    is_over: bool = False
    """Too late for it, if it is not done."""
    is_spare: bool = False
    """Others have done enough, if it is not done."""


@dataclass(frozen=True)
class State:
    trustee: Trustee
    lines: tuple[Line, ...]

    @property
    def is_due(self) -> bool:
        return any(line.is_due for line in self.lines)


def states(election: Election, now: datetime) -> list[State]:
    """Of every trustee beside the server, in their order."""
    making = key_making(election)
    trustees = list(present(election).prefetch_related("proofs", "contributions"))
    shares = {share.owner: share for share in Share.objects.filter(setup__election=election).defer("payload")}
    return [
        State(trustee, tuple(_lines(trustee, election, making, shares.get(trustee.owner), now))) for trustee in trustees
    ]


def _lines(
    trustee: Trustee, election: Election, making: KeyMaking | None, share: Share | None, now: datetime
) -> Iterator[Line]:
    instants, facts = election.instants, election.facts
    if making is not None:
        ceremony = making.ceremony.pk
        given = {each.step: each.given_at for each in trustee.contributions.all() if each.ceremony_id == ceremony}
        due = making.next_of(trustee) if windows.may_choose_trustees(instants, facts, now) else None
        if facts.ballot_sealed_at is None:
            yield from (Line(step, STEPS[step], given.get(step), is_due=step == due) for step in making.steps)
        else:
            key = Contribution.Step.KEY
            yield Line(key, STEPS[key], given.get(making.steps[-1]))
    windows_of = {
        KeyProof.Occasion.OPENING: windows.may_prove_key,
        KeyProof.Occasion.CLOSE: windows.may_prove_key_again,
    }
    phase = election.phase(now)
    for proof in trustee.proofs.all():
        occasion = KeyProof.Occasion(proof.occasion)
        is_due = proof.given_at is None and windows_of[occasion](instants, facts, now)
        is_over = phase not in PROVED_IN[occasion]
        yield Line(f"proof {occasion}", PROOFS[occasion], proof.given_at, is_due=is_due, is_over=is_over)
    if facts.ballot_sealed_at:
        is_due = share is None and windows.awaits_shares(instants, facts, now)
        label = UNPROVED if share and not share.strong else OPENED
        is_spare = facts.counted_at is not None
        at = share.given_at if share else None
        yield Line("share", label, at, is_due=is_due, is_over=phase in OVER, is_spare=is_spare)


def task(trustee: Trustee, election: Election, now: datetime) -> Task:
    """The one thing that this trustee does next."""
    if election.phase(now) in OVER:
        return Task.OVER
    if windows.may_choose_trustees(election.instants, election.facts, now):
        making = key_making(election)
        step = making.next_of(trustee) if making else None
        return Task(step) if step else Task.WAIT
    proof = trustee_proofs.asked(trustee, election, now)
    if proof is not None and proof.given_at is None:
        return Task.PROOF
    given = Share.objects.filter(setup__election=election, owner=trustee.owner).exists()
    if not given and windows.may_give_share(election.instants, election.facts, now):
        return Task.SHARE
    return Task.WAIT


def shares_given(election: Election) -> int:
    """How many trustees beside the server have opened the totals."""
    return Share.objects.filter(setup__election=election).exclude(owner=SERVER).count()
