"""An observer's copy: it grows with the record, and whatever happens to the record is found and said."""

import io
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ballots.protocol.ballot import CheckedBallot
from ballots.protocol.record import BLOCK, Kind, Step
from ballots.protocol.verify import Check
from ballots.protocol.watching import DAY, Seen, Served, Unreachable, Watch, Wrong
from base.byte_ranges import Unsatisfiable, wanted
from tests.protocol.records import archive, rechained, with_data
from tests.protocol.vectors import CHECKOUT

NOON = 1_795_000_000.0
BALLOTS = 5


@dataclass
class Server:
    """What it serves, and what it was asked for; `cut` breaks off after so many bytes."""

    record: bytes
    asked: list[int] = field(default_factory=list)
    cut: int | None = None
    knows_ranges: bool = True

    @contextmanager
    def open_from(self, first: int) -> Iterator[Served]:
        self.asked.append(first)
        first = first if self.knows_ranges else 0
        yield Served(len(self.record), first, io.BytesIO(self.record[first:][: self.cut]))


@dataclass
class Checks:
    """Counts the ballots whose proofs are checked."""

    number: int = 0

    def __call__(self, check: Check, ballots: Iterable[bytes]) -> Iterable[CheckedBallot]:
        for ballot in ballots:
            self.number += 1
            yield check(ballot)


@pytest.fixture
def server(steps: list[Step]) -> Server:
    """Three of five ballots are in."""
    return Server(archive(steps[:4]))


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "watched", each=Checks())


def look(watch: Watch, server: Server, at: float = NOON) -> Seen:
    return watch.look(server.open_from, at)[0]


def checked(watch: Watch) -> int:
    assert isinstance(watch.each, Checks)
    return watch.each.number


