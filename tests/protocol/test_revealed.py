"""A tested ballot is recomputed from what it reveals; anything it does not really hold is found."""

import dataclasses
import json
from collections.abc import Callable

import pytest

from ballots.protocol.ballot import UnsignedBallot, check, prepare
from ballots.protocol.elgamal import encrypt
from ballots.protocol.errors import Reason, Refused
from ballots.protocol.group import ORDER
from ballots.protocol.revealed import RevealedBallot, audit, read_revealed, reveal
from ballots.protocol.wire import dump
from tests.protocol.edits import CHOICES, Json
from tests.protocol.elections import Polls, chance, open_polls

OTHER = ((1,), (1,), (0, 1))


@pytest.fixture(scope="module")
def revealed(polls: Polls) -> RevealedBallot:
    plaintexts = polls.plaintexts(CHOICES)
    return reveal(prepare(polls.election, polls.signing_key(0), plaintexts, randbelow=chance("tested")), plaintexts)


def _refused(polls: Polls, raw: bytes) -> Refused:
    with pytest.raises(Refused) as refused:
        audit(polls.election, read_revealed(polls.election, raw))
    return refused.value


def test_an_honest_ballot(polls: Polls, revealed: RevealedBallot) -> None:
    again = read_revealed(polls.election, revealed.to_bytes() + b"\n")
    assert again == revealed
    audit(polls.election, again)
    assert again.hash == revealed.ballot.hash
    assert not any(str(r) in repr(again) for row in again.randomness for r in row)


def test_its_parts_have_names(revealed: RevealedBallot) -> None:
    content = json.loads(revealed.to_bytes())
    assert list(content) == ["election_uuid", "election_hash", "hash", "plaintexts", "randomness", "ballot"]
    assert list(content["ballot"]) == ["election_uuid", "election_hash", "credential", "answers"]


def test_it_is_not_a_ballot_that_can_be_cast(polls: Polls, revealed: RevealedBallot) -> None:
    with pytest.raises(Refused):
        check(polls.setup, revealed.to_bytes())
    with pytest.raises(Refused):
        check(polls.setup, revealed.ballot.raw)


def test_a_program_that_sealed_another_choice(polls: Polls, revealed: RevealedBallot) -> None:
    """Whatever it claims afterwards, the code it showed before is that of the ballot it made."""
    cheat = prepare(polls.election, polls.signing_key(0), polls.plaintexts(OTHER), randbelow=chance("cheat"))
    claimed = reveal(cheat, polls.plaintexts(CHOICES))
    assert str(_refused(polls, claimed.to_bytes())) == f"Question 1, choice 2: {Reason.OTHER_PLAINTEXT.sentence}"
    exchanged = dataclasses.replace(revealed, hash=cheat.unsigned.hash)
    assert _refused(polls, exchanged.to_bytes()).reason is Reason.WRONG_CODE


def test_a_ballot_that_would_be_refused_when_cast(polls: Polls, revealed: RevealedBallot) -> None:
    """It holds the choices, but its proofs do not: a voter who casts one of these loses the vote."""
    first, *others = revealed.ballot.answers
    spoiled = dataclasses.replace(first, overall_proof=tuple(reversed(first.overall_proof)))
    ballot = UnsignedBallot(
        revealed.ballot.election_uuid,
        revealed.ballot.election_hash,
        revealed.ballot.credential,
        (spoiled, *others),
    )
    raw = RevealedBallot(ballot, ballot.hash, revealed.plaintexts, revealed.randomness).to_bytes()
    assert str(_refused(polls, raw)) == f"Question 1: {Reason.OVERALL_PROOF.sentence}"


def test_every_number_counts(polls: Polls, revealed: RevealedBallot) -> None:
    for row, numbers in enumerate(revealed.randomness):
        for column in range(len(numbers)):
            changed = [list(each) for each in revealed.randomness]
            changed[row][column] = (changed[row][column] + 1) % ORDER
            wrong = dataclasses.replace(revealed, randomness=tuple(map(tuple, changed)))
            assert str(_refused(polls, wrong.to_bytes())).startswith(f"Question {row + 1}, choice {column + 1}: ")


def test_one_randomness_fits_one_plaintext(polls: Polls) -> None:
    key = polls.election.public_key
    assert len({encrypt(key, m, 7) for m in range(5)}) == 5


def _edit(change: Callable[[Json], object]) -> Callable[[Json], Json]:
    def edited(content: Json) -> Json:
        change(content)
        return content

    return edited


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (_edit(lambda c: c["plaintexts"][0].append(0)), Reason.BAD_CHOICE),
        (_edit(lambda c: c["plaintexts"].pop()), Reason.WRONG_COUNT),
        (_edit(lambda c: c["plaintexts"][0].__setitem__(0, 1)), Reason.BAD_CHOICE),
        (_edit(lambda c: c["plaintexts"][0].__setitem__(0, True)), Reason.WRONG_TYPE),
        (_edit(lambda c: c["randomness"].pop()), Reason.WRONG_COUNT),
        (_edit(lambda c: c["randomness"][1].pop()), Reason.WRONG_COUNT),
        (_edit(lambda c: c["randomness"][1].__setitem__(0, "01")), Reason.NOT_A_SCALAR),
        (_edit(lambda c: c["randomness"][1].__setitem__(0, str(ORDER))), Reason.NOT_A_SCALAR),
        (_edit(lambda c: c.update(note="")), Reason.WRONG_FIELDS),
        (_edit(lambda c: c["ballot"].update(note="")), Reason.WRONG_FIELDS),
        (_edit(lambda c: c.update(hash=5)), Reason.WRONG_TYPE),
        (_edit(lambda c: c.update(election_hash="x")), Reason.WRONG_FINGERPRINT),
        (_edit(lambda c: c["ballot"].update(election_hash="x")), Reason.WRONG_FINGERPRINT),
    ],
)
def test_other_shapes(polls: Polls, revealed: RevealedBallot, edit: Callable[[Json], Json], reason: Reason) -> None:
    assert _refused(polls, dump(edit(json.loads(revealed.to_bytes())))).reason is reason


def test_of_another_election(revealed: RevealedBallot) -> None:
    assert _refused(open_polls(seed="elsewhere"), revealed.to_bytes()).reason is Reason.WRONG_ELECTION


def test_one_writing(polls: Polls, revealed: RevealedBallot) -> None:
    raw = revealed.to_bytes()
    for other in (b" " + raw, raw + b" ", raw.replace(b",", b", ", 1)):
        assert _refused(polls, other).reason is Reason.NOT_CANONICAL
