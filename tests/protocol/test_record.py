"""The record: reproducible to the byte, appended to in whole steps, read back strictly."""

import hashlib
import io
import tarfile
from collections.abc import Callable

import pytest

from ballots.protocol.errors import Malformed, Reason, Refused
from ballots.protocol.record import BLOCK, Event, Head, Kind, ballot_step, end_step, header, read_entries, read_event
from tests.protocol.elections import OPENED, Polls
from tests.protocol.records import archive, split
from tests.protocol.vectors import Vector


def refusal(record: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        list(read_entries(io.BytesIO(record)))
    return refused.value.reason


@pytest.fixture(scope="module")
def record(polls: Polls) -> bytes:
    return archive(polls.steps())


def test_the_header_to_the_byte() -> None:
    content = b'{"version":1,"timestamp":"1795193316"}'
    fields = b"0000644\0" + b"0000000\0" * 2 + b"00000000046\0" + b"15300074744\0" + b"005714\0 " + b"0"
    assert header(1795193316) == b"BELENIOS".ljust(100, b"\0") + fields.ljust(412, b"\0") + content.ljust(512, b"\0")


def test_records_of_belenios_tool_are_written_again_to_the_byte(worked: Vector) -> None:
    first, *_ = read_entries(io.BytesIO(worked.record))
    timestamp = int(worked.record[136:147], 8)
    assert first.name == "BELENIOS"
    assert archive(split(worked.record), timestamp) == worked.record


def test_the_record_only_grows(polls: Polls, record: bytes) -> None:
    grown = header(OPENED)
    for step in polls.steps():
        grown += step.archive(OPENED)
        assert record.startswith(grown)
    assert grown == record


def test_a_step_needs_only_the_head_before_it() -> None:
    head = Head("ab" * 32, 7)
    step = ballot_step(head, b"{}")
    assert step.data == (b"{}",)
    assert step.event == Event(Kind.BALLOT, 8, head.hash, hashlib.sha256(b"{}").hexdigest())
    assert step.head == Head(hashlib.sha256(step.event.raw).hexdigest(), 8)
    assert end_step(step.head).event.raw == b'{"parent":"%s","height":9,"type":"EndBallots"}' % step.head.hash.encode()


def test_events_come_back_from_their_bytes(polls: Polls) -> None:
    for step in polls.steps():
        assert read_event(step.event.raw) == step.event


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"height":0,"type":"Shuffle"}', Reason.UNSUPPORTED),
        (b'{"type":"Setup","height":0}', Reason.WRONG_FIELDS),
        (b'{"height":0,"type":"Setup","note":1}', Reason.WRONG_FIELDS),
        (b'{"height":0, "type":"Setup"}', Reason.NOT_CANONICAL),
        (b'{"height":-1,"type":"Setup"}', Reason.WRONG_TYPE),
        (b'{"height":"0","type":"Setup"}', Reason.WRONG_TYPE),
        (b'{"parent":null,"height":0,"type":"Setup"}', Reason.NOT_CANONICAL),
    ],
)
def test_other_events_are_refused(raw: bytes, reason: Reason) -> None:
    with pytest.raises(Malformed) as refused:
        read_event(raw)
    assert refused.value.reason is reason


@pytest.mark.parametrize("cut", [1, 100, BLOCK - 1])
def test_a_torn_block(record: bytes, cut: int) -> None:
    assert refusal(record[:-cut]) is Reason.TORN


def test_a_torn_entry(record: bytes) -> None:
    assert refusal(record[: BLOCK * 3]) is Reason.TORN


@pytest.mark.parametrize("zeros", [BLOCK, 2 * BLOCK, 20 * BLOCK])
def test_end_of_archive_blocks(record: bytes, zeros: int) -> None:
    assert refusal(record + bytes(zeros)) is Reason.END_OF_ARCHIVE
    assert refusal(header(OPENED) + bytes(zeros) + record[1024:]) is Reason.END_OF_ARCHIVE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"", Reason.NOT_A_RECORD),
        (lambda _: b"no record", Reason.TORN),
        (lambda record: record[1024:], Reason.NOT_A_RECORD),
        (lambda record: record.replace(b"BELENIOS", b"belenios", 1), Reason.NOT_A_RECORD),
        (lambda record: record.replace(b'"version":1', b'"version":4', 1), Reason.NOT_A_RECORD),
        (lambda record: record.replace(b'"17950', b'"27950', 1), Reason.BAD_ENTRY),
        (lambda record: record.replace(b"0000644", b"0000600", 3), Reason.BAD_ENTRY),
        (lambda record: record[:1023] + b" " + record[1024:], Reason.BAD_ENTRY),
        (lambda record: record + header(OPENED), Reason.WRONG_NAME),
        (lambda record: record[:1148] + b"77777777777" + record[1159:], Reason.TOO_LARGE),
        (lambda record: record[:1148] + b"0000000x000" + record[1159:], Reason.BAD_ENTRY),
        (lambda record: record.replace(b"Ada Alpha", b"Ada Alphb", 1), Reason.WRONG_NAME),
    ],
)
def test_what_the_writer_would_not_write(record: bytes, change: Callable[[bytes], bytes], reason: Reason) -> None:
    assert change(record) != record
    assert refusal(change(record)) is reason


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_an_archive_by_another_program(record: bytes, form: int) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as tar:
        for entry in read_entries(io.BytesIO(record)):
            member = tarfile.TarInfo(entry.name)
            member.size, member.mtime = len(entry.content), OPENED
            tar.addfile(member, io.BytesIO(entry.content))
    assert refusal(buffer.getvalue()) is Reason.BAD_ENTRY


def test_other_programs_can_read_the_record(record: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(record)) as tar:
        names = tar.getnames()
    assert names == [entry.name for entry in read_entries(io.BytesIO(record))]