class TestGrowing:
    def test_the_copy_follows_event_by_event(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        for end in range(1, len(steps) + 1):
            server.record = archive(steps[:end])
            seen, report = watch.look(server.open_from, NOON)
            assert (seen.height, seen.hash) == (end - 1, steps[end - 1].event.hash)
            assert watch.copy.read_bytes() == server.record
        assert (report.last, report.counted, seen.ballots) == (Kind.RESULT, 3, BALLOTS)

    def test_only_what_is_new_is_fetched_and_checked(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        size = look(watch, server).size
        server.record = archive(steps)
        look(watch, server)
        look(watch, server)
        assert server.asked == [0, size - 2 * BLOCK, len(server.record) - 2 * BLOCK]
        assert checked(watch) == BALLOTS

    def test_another_process_goes_on_and_checks_no_ballot_twice(
        self, watch: Watch, server: Server, steps: list[Step]
    ) -> None:
        look(watch, server)
        server.record = archive(steps)
        again = Watch(watch.folder, each=Checks())
        seen, report = again.look(server.open_from, NOON)
        assert (checked(watch), checked(again)) == (3, 2)
        assert (seen.ballots, report.counted, report.last) == (BALLOTS, 3, Kind.RESULT)

    def test_a_server_that_knows_no_ranges_will_do(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        server.knows_ranges = False
        look(watch, server)
        server.record = archive(steps)
        assert look(watch, server).height == len(steps) - 1

    def test_once_a_day_all_of_it_is_compared(self, watch: Watch, server: Server) -> None:
        watch.silence = 2 * DAY
        for hours in (0, 1, 23, 24, 25):
            look(watch, server, NOON + hours * 3600)
        assert [first == 0 for first in server.asked] == [True, False, False, True, False]

    @pytest.mark.parametrize("cut", [0, 100, 2 * BLOCK, 2 * BLOCK + 700])
    def test_where_the_connection_breaks_off_the_next_look_goes_on(
        self, watch: Watch, server: Server, steps: list[Step], cut: int
    ) -> None:
        before = look(watch, server)
        server.record, server.cut = archive(steps), cut
        with pytest.raises(Unreachable):
            look(watch, server)
        assert watch.seen() == before
        server.cut = None
        assert look(watch, server).hash == steps[-1].event.hash


def test_where_nothing_could_be_written_down_the_next_look_goes_on(
    watch: Watch, server: Server, steps: list[Step]
) -> None:
    look(watch, server)
    server.record = archive(steps)
    (watch.folder / "seen.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        look(watch, server)
    (watch.folder / "seen.new").rmdir()
    assert look(watch, server).hash == steps[-1].event.hash


def changed(record: bytes, place: int) -> bytes:
    place %= len(record)
    return record[:place] + bytes([record[place] ^ 1]) + record[place + 1 :]


class TestWhatIsWrong:
    def wrong(self, watch: Watch, server: Server, at: float = NOON) -> str:
        with pytest.raises(Wrong) as wrong:
            look(watch, server, at)
        return str(wrong.value)

    def test_a_shortened_record(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        server.record = archive(steps[:3])
        assert self.wrong(watch, server).startswith("Shortened:")
        server.record = archive(steps[:3])[:-100]
        assert self.wrong(watch, server).startswith("Shortened:")

    def test_a_fork_whose_chain_is_whole(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        server.record = archive(rechained([*steps[:2], *steps[3:6]]))
        assert "Changed: from event 2 on" in self.wrong(watch, server)
        assert (watch.folder / "other-behind-3.bel").read_bytes() == server.record
        assert watch.copy.read_bytes() == archive(steps[:4])

    def test_another_record_for_a_moment(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        true, false = server.record, changed(server.record, -700)

        @contextmanager
        def open_from(first: int) -> Iterator[Served]:
            record = true if first == 0 else false
            yield Served(len(record), first, io.BytesIO(record[first:]))

        with pytest.raises(Wrong, match="Changed for a moment"):
            watch.look(open_from, NOON)

    def test_an_edit_far_back_is_found_within_a_day(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        server.record = changed(server.record, len(archive(steps[:1])) + BLOCK + 30)
        look(watch, server, NOON + 3600)
        assert "Changed: from event 1 on" in self.wrong(watch, server, NOON + DAY)

    def test_a_new_ballot_that_does_not_hold(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        before = look(watch, server)
        spoiled = steps[4].data[0].replace(b'"response":"', b'"response":"1', 1)
        server.record = archive(rechained([*steps[:4], with_data(steps[4], spoiled)]))
        said = self.wrong(watch, server)
        assert said.startswith("Refused: Ballot 4")
        assert (watch.folder / "refused-behind-3.bel").read_bytes() == server.record
        assert watch.seen() == before
        self.wrong(watch, server)
        assert [path.name for path in watch.folder.glob("refused*")] == ["refused-behind-3.bel"]
        server.record = archive(steps)
        assert look(watch, server).height == len(steps) - 1

    def test_a_torn_append(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        server.record = archive(steps[:5])[: -2 * BLOCK]
        assert "Refused:" in self.wrong(watch, server)
        assert "[torn]" in self.wrong(watch, server)

    def test_a_head_that_was_noted_and_is_not_there(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        watch.heads = [steps[2].event.hash, "0" * 64]
        assert "Forked:" in self.wrong(watch, server)
        watch = Watch(watch.folder, heads=[steps[2].event.hash])
        assert look(watch, server).height == 3

    def test_silence_while_people_vote(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        look(watch, server)
        look(watch, server, NOON + DAY)
        assert self.wrong(watch, server, NOON + DAY + 3600).startswith("Silent: nothing was appended for 25 hours")
        server.record = archive(steps)
        look(watch, server, NOON + 2 * DAY)
        look(watch, server, NOON + 9 * DAY)  # voting has ended

    def test_silence_before_the_first_ballot_is_none(self, watch: Watch, server: Server, steps: list[Step]) -> None:
        server.record = archive(steps[:1])
        look(watch, server)
        look(watch, server, NOON + 9 * DAY)

    @pytest.mark.parametrize("place", [3_000, -700])
    def test_the_own_copy(self, watch: Watch, server: Server, place: int) -> None:
        look(watch, server)
        content = watch.copy.read_bytes()
        watch.copy.write_bytes(changed(content, place))
        assert "was changed" in self.wrong(Watch(watch.folder), server)
        watch.copy.write_bytes(content[:-1])
        assert "is shorter than it was" in self.wrong(Watch(watch.folder), server)
        (watch.folder / "seen.json").write_text("{}")
        assert "was changed" in self.wrong(Watch(watch.folder), server)


@pytest.fixture
def web(steps: list[Step]) -> Iterator[tuple[str, list[bytes]]]:
    """A web server with the record, which may be replaced."""
    served = [archive(steps[:4])]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            record = served[0]
            try:
                part = wanted(self.headers.get("Range", ""), len(record))
            except Unsatisfiable:
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(record)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            chosen = part or range(len(record))
            self.send_response(206 if part else 200)
            self.send_header("Content-Length", str(len(chosen)))
            self.send_header("Content-Range", f"bytes {chosen.start}-{chosen.stop - 1}/{len(record)}")
            self.end_headers()
            self.wfile.write(record[chosen.start : chosen.stop])

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/record.bel", served
        listening.shutdown()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ballots.protocol", "watch", *map(str, arguments)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_over_http(web: tuple[str, list[bytes]], tmp_path: Path, steps: list[Step]) -> None:
    url, served = web
    folder = tmp_path / "watched"
    begun = run(url, "--once", "--folder", folder)
    assert (begun.returncode, begun.stderr) == (0, "")
    assert f"Ballot, height 3, head {steps[3].event.hash}, 3 ballots, 3 new" in begun.stdout
    served[0] = archive(steps)
    assert "Result, height" in run(url, "--once", "--folder", folder).stdout
    served[0] = archive(steps[:3])
    shortened = run(url, "--folder", folder)
    assert (shortened.returncode, shortened.stdout) == (1, "")
    assert "WRONG. Shortened:" in shortened.stderr


def test_a_record_that_cannot_be_reached(tmp_path: Path) -> None:
    done = run("http://127.0.0.1:9/record.bel", "--once", "--folder", tmp_path / "watched")
    assert (done.returncode, done.stdout) == (2, "")
    assert "could not be looked at" in done.stderr


@pytest.mark.parametrize("arguments", [["file:///etc/hostname"], ["record.bel"], ["http://x.example/", "--head", "x"]])
def test_what_is_no_address_and_no_head(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, "--once", "--folder", tmp_path / "watched")
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "watched").exists()
