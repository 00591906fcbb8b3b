"""The pre-flight of the timetable: in order, not strange, and the ballot due."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.preflight.check import Check, names
from elections import phases, windows
from elections.models import Election
from elections.oddities import Oddity, OddityCode, oddities
from elections.sentences import instant_name, problem_sentence

STRANGE = {
    OddityCode.SHORT_VOTE: gettext_lazy("People have less than a week to vote."),
    OddityCode.SHORT_NOMINATIONS: gettext_lazy("People have less than a week to nominate."),
    OddityCode.NO_TIME_TO_ACCEPT: gettext_lazy("Who is nominated in the last hours has no time to accept."),
    OddityCode.NO_TIME_TO_READ: gettext_lazy("Members have less than three days to read who stands."),
    OddityCode.NO_TIME_TO_SEAL: gettext_lazy(
        "The office has less than two days to seal the roll and the ballot, and to hear of mistakes."
    ),
    OddityCode.WEEKEND: gettext_lazy("“%(instant)s” is at a weekend, when nobody may be at the office."),
}


def checks(election: Election, at: datetime) -> Iterator[Check]:
    problems = phases.problems(election.instants)
    if not problems:
        yield Check("timetable", True, _("The dates are in order."))
    yield from (Check("timetable", False, problem_sentence(problem)) for problem in problems)
    yield from _strange(election)
    announced = _("Everyone who stands is announced, and voting has not begun.")
    too_early = _("The ballot is sealed after the candidates are announced, and before the vote.")
    ready = windows.ballot_is_due(election.instants, election.facts, at)
    if election.ballot_sealed_at is None:
        yield Check("phase", ready, announced if ready else too_early)
    late = phases.reached(election.voting_opens, at)
    overdue = _("Voting should have opened already: after sealing, use “Open voting now”.")
    yield Check("opening", not late, overdue if late else _("Voting opens later."), is_warning=True)


def _strange(election: Election) -> Iterator[Check]:
    """What is at another hour is told in one line, since it is one thing to look at."""
    found = oddities(election.instants)
    hours = [each for each in found if each.code is OddityCode.OTHER_HOUR]
    yield from (Check("strange times", False, _told(each), is_warning=True) for each in found if each not in hours)
    if hours:
        told = {"names": names(f"“{instant_name(each.instant)}”" for each in hours)}
        sentence = _("Not at the same time of day as the opening: %(names)s.") % told
        yield Check("strange times", False, sentence, is_warning=True)
    if not found:
        yield Check("strange times", True, _("Every window leaves enough time."), is_warning=True)


def _told(oddity: Oddity) -> str:
    return str(STRANGE[oddity.code]) % {"instant": instant_name(oddity.instant)}
