"""Every act of the office on an election, by name: what it does, when it can be done, and whether it takes two."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballots import correcting, late_voters, publication, stopping, tallying
from ballots.asked import ballot_hash
from ballots.setup import seal_ballot
from base import clock
from community.publication import publish
from elections import appointing, making, officers, proposals, roll, roll_preview, timetable, windows
from elections.models import Appointment, Election, Proposal, RollEntry
from elections.phases import Facts, Instants
from elections.roles import Role
from members import merging
from members.models import MembershipClass, Person
from nominees.models import Nominee
from nominees.nominating import withdraw

Window = Callable[[Instants, Facts, datetime], bool]
Text = str | Promise

WITHDRAW = "withdraw-nominee"
MERGE = "merge-people"
INSTANTS = ("until", "due")
"""What acts ask for as an instant; the rest are words."""


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
    sees: Callable[[Election, Person], str] | None = None
    """A hash of what an officer asks for, so that another agrees to the same."""

    @property
    def asks_until(self) -> bool:
        return "until" in self.asks

    def possible(self, election: Election, now: datetime) -> bool:
        return self.window(election.instants, election.facts, now)

    def takes_two(self, election: Election) -> bool:
        return self.needs_two and election.officers_required == 2


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
            title=_("Open nominations now"),
            sentence=_("Nominations open at this moment, before their time."),
            run=timetable.open_nominations_now,
            window=windows.may_open_nominations_now,
        ),
        Act(
            name="close-nominations",
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
            sees=lambda election, _by: roll_preview.preview(election, clock.now()).hash,
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
            sees=lambda election, _by: ballot_hash(election),
            window=windows.may_seal_ballot,
            needs_two=True,
            needs_reason=False,
            final=True,
        ),
        Act(
            name="open",
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
            sentence=_("The sealed ballots are added up, and only the totals are opened. Only officers see them."),
            run=tallying.count,
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
            title=_("Let one officer be enough"),
            sentence=_("Critical acts of this election need no second officer any more. The election’s page says so."),
            run=making.let_one_officer_suffice,
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


def do_or_propose(
    election: Election, act: Act, *, reason: str, arguments: Mapping[str, str], by: Person, at: datetime, seen: str = ""
) -> Proposal | None:
    """Do it, or ask a second officer where it takes two: then the proposal is what comes back.

    `seen` is the hash that stood in the page which the officer read; what has changed since is not what they ask for.
    """
    if act.sees and seen and act.possible(election, at) and seen != act.sees(election, by):
        raise ValidationError(_("It has changed since you opened this page. Look again, then ask."), code="changed")
    if act.takes_two(election):
        if not act.possible(election, at):
            raise ValidationError(_("This cannot be done now."), code="phase")
        if "until" in act.asks:
            timetable.require_later(election, datetime.fromisoformat(arguments["until"]), at)
        if "due" in act.asks:
            publication.require_later(election, datetime.fromisoformat(arguments["due"]), at)
        if act.sees:
            arguments = {**arguments, "seen": act.sees(election, by)}
        why = reason if act.needs_reason else reason or str(act.title)
        return proposals.propose(election, act=act.name, arguments=arguments, reason=why, by=by, at=at)
    _run(election, act, reason=reason, arguments=arguments, by=by, second=None, at=at)
    return None


@transaction.atomic
def run_proposal(proposal: Proposal, second: Person, at: datetime) -> None:
    """What `proposals.second` does: the act, by the officer who asked, with the one who agrees."""
    arguments, by, election = proposal.arguments, proposal.proposed_by, proposal.election
    both: dict[str, Any] = {"by": by, "seconded_by": second, "at": at, "reason": proposal.reason}
    if election is None:
        _run_about_the_office(proposal.act, arguments, **both)
    elif proposal.act == "add-to-roll":
        add_to_roll(election, arguments, **both)
    elif proposal.act == "remove-from-roll":
        roll.remove(RollEntry.objects.get(election=election, pk=arguments["entry"]), **both)
    elif proposal.act == "restore-to-roll":
        late_voters.restore(RollEntry.objects.get(election=election, pk=arguments["entry"]), **both)
    elif proposal.act == WITHDRAW:
        withdraw(Nominee.objects.get(election=election, pk=arguments["nominee"]), **both)
    else:
        act = ACTS[proposal.act]
        _run(election, act, reason=proposal.reason, arguments=arguments, by=by, second=second, at=at)


def _run_about_the_office(act: str, arguments: Mapping[str, Any], **both: Any) -> None:
    """Appoint or dismiss, or make two people one."""
    if act == MERGE:
        officers.require_second(both["by"], both["seconded_by"])
        merging.merge(*(Person.objects.get(pk=arguments[name]) for name in ("person", "into")), **both)
    elif act == "appoint":
        person = Person.objects.get(pk=arguments["person"])
        appointing.appoint(person, role=Role(arguments["role"]), **both)
    else:
        appointing.dismiss(Appointment.objects.get(pk=arguments["appointment"]), **both)


def add_to_roll(election: Election, arguments: Mapping[str, Any], **who: Any) -> RollEntry:
    """Before the ballot is sealed the roll is corrected; afterwards a reserve credential is used."""
    person = Person.objects.get(pk=arguments["person"])
    chosen = {"membership_class": MembershipClass(arguments["membership_class"]), "email": arguments["email"]}
    act = late_voters.add_late if Election.objects.get(pk=election.pk).ballot_sealed_at else roll.add
    return act(election, person, **chosen, **who)


def _run(
    election: Election,
    act: Act,
    *,
    reason: str,
    arguments: Mapping[str, str],
    by: Person,
    second: Person | None,
    at: datetime,
) -> None:
    given: dict[str, Any] = {"by": by, "at": None if act.waits_for_casts else at}
    if act.needs_reason:
        given["reason"] = reason
    if act.needs_two:
        given["seconded_by"] = second
    given |= {name: _typed(name, arguments[name]) for name in act.asks}
    if act.sees and second:
        given["seen"] = arguments["seen"]
    act.run(election, **given)


def _typed(name: str, said: str) -> str | datetime:
    """An argument as the act takes it, from how a proposal keeps it."""
    return datetime.fromisoformat(said) if name in INSTANTS else said
