"""Jobs of the worker that officers wait for: acts that take long, and member lists with many members."""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from base import clock, work
from base.work import Done, Progress
from elections import member_lists, proposals
from elections.models import Election, Proposal
from elections.officers import roles_of
from members import importing, planning
from members.import_words import lost_sentence, sentences, totals
from members.mapping import ReadAs
from members.member_list import BadMemberListError
from members.models import MemberImport, Person
from members.undoing import WouldLoseError
from office.acts import ACTS
from office.doing import do, run_proposal
from office.guard import Staff
from office.outcomes import done

MOST_TOLD = 100


@app.task(name="office.do_act", queue=work.QUEUE)
def do_act(*, work_id: int, election: int, act: str, reason: str, arguments: Mapping[str, str], officer: int) -> None:
    """An act that takes one officer."""

    def run(progress: Progress) -> Done:
        chosen, at = ACTS[act], Election.objects.get(pk=election)
        expect(progress, act, at)
        by = Person.objects.get(pk=officer)
        do(at, chosen, reason=reason, arguments=arguments, by=by, at=clock.now(), advance=progress.advance)
        return Done(done(act, at), reverse("office:election", args=[at.slug]))

    work.do(work_id, run)


@app.task(name="office.agree", queue=work.QUEUE)
def agree(*, work_id: int, proposal: int, officer: int) -> None:
    """An act that one officer asked for, and another agrees to."""

    def run(progress: Progress) -> Done:
        asked, at = Proposal.objects.get(pk=proposal), Election.objects.get(proposals=proposal)
        expect(progress, asked.act, at)
        by = Person.objects.get(pk=officer)
        proposals.second(asked, by=by, at=clock.now(), run=partial(run_proposal, advance=progress.advance))
        return Done(done(asked.act, at), reverse("office:election", args=[at.slug]))

    work.do(work_id, run)


def expect(progress: Progress, act: str, election: Election) -> None:
    steps = ACTS[act].steps
    if steps:
        progress.expect(steps(election))


@app.task(name="office.compare_list", queue=work.QUEUE)
def compare_list(*, work_id: int, member_list: int, read_as: Mapping[str, Any]) -> None:
    """What a list would change; reading it is half of the way."""

    def run(progress: Progress, of: MemberImport) -> str:
        content = bytes(of.content or b"")
        progress.expect(2 * len(content))
        each = partial(progress.advance, len(content) // planning.STEPS)
        lines = watched(content, progress)
        importing.compare(of, lines, read_as=ReadAs.from_data(read_as), at=clock.now(), advance=each)
        return _("Nothing has changed yet. This is what the list would change.")

    of_a_list(work_id, member_list, run)


@app.task(name="office.compare_list_again", queue=work.QUEUE)
def compare_list_again(*, work_id: int, member_list: int) -> None:
    """The same list, with the members as they are now."""

    def run(progress: Progress, of: MemberImport) -> str:
        progress.expect(planning.STEPS)
        importing.compare_again(of, at=clock.now(), advance=progress.advance)
        return _("The list is compared anew, with the members as they are now.")

    of_a_list(work_id, member_list, run)


@app.task(name="office.take_over_list", queue=work.QUEUE)
def take_over_list(*, work_id: int, member_list: int, officer: int) -> None:
    """A list is compared once more, and then written."""

    def run(progress: Progress, of: MemberImport) -> str:
        progress.expect(planning.STEPS + len(importing.WRITE) + of.complete)
        by = may_still(officer, "member_import")
        member_lists.take_over(of, by=by, at=clock.now(), advance=progress.advance)
        return _("The list is taken over: %(totals)s.") % {"totals": totals(of)}

    of_a_list(work_id, member_list, run)


@app.task(name="office.undo_list", queue=work.QUEUE)
def undo_list(*, work_id: int, member_list: int, officer: int, reason: str) -> None:
    """Everything as it was before the last list."""

    def run(progress: Progress, of: MemberImport) -> str:
        member_lists.undo(of, by=may_still(officer, "undo_import"), at=clock.now(), reason=reason)
        return _("The import is undone. Everything is as it was before.")

    of_a_list(work_id, member_list, run)


def of_a_list(work_id: int, pk: int, act: Callable[[Progress, MemberImport], str]) -> None:
    """What is wrong with a list, or would be lost with it, is told in sentences."""

    def run(progress: Progress) -> Done:
        of = MemberImport.objects.filter(pk=pk).first()
        if of is None:
            raise ValidationError(_("This list was forgotten meanwhile."), code="gone")
        try:
            return Done(act(progress, of), reverse("office:member_import", args=[pk]))
        except BadMemberListError as error:
            raise ValidationError(sentences(error, MOST_TOLD), code="list") from error
        except WouldLoseError as error:
            raise ValidationError([*error.messages, *map(lost_sentence, error.lost)], code="lost") from error

    work.do(work_id, run)


def may_still(officer: int, page: str) -> Person:
    """Who asked on a page, if they may still do there what they asked for. Acts ask that themselves; lists do not."""
    person = Person.objects.get(pk=officer)
    Staff(person, roles_of(person)).require_acts(page)
    return person


def watched(content: bytes, progress: Progress) -> Iterator[bytes]:
    """The lines of a file, while its reader gets on."""
    for line in io.BytesIO(content):
        progress.advance(len(line))
        yield line
