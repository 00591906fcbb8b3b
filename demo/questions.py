"""What members of the demo ask the candidates, and what some of them answer; the last question waits for the office."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from demo import people
from demo.office import HOUR, Office, member_named
from elections import timetable
from elections.models import Election
from nominees import questioning, revising

DAY = timedelta(days=1)


class Asked(NamedTuple):
    """A question, and who answers it in which words."""

    by: str
    words: str
    answers: tuple[tuple[str, str], ...]
    waits: bool


def _questions() -> Iterator[Asked]:
    for table in tomllib.loads((people.TEXTS / "questions.toml").read_text(encoding="utf-8"))["question"]:
        answers = tuple((each["by"], each["words"]) for each in table.get("answer", []))
        yield Asked(table["by"], table["words"], answers, table.get("waits", False))


QUESTIONS = list(_questions())


def open_questions(office: Office, election: Election) -> None:
    """From the announcement of the candidates until three days before voting closes."""
    instants = {
        "questions_open": election.candidates_announced,
        "questions_close": election.voting_closes - 3 * DAY,
    }
    timetable.set_instants(election, instants=instants, by=office.first, at=office.story.at)
    election.refresh_from_db()


def ask_and_answer(office: Office, election: Election) -> None:
    """One question a day, answered within the next."""
    begins = (election.candidates_announced or office.story.now) + 2 * HOUR
    for place, asked in enumerate(QUESTIONS):
        _ask(office, election, asked, begins + place * DAY)


def _ask(office: Office, election: Election, asked: Asked, at: datetime) -> None:
    reach = office.story.reach
    question = questioning.ask(election, text=asked.words, by=member_named(asked.by), at=reach(at))
    if asked.waits:
        return
    questioning.approve_question(question, by=office.first, at=reach(at + HOUR))
    for place, (name, words) in enumerate(asked.answers, start=1):
        person = election.nominees.get(name=name).person
        revision = questioning.answer(question, text=words, by=person, at=reach(at + 2 * place * HOUR))
        revising.approve(revision, by=office.first, at=reach(at + (2 * place + 1) * HOUR))
