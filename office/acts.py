"""Every act of the office on an election, by name: what it does, when it can be done, and whether it takes two."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballots import correcting, publication, stopping, tallying, trustee_proofs
from ballots.asked import ballot_hash
from ballots.setup import credentials_to_make, seal_ballot
from base import clock
from community.publication import publish
from elections import changes, making, roll, roll_preview, timetable, windows
from elections.models import Election
from elections.phases import Facts, Instants
from elections.voters import with_a_class_that_votes
from members.models import Person

Window = Callable[[Instants, Facts, datetime], bool]
Text = str | Promise

WITHDRAW = "withdraw-nominee"
MERGE = "merge-people"


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act. `run` takes the election, by=, at=, and what it asks for of reason=, seconded_by= and arguments."""

    name: str
    title: Text
    sentence: Text
    run: Callable[..., object]
    window: Window
    needs_two: bool = False
    needs_reason: bool = True
    final: bool = False
    """It cannot be taken back; the page says so."""
    asks: tuple[str, ...] = ()
    """What it asks for beside a reason: fields of `ActForm`, and arguments of `run` by the same names."""
    waits_for_casts: bool = False
    """It holds casts off, and happens once the last of them is through."""
    steps: Callable[[Election], int] | None = None
    """How many things it walks, where they can be many; `run` then takes advance=, to be called after each."""
    at_once: int = 0
    """With more steps it takes longer than a page, and the worker does it."""
    line: str = ""
    """What the journal calls it, where that is another name."""
    sees: Callable[[Election, Person], str] | None = None
    """A hash of what an officer asks for, so that another agrees to the same."""

    @property
    def journaled(self) -> str:
        return self.line or self.name.replace("-", " ")

    @property
    def told_by_mail(self) -> bool:
        """Whether people hear of it by the mail “Something changed”."""
        return self.journaled in changes.TOLD

    def possible(self, election: Election, now: datetime) -> bool:
        return self.window(election.instants, election.facts, now)

    def takes_two(self, election: Election) -> bool:
        return self.needs_two and election.officers_required == 2

    def takes_long(self, election: Election) -> bool:
        return self.steps is not None and self.steps(election) > self.at_once


