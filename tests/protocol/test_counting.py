"""The last ballot of each credential is counted as the record streams by, and none is kept."""

import gc
import io
import tracemalloc
from functools import partial
from itertools import islice

from ballots.protocol.questions import Question
from ballots.protocol.record import Kind, read_again, read_entries
from ballots.protocol.verify import Verifier, verify
from tests.protocol.elections import ABSTAIN, Choice, Polls, open_polls
from tests.protocol.records import archive

VOTERS = 40
FEW = Question("Few names", ("Ada", "Ben"), 0, 1, blank=False)


def _until_tally(polls: Polls) -> bytes:
    return archive(polls.steps_to_tally())


def test_every_ballot_replaced_again_and_again() -> None:
    polls = open_polls(seed="again and again", voters=3)
    times: list[tuple[Choice, Choice]] = [((0,), (0,)), ((1,), (1,)), (ABSTAIN, (0,)), ((2,), ABSTAIN), ((0, 1), (1,))]
    for choices in times:
        for voter in (0, 1, 2):
            polls.vote(voter, *choices, (0, 1))
    report = verify(io.BytesIO(_until_tally(polls)))
    assert (report.last, report.ballots, report.counted) == (Kind.ENCRYPTED_TALLY, 15, 3)
    assert report.tally == polls.tally


def test_what_became_of_a_ballot(polls: Polls) -> None:
    report = verify(io.BytesIO(_until_tally(polls)))
    asked = verify(io.BytesIO(_until_tally(polls)), trackers=[*report.trackers, "A" * 43])
    assert {tracker: (s.number, s.counts) for tracker, s in asked.standings.items()} == dict(
        zip(report.trackers, [(1, False), (2, False), (3, True), (4, True), (5, True)], strict=True)
    )
    assert not report.standings


def test_older_heads(polls: Polls) -> None:
    steps = polls.steps()
    heads = {step.head.hash: step.head.height for step in steps}
    assert verify(io.BytesIO(archive(steps)), heads=[*heads, "0" * 64]).heights == heads
    assert verify(io.BytesIO(archive(steps[:3])), heads=heads).heights == dict(list(heads.items())[:3])


def test_memory_hardly_grows_with_the_ballots() -> None:
    """About two hundred bytes stay of each ballot, whatever its length; the limit leaves room for the noise of 40."""
    polls = open_polls([FEW], voters=VOTERS, seed="memory")
    for voter in range(VOTERS):
        polls.vote(voter, (voter % 2,))

    def kept(ballots: int) -> int:
        record = io.BytesIO(archive(polls.steps_to_tally()[: 1 + ballots]))
        gc.collect()
        tracemalloc.start()
        try:
            verifier = Verifier(partial(read_again, record))
            for entry in islice(read_entries(record), 1, None):
                verifier.read(entry)
            assert verifier.finish().ballots == ballots
            gc.collect()
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    kept(1)  # what is remembered from then on, such as small powers
    few, many = kept(VOTERS // 4), kept(VOTERS)
    assert (many - few) / (VOTERS - VOTERS // 4) < 600 < len(polls.cast[0][1]) / 2
