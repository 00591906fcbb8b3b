"""250 voters of whom 40 vote again and 10 test a ballot first: twelve ballots in browsers, the rest with our program.

Who chooses what follows from a seed, so the result can be worked out from the choices alone.
"""

import random
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from django.test import Client
from django.urls import reverse

from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office
from tests.large.command import sealed

VOTERS, IN_BROWSERS, AGAIN = 250, 10, 40
TESTING = (0, 1, *range(IN_BROWSERS, IN_BROWSERS + 8))
"""Who seals a ballot first and opens it for a test: two of them in browsers."""
CANDIDATES, MOST = 5, 3
CODE = re.compile(r"<code data-voting-code>([^<]+)</code>")


@dataclass(frozen=True)
class Vote:
    """One ballot: names that are chosen, and an answer to the resolution; nothing stands for an abstention."""

    voter: int
    names: tuple[str, ...]
    answer: str
    tested: bool = False

    @property
    def written(self) -> list[str]:
        """As it is told to the command."""
        return ["; ".join(self.names) or "abstain", self.answer or "abstain"]


def votes() -> tuple[list[Vote], list[Vote]]:
    """The first vote of each, and later ones: all ballots that are cast."""
    chance = random.Random("a whole election")
    first = [_vote(voter, chance) for voter in range(VOTERS)]
    again = [_vote(voter, chance) for voter in [*range(5), *chance.sample(range(IN_BROWSERS, VOTERS), AGAIN - 5)]]
    return first, again


def _vote(voter: int, chance: random.Random) -> Vote:
    """Earlier names are liked more, so that nobody ties."""
    names = [f"Candidate {number:02}" for number in range(1, CANDIDATES + 1) if chance.random() < 0.7 - number / 10]
    return Vote(voter, tuple(names[:MOST]), chance.choice(["For", "For", "Against", ""]))


def expected(cast: Iterable[Vote], questions: Iterable[tuple[str, ...]]) -> tuple[tuple[int, ...], ...]:
    """The totals of each voter's last vote, for questions given by their answers; abstentions come first."""
    last = {vote.voter: vote for vote in cast}
    chosen = [[vote.names, (vote.answer,) if vote.answer else ()] for vote in last.values()]
    return tuple(
        (sum(not each[number] for each in chosen), *(sum(name in each[number] for each in chosen) for name in answers))
        for number, answers in enumerate(questions)
    )


class CommandLine:
    """Voters who trust no script of a server: from the site they take the sealed election and their voting code."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.slug = office.election.slug
        self.election = folder / "election.json"
        self.election.write_bytes(Client().get(reverse("ballots:election_file", args=[self.slug])).content)

    def seal(self, votes: Iterable[Vote]) -> Iterator[tuple[Vote, Path]]:
        """Each vote with the file that the command wrote."""
        jobs = [(vote, self._desk(vote)) for vote in votes]
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            folders = [folder for _vote, folder in jobs]
            choices = [vote.written for vote, _folder in jobs]
            tested = [vote.tested for vote, _folder in jobs]
            written = pool.map(sealed, [self.election] * len(jobs), folders, choices, tested, chunksize=8)
            yield from zip((vote for vote, _folder in jobs), written, strict=True)

    def _desk(self, vote: Vote) -> Path:
        folder = self.folder / f"{vote.voter}-{len(list(self.folder.glob(f'{vote.voter}-*')))}"
        folder.mkdir()
        page = self._browser(vote).get(reverse("ballots:own_program", args=[self.slug])).content.decode()
        found = CODE.search(page)
        assert found
        (folder / "code").write_text(found[1])
        return folder

    def cast(self, vote: Vote, file: Path) -> str:
        """On the page for it; the tracker of the receipt that it leads to."""
        with file.open("rb") as sealed:
            form = {"file": sealed, "sealed_by": "browser"}
            answer = self._browser(vote).post(reverse("ballots:cast", args=[self.slug]), form, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return str(answer.context["receipt"].tracker)

    def _browser(self, vote: Vote) -> Client:
        return signed_in(self.office.voters[vote.voter])


def tested(vote: Vote) -> Vote:
    """The same choices, sealed to be opened."""
    return replace(vote, tested=True)