ACTS = {
    act.name: act
    for act in (
        Act(
            name="announce",
            title=_("Announce"),
            sentence=_("Everybody sees the election and its timetable. From then on every change needs a reason."),
            run=timetable.announce,
            window=windows.may_announce,
            needs_reason=False,
        ),
        Act(
            name="open-nominations",
            line="open nominations now",
            title=_("Open nominations now"),
            sentence=_("Nominations open at this moment, before their time."),
            run=timetable.open_nominations_now,
            window=windows.may_open_nominations_now,
        ),
        Act(
            name="close-nominations",
            line="close nominations now",
            title=_("Close nominations now"),
            sentence=_("Nominations and acceptance close, and the candidates are announced, at this moment."),
            run=timetable.close_nominations_now,
            window=windows.may_close_nominations_now,
            final=True,
        ),
        Act(
            name="seal-roll",
            title=_("Seal the roll"),
            sentence=_("Every member who may vote is copied into the roll, and its hash is published."),
            run=roll.seal_roll,
            steps=lambda election: with_a_class_that_votes(election).count(),
            at_once=5_000,
            sees=lambda election, _by: roll_preview.preview_once(election, clock.now()).hash,
            window=windows.may_seal_roll,
            needs_two=True,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="seal-ballot",
            title=_("Seal the ballot"),
            sentence=_("Questions, names, keys and voters are fixed. Nothing on the ballot can change after this."),
            run=seal_ballot,
            steps=credentials_to_make,
            at_once=2_000,
            sees=lambda election, _by: ballot_hash(election),
            window=windows.may_seal_ballot,
            needs_two=True,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="do-without-proof",
            title=_("Do without a trustee’s proof"),
            sentence=_("Voting can open although a trustee has not proved their key, since enough others have."),
            run=trustee_proofs.do_without,
            window=windows.may_do_without_proofs,
            needs_two=True,
        ),
        Act(
            name="open",
            line="open now",
            title=_("Open voting now"),
            sentence=_("Voting opens at this moment, and closes when the timetable says."),
            run=timetable.open_now,
            window=windows.may_open_now,
            final=True,
        ),
        Act(
            name="extend",
            title=_("Extend voting"),
            sentence=_("Voting closes later, for instance after an outage."),
            run=timetable.extend,
            window=windows.may_extend,
            needs_two=True,
            asks=("until",),
        ),
        Act(
            name="pause",
            title=_("Pause voting"),
            sentence=_("No ballot is taken until voting is resumed. The close does not move by itself."),
            run=timetable.pause,
            waits_for_casts=True,
            window=windows.may_pause,
            needs_two=True,
        ),
        Act(
            name="resume",
            title=_("Resume voting"),
            sentence=_("Ballots are taken again."),
            run=timetable.resume,
            window=windows.may_resume,
            needs_two=True,
        ),
        Act(
            name="close",
            line="close now",
            title=_("Close voting now"),
            sentence=_("Voting closes at this moment, before its time."),
            run=timetable.close_now,
            waits_for_casts=True,
            window=windows.may_close_now,
            needs_two=True,
        ),
        Act(
            name="end-ballots",
            title=_("Make the close final"),
            sentence=_("Voting cannot be extended any more, and the ballots can be counted."),
            run=tallying.end_ballots,
            window=windows.may_end_ballots,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="count",
            title=_("Count"),
            sentence=_("The ballots are added up sealed; only totals are opened, for officers and auditors alone."),
            run=tallying.count,
            steps=tallying.ballots_to_count,
            at_once=200,
            window=windows.may_count,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="certify",
            title=_("Certify the result"),
            sentence=_("Two officers put their names to the result as it stands on the page of the count."),
            run=tallying.certify,
            asks=("statement",),
            sees=lambda election, by: tallying.result_hash(election, by=by),
            window=windows.may_certify,
            needs_two=True,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="publish",
            title=_("Publish the result"),
            sentence=_("Everybody sees the result. The record is completed, and the server’s keys are destroyed."),
            run=publish,
            window=windows.may_publish,
            needs_two=True,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="set-publication",
            line="set time of publication",
            title=_("Set the time of publication"),
            sentence=_("The certified result becomes public at that time by itself, in both your names."),
            run=publication.set_time,
            window=windows.may_set_publication,
            asks=("due",),
            needs_two=True,
            needs_reason=False,
        ),
        Act(
            name="unset-publication",
            line="unset time of publication",
            title=_("Take back the time of publication"),
            sentence=_("The result does not become public by itself any more."),
            run=publication.unset_time,
            window=windows.may_unset_publication,
        ),
        Act(
            name="correct-result",
            title=_("Add a correction to the result"),
            sentence=_("It stands under the result for good, with its date and reason. The result itself stays."),
            run=correcting.correct_result,
            window=windows.may_correct_result,
            asks=("text",),
            needs_two=True,
            final=True,
        ),
        Act(
            name="one-officer",
            line="let one officer suffice",
            title=_("Let one officer be enough"),
            sentence=_("Critical acts of this election need no second officer any more. The election’s page says so."),
            run=lambda election, at, **who: making.let_one_officer_suffice(election, **who),
            window=windows.may_let_one_officer_suffice,
            needs_two=True,
        ),
        Act(
            name="cancel",
            title=_("Cancel the election"),
            sentence=_("The vote will not be held. The page stays and says so."),
            run=stopping.cancel,
            waits_for_casts=True,
            window=windows.may_cancel,
            needs_two=True,
            final=True,
        ),
        Act(
            name="void",
            title=_("Declare the vote void"),
            sentence=_("The vote does not count. The page stays and says so."),
            run=stopping.void,
            asks=("ground",),
            waits_for_casts=True,
            window=windows.may_void,
            needs_two=True,
            final=True,
        ),
    )
}
TITLES: dict[str, Text] = {name: act.title for name, act in ACTS.items()} | {
    "add-to-roll": _("Add a voter to the roll"),
    "remove-from-roll": _("Remove a voter from the roll"),
    "restore-to-roll": _("Put a voter back on the roll"),
    "replace-credential": _("Give a voter another voting code"),
    WITHDRAW: _("Record that a nominee withdraws"),
    "appoint": _("Appoint somebody to the office"),
    "dismiss": _("End somebody’s role in the office"),
    MERGE: _("Merge two people who are one"),
}


def possible_acts(election: Election, now: datetime, names: Iterable[str] = tuple(ACTS)) -> list[dict[str, Any]]:
    """The acts of `names` that can be done now, for a page that links to them."""
    return [
        {
            "url": reverse("office:act", args=[election.slug, act.name]),
            "title": act.title,
            "sentence": act.sentence,
            "needs_two": act.takes_two(election),
        }
        for act in (ACTS[name] for name in names)
        if act.possible(election, now)
    ]
