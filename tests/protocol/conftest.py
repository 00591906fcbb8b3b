"""Elections that many tests read and none changes."""

from pathlib import Path

import pytest

from ballots.protocol.ceremony_messages import Voutput
from ballots.protocol.record import Step
from ballots.protocol.setup import Setup
from tests.protocol.belenios import Belenios, tools_at_hand
from tests.protocol.commands import Run, runner
from tests.protocol.edits import CHOICES
from tests.protocol.elections import Polls, open_polls, voted
from tests.protocol.table import Ceremony
from tests.protocol.vectors import NAMES, Vector, vector


@pytest.fixture(scope="session")
def polls() -> Polls:
    """Two single trustees; five ballots by three voters."""
    return voted(open_polls())


@pytest.fixture(scope="session")
def shared_polls() -> Polls:
    """One single trustee and a threshold group of 2 of 3, whose last two decrypt."""
    return voted(open_polls(trustees=1, threshold=(2, 3), present=(2, 3), seed="threshold"))


@pytest.fixture(scope="session")
def setup(polls: Polls) -> Setup:
    return polls.setup


@pytest.fixture
def steps(polls: Polls) -> list[Step]:
    """The whole record of `polls`, for a test to change."""
    return polls.steps()


@pytest.fixture(scope="session")
def ceremony() -> Ceremony:
    """Three trustees, of whom two can decrypt, up to their polynomials."""
    return Ceremony(2, 3)


@pytest.fixture(scope="session")
def voutputs(ceremony: Ceremony) -> list[Voutput]:
    return [ceremony.voutput(index) for index in (1, 2, 3)]


@pytest.fixture(scope="session", params=NAMES)
def worked(request: pytest.FixtureRequest) -> Vector:
    """Each of the worked elections made by belenios-tool."""
    return vector(request.param)


@pytest.fixture(scope="session")
def ballot(polls: Polls) -> bytes:
    """A valid ballot of voter 0."""
    return polls.seal(0, *CHOICES)


@pytest.fixture(scope="session", params=tools_at_hand(), ids=lambda tool: Path(tool).parent.name if tool else "none")
def belenios_tool(request: pytest.FixtureRequest) -> str:
    """Each belenios-tool at hand."""
    if request.param is None:
        pytest.skip("no belenios-tool: run bin/get-belenios-tool trixie and … sid, or set BELENIOS_TOOL")
    return str(request.param)


@pytest.fixture
def belenios(belenios_tool: str, tmp_path: Path) -> Belenios:
    return Belenios(belenios_tool, tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of ours, without a new process."""
    return runner(capsys, monkeypatch)
