"""Mails that a date sends: to who was nominated and has not answered, or stands without a statement or owes answers.

When the time to answer is over, who nominated somebody silent hears of it too. Each is sent once for its reader, a kind
and an instant: run it as often as you like. An instant that moved sends anew.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from base.models import Mail
from elections import windows
from elections.models import Election
from elections.timetable import locked
from nominees import letters, support, threads
from nominees.models import Nomination, Nominee, ProfileRevision

DAY = timedelta(days=1)
BEFORE_ACCEPTANCE_CLOSES = (DAY, 3 * DAY)
BEFORE_THE_ANNOUNCEMENT = 3 * DAY
BEFORE_ANSWERS_CLOSE = 7 * DAY
TO_WRITE = DAY
"""So long somebody who has just accepted is left in peace: the page that thanked them told them to write."""

HEARD_OF_SILENCE = 3 * DAY
"""So late it is still news that somebody did not answer: a worker that was down for long does not tell it."""

Concerned = TypeVar("Concerned", Nominee, Nomination)


def remind(at: datetime) -> int:
    """Queue every reminder that is due and was not sent; says how many. Nobody is reminded who answered or withdrew."""
    answer = Q(acceptance_closes__gt=at, acceptance_closes__lte=at + max(BEFORE_ACCEPTANCE_CLOSES))
    write = Q(candidates_announced__gt=at, candidates_announced__lte=at + BEFORE_THE_ANNOUNCEMENT)
    owing = Q(questions_open__lte=at, voting_closes__gt=at, voting_closes__lte=at + BEFORE_ANSWERS_CLOSE)
    over = Q(acceptance_closes__gt=at - HEARD_OF_SILENCE, acceptance_closes__lte=at)
    return sum(_remind(election, at) for election in Election.objects.filter(answer | write | owing | over))


@transaction.atomic
def _remind(election: Election, at: datetime) -> int:
    election = locked(election)
    kinds = (_to_answer, _of_silence, _to_write, _to_answer_questions)
    return sum(kind(election, at) for kind in kinds)


def _to_answer(election: Election, at: datetime) -> int:
    """The last reminder that is due; not to who was named after it was, as their own mail says the same."""
    closes = election.acceptance_closes
    if closes is None or not windows.may_accept(election.instants, election.facts, at):
        return 0
    before = next((each for each in BEFORE_ACCEPTANCE_CLOSES if closes - each <= at), None)
    if before is None:
        return 0
    named = Nomination.objects.filter(nominee=OuterRef("pk"), created_at__lt=closes - before)
    asked = election.nominees.filter(Exists(named), accepted_at=None, declined_at=None, withdrawn_at=None)
    return _send(f"answer, {before.days} days before", asked, election, closes, letters.reminder_to_answer)


def _of_silence(election: Election, at: datetime) -> int:
    """To who nominated or endorsed somebody who did not answer in time."""
    closed = election.acceptance_closes
    over = closed is not None and closed <= at < closed + HEARD_OF_SILENCE
    if closed is None or not over or not windows.may_edit_statement(election.instants, election.facts, at):
        return 0
    silent = Nomination.objects.filter(nominee__election=election, nominee__accepted_at=None, nominee__declined_at=None)
    told = silent.select_related("nominator__user", "nominee").order_by("pk")
    return _send("silence", told, election, closed, letters.of_silence)


def _to_write(election: Election, at: datetime) -> int:
    announced = election.candidates_announced
    soon = announced is not None and announced - BEFORE_THE_ANNOUNCEMENT <= at < announced
    if announced is None or not soon or not windows.may_edit_statement(election.instants, election.facts, at):
        return 0
    written = ProfileRevision.objects.filter(nominee=OuterRef("pk"), written_by=OuterRef("person")).exclude(text="")
    silent = election.nominees.standing().filter(~Exists(written), accepted_at__lte=at - TO_WRITE)
    return _send("statement", silent, election, announced, letters.reminder_to_write)


def _to_answer_questions(election: Election, at: datetime) -> int:
    """Once, a week before answers close; of a question approved later its own mail has told them."""
    due = election.voting_closes - BEFORE_ANSWERS_CLOSE
    if at < due or not windows.may_answer_questions(election.instants, election.facts, at):
        return 0
    stand = support.still_standing(election, at).select_related("person__user")
    owed = threads.owed(election, stand, approved_before=due)

    def letter(nominee: Nominee, election: Election, key: str) -> bool:
        return letters.reminder_of_questions(nominee, owed[nominee], election, key)

    return _send("questions", owed, election, election.voting_closes, letter)


def _send(
    kind: str,
    about: Iterable[Concerned],
    election: Election,
    instant: datetime,
    letter: Callable[[Concerned, Election, str], bool],
) -> int:
    """Of each that was not sent for this instant. Others wait for the election's row, so that nobody gets it twice."""
    keys = {f"remind {each.pk}: {kind} {instant.astimezone(UTC).isoformat()}": each for each in about}
    sent = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    return sum(letter(each, election, key) for key, each in keys.items() if key not in sent)
