"""Fill the seats again, from a published `result.json` and nothing else: `python -m elections.reseating result.json`.

It needs no Django, no database and no network. It draws the lots from the hash of `EndBallots` (which stands in the
public record), seats by the totals that the file gives (which the record proves), and compares line by line.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from elections.majority import Majority, Votes, decide
from elections.seating import Candidate, Exclusion, Limit, Row, Seat, Seating, seat
from elections.ties import draw

EXCLUDED = {each.value: each for each in Exclusion}


def reseat(contest: Mapping[str, Any]) -> Seating:
    """The seating of one contest of a result. Raises KeyError or ValueError for what is no such contest."""
    seating = contest["seating"]
    entities = {
        slug: frozenset(each["entity"] for each in held) for slug, held in (seating["affiliations"] or {}).items()
    }
    candidates = [
        Candidate(
            row["slug"],
            row["votes"],
            entities.get(row["slug"], frozenset()),
            EXCLUDED.get(row["outcome"]),
            row["reason"],
        )
        for row in contest["choices"]
    ]
    limit = None
    if seating["limit"] is not None:
        limit = Limit(seating["limit"], [frozenset(each["entities"]) for each in seating["sitting"]])
    seats = [Seat(str(place), years) for place, years in enumerate(contest["seats"], start=1)]
    return seat(candidates, seats, limit=limit, tie_order=_order(contest))


def differences(result: Mapping[str, Any]) -> list[str]:
    """Every line in which the result differs from what its own figures give; none is a good one."""
    found = []
    for contest in result["contests"]:
        if contest["kind"] == "resolution":
            found += _of_resolution(contest, result)
        elif contest.get("seating") is not None:
            told = {row["slug"]: (row["outcome"], row["years"]) for row in contest["choices"]}
            again = {row.candidate.id: _verdict(row) for row in reseat(contest).rows}
            found += [
                f"{contest['title']}: {slug} is {told[slug]}, and by the figures {again[slug]}"
                for slug in told
                if told[slug] != again[slug]
            ]
    return found


def _verdict(row: Row) -> tuple[str, int | None]:
    return row.outcome.value, row.seat.years if row.seat else None


def _order(contest: Mapping[str, Any]) -> Sequence[str]:
    """The lots drawn anew; of an election that was held elsewhere the order that is on record."""
    told = contest["seating"]["tie_break"]
    if "end_ballots" not in told:
        return tuple(told.get("order", ()))
    return draw(told["end_ballots"], contest["uuid"], [row["slug"] for row in contest["choices"]]).order


def _of_resolution(contest: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    votes = [row["votes"] for row in contest["choices"]]
    if len(votes) != 2 or None in (*votes, contest["abstentions"], result["eligible"]):
        return []
    counted = Votes(in_favour=votes[0], against=votes[1], abstained=contest["abstentions"])
    decision = decide(counted, Majority(contest["majority"]), result["eligible"])
    if decision.carried == contest["carried"]:
        return []
    return [f"{contest['title']}: carried is {contest['carried']}, and by the figures {decision.carried}"]


def main(arguments: Sequence[str]) -> int:
    """0 where all is as the file says, 1 where it is not, 2 where it is no result."""
    if len(arguments) != 1:
        sys.stderr.write("Give the file: python -m elections.reseating result.json\n")
        return 2
    try:
        result = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        wrong = differences(result)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"This is no result that can be checked: {error!r}\n")
        return 2
    for contest in result["contests"]:
        if contest.get("seating") is not None:
            for row in reseat(contest).rows:
                years = f", {row.seat.years} years" if row.seat else ""
                sys.stdout.write(f"{row.candidate.votes:6}  {row.candidate.id}: {row.outcome.value}{years}\n")
    sys.stdout.write("".join(f"{line}\n" for line in wrong) or "The seats are filled as the rules say.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
