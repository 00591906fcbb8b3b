"""How members of the demo vote: part of the roll, some twice, each with marks of their own."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime

from ballots import casting
from ballots.models import Choice
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from demo.story import Story
from elections.models import Election


def vote(
    election: Election,
    story: Story,
    chance: random.Random,
    *,
    until: datetime,
    share: float,
    likely: Mapping[str, float],
    but: str = "",
) -> None:
    """Ballots are sealed by the server, go through the one door, and are spread over the days of the story."""
    setup = setup_of(election)
    choices = list(Choice.objects.filter(setup=setup).select_related("contest", "nominee"))
    voters = [each for each in election.roll.exclude(email=but).select_related("person") if chance.random() <= share]
    chance.shuffle(voters)
    opens = election.voting_opens
    for place, entry in enumerate(voters):
        story.reach(opens + (until - opens) * ((place + chance.random()) / len(voters)))
        for _again in range(2 if chance.random() < 0.05 else 1):
            sealed = casting.seal_for(election, _marks(choices, chance, likely), person=entry.person)
            casting.cast(election, sealed=sealed, by=entry.person, sealed_by_server=True)
    append_pending(setup)


def _marks(choices: Sequence[Choice], chance: random.Random, likely: Mapping[str, float]) -> dict[int, list[int]]:
    marks: dict[int, list[int]] = {choice.contest_id: [] for choice in choices}
    abstains = {contest for contest in marks if chance.random() < 0.06}
    for choice in choices:
        if choice.contest_id in abstains:
            continue
        if choice.nominee:
            chosen = chance.random() < likely.get(choice.nominee.name, 0.2 + 0.05 * (choice.position % 7))
        else:
            chosen = not marks[choice.contest_id] and (choice.position == 1 or chance.random() < 0.64)
        if chosen:
            marks[choice.contest_id].append(choice.position)
    return marks
