"""The whole record: accepted at every stage when it is true, refused with the right reason when it is not."""

import dataclasses
import io
from bisect import bisect_right
from collections.abc import Callable

import pytest

from ballots.protocol.ballot import seal, tracker
from ballots.protocol.credentials import new_private_credential, write_credentials
from ballots.protocol.errors import Reason
from ballots.protocol.record import BLOCK, Event, Kind, Step, read_entries
from ballots.protocol.verify import verify
from ballots.protocol.wire import dump, fingerprint, sha256
from tests.protocol.elections import EXPECTED, Polls, chance
from tests.protocol.records import (
    archive,
    of_kind,
    place_of,
    rechained,
    refusal,
    refusal_of,
    split,
    verified,
    with_data,
)
from tests.protocol.vectors import Vector

Steps = list[Step]
CHOICES = ((0,), (1,), (0, 1))


# True records


def test_records_of_belenios_tool_at_every_stage(worked: Vector) -> None:
    *stages, finished = [verified(stage.read_bytes()) for stage in worked.stages]
    kinds = [Kind.SETUP, Kind.BALLOT, Kind.ENCRYPTED_TALLY, Kind.PARTIAL_DECRYPTION]
    assert [stage.last for stage in stages] == kinds
    assert finished.last is Kind.RESULT
    assert [list(row) for row in finished.result or ()] == worked.json("expected-result.json")["result"]
    assert finished.trackers == tuple(tracker(ballot) for ballot in worked.ballots)
    assert (len(finished.trackers), finished.counted) == (9, 6)


def test_our_records_at_every_step(polls: Polls, shared_polls: Polls) -> None:
    for house in (polls, shared_polls):
        everything = house.steps()
        for end in range(1, len(everything) + 1):
            report = verified(archive(everything[:end]))
            assert report.last is everything[end - 1].event.kind
            assert report.head == everything[end - 1].head
        assert report.result == EXPECTED
        assert report.trackers == tuple(tracker(ballot) for _, ballot in house.cast)
        assert report.counted == 3
        assert report.shares == tuple(house.keys)
        assert report.fingerprints["election"] == house.election.fingerprint
        assert report.fingerprints["head"] == fingerprint(everything[-1].event.raw)


def test_the_last_ballot_of_each_credential_counts(polls: Polls, steps: Steps) -> None:
    """Nothing in the record says which ballots count: their order does."""
    first = next(i for i, step in enumerate(steps) if step.event.kind is Kind.BALLOT)
    steps[first], steps[first + 2] = steps[first + 2], steps[first]
    assert refusal_of(steps) is Reason.WRONG_TALLY


