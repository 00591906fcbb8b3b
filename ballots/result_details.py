"""How the seats of a result were filled, as data: what they were filled from, the lots, and each step."""

from typing import Any, TypedDict

from ballots.outcome import ContestOutcome
from ballots.seating_inputs import SeatingInputs
from elections.explaining import Step, shares_of_affiliations, steps
from elections.seating import Limit, Seating


class StepData(TypedDict):
    number: int
    slug: str
    outcome: str
    free: list[int]
    years: int | None
    entity: str
    holders: list[str]
    by_lot: bool


class SeatingData(TypedDict):
    """Enough to fill the seats again (`elections/reseating.py`)."""

    limit: int | None
    """How many of one entity may sit."""
    sitting: list[dict[str, Any]]
    affiliations: dict[str, list[dict[str, str]]]
    """Of each candidate: an organisation, and the entity that it counts as."""
    tie_break: dict[str, Any]
    steps: list[StepData]
    shares: dict[str, list[str]]
    """Every affiliation of those who sit now, with who has it."""


def seating_data(outcome: ContestOutcome) -> SeatingData | None:
    """None for a resolution."""
    if outcome.inputs is None or outcome.seating is None:
        return None
    names = {each.choice.nominee.slug: each.choice.label for each in outcome.totals if each.choice.nominee}
    inputs = outcome.inputs
    affiliations = {
        slug: [{"organisation": each.organisation, "entity": each.entity} for each in held]
        for slug, held in inputs.affiliations.items()
        if held
    }
    return told(
        outcome.seating,
        inputs.seats,
        inputs.limit,
        names=names,
        sitting=[
            {"name": each.name, "until": each.until.isoformat(), "entities": sorted(each.entities)}
            for each in inputs.sitting
        ],
        affiliations=affiliations,
        tie_break=_lots(inputs),
    )


def told(
    seating: Seating,
    seats: Any,
    limit: Limit | None,
    *,
    names: dict[str, str],
    sitting: list[dict[str, Any]],
    affiliations: dict[str, list[dict[str, str]]],
    tie_break: dict[str, Any],
) -> SeatingData:
    """`names` are those of the candidates, by their identifiers; `sitting` are those of the limit, in its order."""
    who = [str(each["name"]) for each in sitting] if limit else []
    shares = shares_of_affiliations(seating, limit=limit, sitting=who)
    return {
        "limit": limit.per_entity if limit else None,
        "sitting": sitting,
        "affiliations": affiliations,
        "tie_break": tie_break,
        "steps": [_step(each, names) for each in steps(seating, seats, limit=limit, sitting=who)],
        "shares": {entity: [names.get(each, each) for each in held] for entity, held in shares.items()},
    }


def _lots(inputs: SeatingInputs) -> dict[str, Any]:
    return {
        "end_ballots": inputs.ended,
        "seed": inputs.draw.seed,
        "lots": [{"candidate": candidate, "lot": lot} for candidate, lot in inputs.draw.lots],
    }


def _step(step: Step, names: dict[str, str]) -> StepData:
    return {
        "number": step.number,
        "slug": step.candidate,
        "outcome": step.outcome.value,
        "free": list(step.free),
        "years": step.seat.years if step.seat else None,
        "entity": step.entity or "",
        "holders": [names.get(each, each) for each in step.holders],
        "by_lot": step.tie is not None,
    }
