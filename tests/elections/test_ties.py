"""The lots: as the shell draws them, the same for everyone, different for every contest."""

import os
import subprocess
from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest

from elections import ties
from elections.ties import tie_order

END_BALLOTS = sha256(b"EndBallots").hexdigest()
CONTEST = "0b54a1c6-40b5-4a4e-8d0e-9cf0c0e6b0f1"
NAMES = ["mhangami", "reitz", "hunner", "Pacheco", "ångström", "山田"]


def test_the_shell_of_the_docstring_draws_the_same_order() -> None:
    assert ties.__doc__ is not None
    script = "\n".join(line.strip() for line in ties.__doc__.splitlines() if line.startswith("    "))
    variables = {"END_BALLOTS": END_BALLOTS, "CONTEST": CONTEST, "CANDIDATES": " ".join(NAMES)}
    drawn = subprocess.run(
        ["sh", "-c", script], env=os.environ | variables, capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[1] for line in drawn.splitlines()] == tie_order(END_BALLOTS, CONTEST, NAMES)


def test_the_order_is_worked_out_by_hand() -> None:
    lines = f"{END_BALLOTS}\n{CONTEST}\na\nb\n"
    seed = sha256(lines.encode()).hexdigest()
    lots = {name: sha256(f"{seed}|{name}".encode()).hexdigest() for name in ("a", "b")}
    assert tie_order(END_BALLOTS, CONTEST, ["b", "a"]) == sorted(["a", "b"], key=lambda name: lots[name])


def test_it_does_not_depend_on_the_order_in_which_candidates_are_named() -> None:
    assert {tuple(tie_order(END_BALLOTS, CONTEST, each)) for each in permutations(NAMES)} == {
        tuple(tie_order(END_BALLOTS, CONTEST, NAMES))
    }


def test_every_candidate_has_a_fair_chance() -> None:
    first: Counter[str] = Counter()
    for number in range(2000):
        first[tie_order(sha256(str(number).encode()).hexdigest(), CONTEST, NAMES)[0]] += 1
    expected = 2000 / len(NAMES)
    chi_squared = sum((first[name] - expected) ** 2 / expected for name in NAMES)
    assert chi_squared < 20.52  # 5 degrees of freedom, one in a thousand


def test_contests_of_one_election_draw_their_own_lots() -> None:
    orders = {tuple(tie_order(END_BALLOTS, f"contest-{number}", NAMES)) for number in range(20)}
    assert len(orders) > 10


@pytest.mark.parametrize(
    "end_ballots",
    ["", END_BALLOTS[:-1], END_BALLOTS + "0", END_BALLOTS.upper(), END_BALLOTS[:-1] + "g", END_BALLOTS + "\n"],
)
def test_refuses_what_is_no_hash(end_ballots: str) -> None:
    with pytest.raises(ValueError, match="EndBallots"):
        tie_order(end_ballots, CONTEST, NAMES)


@pytest.mark.parametrize("name", ["", "two words", "line\nbreak", "no\u00a0break", "half\ud800"])
def test_refuses_identifiers_that_would_read_in_two_ways(name: str) -> None:
    with pytest.raises(ValueError, match="visible characters"):
        tie_order(END_BALLOTS, CONTEST, ["reitz", name])
    with pytest.raises(ValueError, match="visible characters"):
        tie_order(END_BALLOTS, name, ["reitz"])


def test_refuses_the_same_candidate_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        tie_order(END_BALLOTS, CONTEST, ["reitz", "reitz"])