def test_progress_reaches_the_end(steps: Steps) -> None:
    record = archive(steps)
    seen: list[int] = []
    verify(io.BytesIO(record), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(record)


# Bytes


def test_no_byte_of_a_record_can_change(polls: Polls) -> None:
    """Each of fifty, and each refusal names the event and the entry that it stands in."""
    steps = polls.steps()
    record = archive(steps)
    starts = [entry.position for entry in read_entries(io.BytesIO(record))]
    places = [
        f"Event {event}, entry {each + 1}" for event, step in enumerate(steps) for each in range(len(step.data) + 1)
    ]
    for position in range(7, len(record), len(record) // 49):
        twin = bytearray(record)
        twin[position] ^= 1
        assert refusal(bytes(twin)).where == ["Header", *places][bisect_right(starts, position) - 1]


def test_a_wrong_ballot_is_named_before_a_byte_that_changed_behind_it(polls: Polls, steps: Steps) -> None:
    broken = with_data(steps[2], steps[2].data[0].replace(b'"challenge":"', b'"challenge":"1', 1))
    record = bytearray(archive(rechained([*steps[:2], broken, *steps[3:5]])))
    record[-1] ^= 1
    assert refusal(bytes(record)).where.startswith("Ballot 2")


@pytest.mark.parametrize("kind", [Kind.SETUP, Kind.BALLOT, Kind.ENCRYPTED_TALLY, Kind.PARTIAL_DECRYPTION, Kind.RESULT])
def test_one_byte_of_any_data(steps: Steps, kind: Kind) -> None:
    """Everything that names the data names its new hash, and still it is refused."""
    number = next(i for i, step in enumerate(steps) if step.event.kind is kind)
    step = steps[number]
    for index, content in enumerate(step.data):
        for position in (len(content) // 2, len(content) - 10):
            twin = bytearray(content)
            twin[position] ^= 1
            data = [*step.data[:index], bytes(twin), *step.data[index + 1 :]]
            if index < len(data) - 1:
                data[-1] = data[-1].replace(sha256(content).encode(), sha256(bytes(twin)).encode())
            refusal(archive(rechained([*steps[:number], with_data(step, *data), *steps[number + 1 :]])))


def test_torn_between_data_and_event(steps: Steps) -> None:
    whole = archive(steps[:3])
    event_alone = 2 * BLOCK
    refused = refusal(whole[:-event_alone])
    assert refused.reason is Reason.TORN


def test_cut_anywhere_but_between_steps(steps: Steps) -> None:
    whole, before = archive(steps[:2]), archive(steps[:1])
    for end in range(len(before) + BLOCK, len(whole), BLOCK):
        assert refusal(whole[:end]).reason is Reason.TORN


def test_end_of_archive_blocks(steps: Steps) -> None:
    assert refusal(archive(steps) + bytes(2 * BLOCK)).reason is Reason.END_OF_ARCHIVE


def test_a_header_alone_is_no_record(steps: Steps) -> None:
    assert refusal(archive([])).reason is Reason.TORN


# Chain


def test_an_event_left_out(steps: Steps) -> None:
    assert refusal(archive(steps[:2] + steps[3:])).reason is Reason.BROKEN_CHAIN


def test_two_events_exchanged(steps: Steps) -> None:
    steps[1], steps[2] = steps[2], steps[1]
    assert refusal(archive(steps)).reason is Reason.BROKEN_CHAIN


def test_an_event_changed_and_renamed(steps: Steps) -> None:
    steps[2] = Step(steps[2].data, dataclasses.replace(steps[2].event, height=7))
    assert refusal(archive(steps[:3])).reason is Reason.WRONG_HEIGHT
    steps[2] = Step(steps[2].data, dataclasses.replace(steps[2].event, height=2, parent=None))
    assert refusal(archive(steps[:3])).reason is Reason.BROKEN_CHAIN
    steps[0] = Step(steps[0].data, dataclasses.replace(steps[0].event, parent="00" * 32))
    assert refusal(archive(steps[:1])).reason is Reason.BROKEN_CHAIN


def test_payloads(steps: Steps) -> None:
    for payload in (None, "00" * 32, steps[1].event.payload):
        wrong = Step(steps[2].data, dataclasses.replace(steps[2].event, payload=payload))
        assert refusal(archive([*steps[:2], wrong])).reason is Reason.WRONG_PAYLOAD
    end = next(i for i, step in enumerate(steps) if step.event.kind is Kind.END_BALLOTS)
    wrong = with_data(steps[end], b"{}")
    assert refusal_of([*steps[:end], wrong]) is Reason.WRONG_PAYLOAD


def test_data_that_no_event_names(steps: Steps) -> None:
    wrong = with_data(steps[1], b"{}", *steps[1].data)
    assert refusal_of([steps[0], wrong]) is Reason.UNNAMED_DATA


def test_data_without_end_that_no_event_names(steps: Steps) -> None:
    """Refused at the first entry too many, not when memory is full of them."""
    wrong = with_data(steps[1], *(b"%d" % number for number in range(5)), *steps[1].data)
    refused = refusal(archive(rechained([steps[0], wrong])))
    assert refused.reason is Reason.UNNAMED_DATA
    assert not refused.where


# Order


def _other_ballot(polls: Polls, steps: Steps) -> Step:
    return with_data(steps[1], polls.seal(3, *CHOICES))


@pytest.mark.parametrize("before", [Kind.ENCRYPTED_TALLY, Kind.PARTIAL_DECRYPTION, Kind.RESULT, None])
def test_a_ballot_after_the_end(polls: Polls, steps: Steps, before: Kind | None) -> None:
    place = len(steps) if before is None else place_of(steps, before)
    assert refusal_of([*steps[:place], _other_ballot(polls, steps), *steps[place:]]) is Reason.WRONG_PLACE


def test_a_ballot_before_the_setup(polls: Polls, steps: Steps) -> None:
    assert refusal_of([_other_ballot(polls, steps), *steps]) is Reason.WRONG_PLACE


@pytest.mark.parametrize("kind", [Kind.END_BALLOTS, Kind.ENCRYPTED_TALLY, Kind.PARTIAL_DECRYPTION])
def test_no_stage_is_left_out(steps: Steps, kind: Kind) -> None:
    assert refusal_of([step for step in steps if step.event.kind is not kind]) is Reason.WRONG_PLACE


def test_a_second_end(steps: Steps) -> None:
    end = place_of(steps, Kind.END_BALLOTS)
    assert refusal_of([*steps[: end + 1], steps[end], *steps[end + 1 :]]) is Reason.WRONG_PLACE


def _respelled(step: Step) -> Step:
    """The same kind of step with other bytes, so that it is not merely the same data again."""
    return with_data(step, *(content + b" " for content in step.data))


@pytest.mark.parametrize("kind", [Kind.SETUP, Kind.ENCRYPTED_TALLY, Kind.RESULT])
def test_one_of_each(steps: Steps, kind: Kind) -> None:
    second = _respelled(of_kind(steps, kind)[0])
    place = place_of(steps, kind) + 1
    assert refusal_of([*steps[:place], second, *steps[place:]]) is Reason.WRONG_PLACE


def test_a_second_setup_during_the_vote(steps: Steps) -> None:
    assert refusal_of([*steps[:3], _respelled(steps[0]), *steps[3:]]) is Reason.WRONG_PLACE


# Setup


def _with_setup(polls: Polls, *, election: bytes, trustees: bytes, credentials: bytes) -> Step:
    names = {"election": sha256(election), "trustees": sha256(trustees), "credentials": sha256(credentials)}
    return with_data(polls.steps()[0], election, trustees, credentials, dump(names))


def test_a_credential_twice(polls: Polls) -> None:
    listed = polls.setup.credentials
    election, trustees, _ = polls.setup.files
    twice = write_credentials([*listed, listed[0]])
    step = _with_setup(polls, election=election, trustees=trustees, credentials=twice)
    assert refusal_of([step]) is Reason.REPEATED_CREDENTIAL


def test_trustees_of_another_election(polls: Polls, shared_polls: Polls) -> None:
    election, _, credentials = polls.setup.files
    step = _with_setup(polls, election=election, trustees=shared_polls.setup.trustees.raw, credentials=credentials)
    assert refusal_of([step]) is Reason.WRONG_ELECTION_KEY


# Ballots


def test_a_ballot_twice(steps: Steps) -> None:
    assert refusal_of([*steps[:3], steps[2], *steps[3:]]) is Reason.REPEATED_ENTRY


def test_a_ballot_by_a_stranger(polls: Polls, steps: Steps) -> None:
    stranger = seal(polls.election, new_private_credential(chance("stranger")), polls.plaintexts(CHOICES))
    refused = refusal(archive(rechained([*steps[:2], with_data(steps[1], stranger)])))
    assert str(refused) == f"Ballot 2: {Reason.UNKNOWN_CREDENTIAL.sentence}"


def test_the_first_wrong_thing_is_named(polls: Polls, steps: Steps) -> None:
    """Ballots are checked in batches, after the chain of the events behind them was read."""
    broken = with_data(steps[2], steps[2].data[0].replace(b'"challenge":"', b'"challenge":"1', 1))
    chain = rechained([*steps[:2], broken, *steps[3:]])
    chain[4] = Step(chain[4].data, Event(Kind.BALLOT, 9, chain[3].event.hash, chain[4].event.payload))
    assert refusal(archive(chain)).where.startswith("Ballot 2")


TWINS: dict[str, Callable[[Steps], Steps]] = {
    "a ballot left out": lambda steps: steps[:2] + steps[3:],
    "ballots exchanged": lambda steps: [*steps[:1], *reversed(of_kind(steps, Kind.BALLOT)), *steps[10:]],
    "ballot after the end": lambda steps: [*steps[:9], steps[10], steps[9], *steps[11:]],
    "no tally": lambda steps: [step for step in steps if step.event.kind is not Kind.ENCRYPTED_TALLY],
    "a share left out": lambda steps: [*steps[:12], *steps[13:]],
    "a share twice": lambda steps: [*steps[:13], steps[12], *steps[13:]],
}


@pytest.mark.parametrize("twin", TWINS)
def test_twins_of_the_records_of_belenios_tool(worked: Vector, twin: str) -> None:
    everything = split(worked.record)
    assert verified(archive(rechained(everything))).last is Kind.RESULT
    false = TWINS[twin](everything)
    refusal(archive(false))
    refusal_of(false)
