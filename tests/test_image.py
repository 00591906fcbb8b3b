"""What the image does, without a Docker engine: its steps in a clean folder, with production settings.

The Dockerfile is read, so that a step that is changed there is what runs here. Only the installation from the network
is not repeated: instead, what runs here must be what requirements/production.txt pins.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.markers import Marker

from tests.databases import DatabaseForTests
from tests.servers import CHECKOUT

DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that `COPY . .` takes, in a folder of their own, after the RUN step that builds the static files."""
    folder = tmp_path_factory.mktemp("image") / "app"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = CHECKOUT / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    steps = re.findall(r"^RUN ((?:.*\\\n)*.*)$", DOCKERFILE, re.M)
    (collect,) = (step for step in steps if "collectstatic" in step)
    command = ["sh", "-c", collect.replace("/venv/bin/python", sys.executable)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def environment(committed: DatabaseForTests, tmp_path: Path) -> dict[str, str]:
    """The variables of compose.yaml, and those of the Dockerfile; nothing else of ours."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    (settings,) = re.findall(r"^ENV PATH=\S+ (.*)$", DOCKERFILE, re.M)
    return dict(pair.split("=", 1) for pair in settings.split()) | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "HOST": "127.0.0.1",
        "PORT": port,
        "PUBLIC_URL": "https://elections.example.org",
        "SECRET_KEY": "for-the-test-of-the-image-" + "x" * 40,
        "ELECTION_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_WORKERS": "1",
        "DATABASE_URL": committed.url("app"),
        "DATABASE_OWNER_URL": committed.url("owner"),
    }


@contextlib.contextmanager
def running(app: Path, environment: dict[str, str], command: str) -> Iterator[subprocess.Popen[bytes]]:
    log = app.parent / f"{command}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [app / "bin" / "container", command], cwd="/", env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(timeout=30) in {0, -15, 143}, log.read_text(errors="replace")


def test_what_is_pinned_for_production_is_what_runs_here() -> None:
    pinned = re.findall(
        r"^([a-z0-9-]+)==([^ \\]+)(?: ; (.*?))? \\$", (CHECKOUT / "requirements/production.txt").read_text(), re.M
    )
    assert len(pinned) > 20
    for name, pin, marker in pinned:
        if not marker or Marker(marker).evaluate():
            assert version(name) == pin


def test_the_image_does_not_run_as_root_and_names_no_secret() -> None:
    last_stage = DOCKERFILE.split("FROM ")[-1]
    assert "\nUSER elections\n" in last_stage
    assert "SECRET_KEY" not in last_stage
    assert "ELECTION_KEY" not in last_stage


@pytest.mark.slow
def test_web_migrates_serves_and_says_that_it_is_well(app: Path, environment: dict[str, str]) -> None:
    container = app / "bin" / "container"
    subprocess.run([container, "migrate"], env=environment, check=True, capture_output=True)
    with running(app, environment, "web"):
        healthy = [app / "bin" / "healthy"]
        deadline = time.monotonic() + 40
        while subprocess.run(healthy, env=environment, check=False, capture_output=True).returncode != 0:
            assert time.monotonic() < deadline, (app.parent / "web.log").read_text(errors="replace")
            time.sleep(0.2)
        home = get(environment, "/")
        (style,) = re.findall(r'href="(/static/css/tokens\.[0-9a-f]+\.css)"', home)
        assert "--paper" in get(environment, style)


@pytest.mark.slow
def test_the_worker_runs_and_ends_when_told(app: Path, environment: dict[str, str]) -> None:
    with running(app, environment, "worker") as worker:
        log = app.parent / "worker.log"
        deadline = time.monotonic() + 40
        while "Starting worker" not in log.read_text(errors="replace"):
            assert worker.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.2)


def get(environment: dict[str, str], path: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{environment['PORT']}{path}",
        headers={"Host": "elections.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  our own server
        return str(answer.read().decode())
