"""Doing an act of the office: at once, or by the worker where it takes long; alone, or once another officer agrees."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from ballots import late_voters, publication, replacing
from base import work
from base.models import Work
from elections import appointing, officers, proposals, roll, timetable
from elections.models import Appointment, Election, Proposal, RollEntry
from elections.roles import Role
from members import merging
from members.models import MembershipClass, Person
from nominees.models import Nominee
from nominees.nominating import withdraw
from office.acts import ACTS, MERGE, WITHDRAW, Act

Advance = Callable[[], object]
INSTANTS = ("until", "due")
"""What acts ask for as an instant; the rest are words."""
Row = TypeVar("Row", bound=Model)


def do_or_propose(
    election: Election,
    act: Act,
    *,
    reason: str,
    arguments: Mapping[str, str],
    by: Person,
    at: datetime,
    on: str,
    seen: str = "",
) -> Proposal | Work | None:
    """Do it, hand it to the worker where it takes long, or ask a second officer where it takes two.

    `on` is the path of the page, and `seen` the hash that stood in it: what has changed since its officer read it is
    not what they ask for.
    """
    present = act.sees(election, by) if act.sees and act.possible(election, at) else ""
    if seen and present and seen != present:
        raise ValidationError(_("It has changed since you opened this page. Look again, then ask."), code="changed")
    if act.takes_two(election):
        if not act.possible(election, at):
            raise ValidationError(_("This cannot be done now."), code="phase")
        if "until" in act.asks:
            timetable.require_later(election, datetime.fromisoformat(arguments["until"]), at)
        if "due" in act.asks:
            publication.require_later(election, datetime.fromisoformat(arguments["due"]), at)
        if act.sees:
            arguments = {**arguments, "seen": present}
        why = reason if act.needs_reason else None
        return proposals.propose(election, act=act.name, arguments=arguments, reason=why, by=by, at=at)
    if act.takes_long(election):
        if not act.possible(election, at):
            raise ValidationError(_("This cannot be done now."), code="phase")
        asked = {"election": election.pk, "act": act.name, "reason": reason, "arguments": dict(arguments)}
        key = f"{act.name} {election.uuid}"
        return work.ask("office.do_act", key=key, title=str(act.title), by=by, on=on, officer=by.pk, **asked)
    do(election, act, reason=reason, arguments=arguments, by=by, at=at)
    return None


def agree(proposal: Proposal, *, by: Person, at: datetime, on: str) -> Work | None:
    """Agree, and do it, or hand it to the worker where it takes long."""
    election, act = proposal.election, ACTS.get(proposal.act)
    if election is None or act is None or not act.takes_long(election):
        proposals.second(proposal, by=by, at=at, run=run_proposal)
        return None
    key = f"{act.name} {election.uuid}"
    title = str(act.title)
    return work.ask("office.agree", key=key, title=title, by=by, on=on, officer=by.pk, proposal=proposal.pk)


@transaction.atomic
def run_proposal(proposal: Proposal, second: Person, at: datetime, advance: Advance = lambda: None) -> None:
    """What `proposals.second` does: the act, by the officer who asked, with the one who agrees."""
    arguments, by, election = proposal.arguments, proposal.proposed_by, proposal.election
    both: dict[str, Any] = {"by": by, "seconded_by": second, "at": at, "reason": proposal.reason}
    if election is None:
        _run_about_the_office(proposal.act, arguments, **both)
    elif proposal.act == "add-to-roll":
        add_to_roll(election, arguments, **both)
    elif proposal.act == "remove-from-roll":
        roll.remove(_still(RollEntry.objects.filter(election=election), arguments["entry"]), **both)
    elif proposal.act == "restore-to-roll":
        late_voters.restore(_still(RollEntry.objects.filter(election=election), arguments["entry"]), **both)
    elif proposal.act == "replace-credential":
        entry = _still(RollEntry.objects.filter(election=election), arguments["entry"])
        replacing.replace_credential(entry, **both)
    elif proposal.act == WITHDRAW:
        withdraw(_still(Nominee.objects.filter(election=election), arguments["nominee"]), **both)
    else:
        act, reason = ACTS[proposal.act], proposal.reason
        do(election, act, reason=reason, arguments=arguments, by=by, second=second, at=at, advance=advance)


def _run_about_the_office(act: str, arguments: Mapping[str, Any], **both: Any) -> None:
    """Appoint or dismiss, or make two people one."""
    if act == MERGE:
        officers.require_second(both["by"], both["seconded_by"])
        merging.merge(*(_still(Person.objects.all(), arguments[name]) for name in ("person", "into")), **both)
    elif act == "appoint":
        person = _still(Person.objects.all(), arguments["person"])
        appointing.appoint(person, role=Role(arguments["role"]), **both)
    else:
        appointing.dismiss(_still(Appointment.objects.all(), arguments["appointment"]), **both)


def _still(rows: QuerySet[Row], pk: int) -> Row:
    """Of whom somebody asked for it, if they are known yet: an import that is undone forgets whom it brought."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise ValidationError(_("Whom this is about is not known any more. Drop it."), code="gone")
    return found


def add_to_roll(election: Election, arguments: Mapping[str, Any], **who: Any) -> RollEntry:
    """Before the ballot is sealed the roll is corrected; afterwards a reserve credential is used."""
    person = _still(Person.objects.all(), arguments["person"])
    chosen = {"membership_class": MembershipClass(arguments["membership_class"]), "email": arguments["email"]}
    act = late_voters.add_late if Election.objects.get(pk=election.pk).ballot_sealed_at else roll.add
    return act(election, person, **chosen, **who)


def do(
    election: Election,
    act: Act,
    *,
    reason: str,
    arguments: Mapping[str, str],
    by: Person,
    at: datetime,
    second: Person | None = None,
    advance: Advance = lambda: None,
) -> None:
    """The act itself, with what its `run` takes."""
    given: dict[str, Any] = {"by": by, "at": None if act.waits_for_casts else at}
    if act.needs_reason:
        given["reason"] = reason
    if act.needs_two:
        given["seconded_by"] = second
    given |= {name: _typed(name, arguments[name]) for name in act.asks}
    if act.sees and second:
        given["seen"] = arguments["seen"]
    if act.steps:
        given["advance"] = advance
    act.run(election, **given)


def _typed(name: str, said: str) -> str | datetime:
    """An argument as the act takes it, from how a proposal keeps it."""
    return datetime.fromisoformat(said) if name in INSTANTS else said
