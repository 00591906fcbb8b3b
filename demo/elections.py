"""The elections of the demo, one function each: of last year, open for voting, with nominations, in preparation.

A ballot is cast while voting is open by the database's clock, and never in the past. So last year's election stays open
until its ballots are cast, now: that one step writes to the table without an act.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ballots import tallying
from ballots.past_figures import PastContest, PastElection
from ballots.past_results import enter_past_result
from ballots.trustee_models import KeyProof
from community import board
from demo import people, questions, trustees
from demo.membership import A_YEAR
from demo.office import DAY, HOUR, Office
from demo.voting import vote
from elections import contests, making
from elections.models import AffiliationLimit, Election


def past(office: Office, today: datetime) -> None:
    """Held a year ago, for four seats of which one was for a year."""
    opens = today - 6 * DAY - A_YEAR
    election = office.make(f"{today.year - 1} board election", opens, [3, 3, 3, 1], "past")
    office.announce(election)
    office.nominate_all(election, people.PAST)
    office.seal(election)
    trustees.prove_keys(election, office.story, election.voting_closes - 3 * DAY, KeyProof.Occasion.CLOSE)
    likely = {each.name: 0.62 if each.organisation == "Harbour Software" else 0.42 for each in people.PAST}
    closes = election.voting_closes
    with still_open(election, office.story.now):
        vote(election, office.story, office.chance, until=closes, share=0.55, likely=likely)
    to_the_result(office, election)


def before(office: Office, today: datetime) -> None:
    """Three that were held elsewhere, of which only figures are known: invented, like everything here."""
    for years, (eligible, voted, candidates) in {4: (121, 49, 9), 3: (133, 71, 12), 2: (148, 104, 10)}.items():
        fellows, contributing = eligible // 9, eligible // 2
        turnout = [
            {"classes": ["fellow"], "eligible": fellows, "voted": fellows * voted // eligible},
            {"classes": ["contributing"], "eligible": contributing, "voted": contributing * voted // eligible},
        ]
        past = PastElection(
            name=f"{today.year - years} board election",
            source="Invented figures of the demo",
            eligible=eligible,
            voted=voted,
            turnout=tuple(turnout),
            contests=(PastContest(title="Board of directors", kind="seats", seats=(3, 3, 3), candidates=candidates),),
        )
        enter_past_result(past, by=office.first, at=office.story.at)


def open_for_voting(office: Office, today: datetime) -> None:
    """Thirteen nominees for four seats and two resolutions; voting for another week."""
    election = office.make(f"{today.year} board election", today - 6 * DAY, [3, 3, 3, 3], "open")
    for resolution in people.RESOLUTIONS:
        contests.add_resolution(
            election, title=resolution.title, text=resolution.text, majority=resolution.majority, by=office.first
        )
    questions.open_questions(office, election)
    office.announce(election)
    office.nominate_all(election, people.BOARD)
    questions.ask_and_answer(office, election)
    office.seal(election)
    now = office.story.now
    vote(election, office.story, office.chance, until=now, share=0.36, likely={}, but="noor@demo.example")


def nominations(office: Office, today: datetime) -> None:
    """Nominations for another nine days; some have answered."""
    opens = today + 30 * DAY
    election = office.make(f"Grants council election {opens.year}", opens, [2, 2, 1], "nominations")
    contests.remove_contest(election.contests.get(), by=office.first)
    contests.add_seats_contest(election, title="Grants council", seat_years=[2, 2, 1], by=office.first)
    body = {"body": "grants-council", "body_name": "Grants council", "board_size": 5}
    rules = body | {"affiliation_limit": AffiliationLimit.NUMBER, "endorsements_needed": 2}
    making.set_rules(election, rules=rules, by=office.first)
    office.announce(election)
    office.nominate_all(election, people.NEXT, answered=lambda candidate: candidate.statement is not None)


def preparation(office: Office, today: datetime) -> None:
    """A draft that only the office sees."""
    opens = today + 280 * DAY
    making.make_board_election(
        name=f"{opens.year} board election",
        slug=f"board-{opens.year}",
        voting_opens=opens,
        seat_years=[3, 3, 3, 3],
        by=office.first,
        at=office.story.reach(today - 2 * DAY),
    )


@contextlib.contextmanager
def still_open(election: Election, now: datetime) -> Iterator[None]:
    """The one thing that no act does; see the top of this file."""
    closes, election.voting_closes = election.voting_closes, now + DAY
    election.save(update_fields=["voting_closes"])
    yield
    election.voting_closes = closes
    election.save(update_fields=["voting_closes"])


def to_the_result(office: Office, election: Election) -> None:
    """Ended, added up and opened on the evening of the close, certified the next day, published the day after."""

    def who(after: timedelta) -> dict[str, Any]:
        return {"by": office.first, "at": office.story.reach(election.voting_closes + after)}

    tallying.end_ballots(election, **who(HOUR))
    tallying.count(election, **who(2 * HOUR))
    trustees.open_totals(election, office.story, election.voting_closes + 3 * HOUR)
    tallying.certify(election, seconded_by=office.second, **who(26 * HOUR))
    tallying.publish(election, seconded_by=office.second, **who(48 * HOUR))
    board.enter_directors(election, **who(48 * HOUR))
