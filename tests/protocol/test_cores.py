"""The processes in which ballots are checked: none outlives the one that asks them."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
ASKING = """
import sys, time
sys.path.insert(0, {checkout!r})
from ballots.protocol.commands.checking import Cores

if __name__ == "__main__":
    with Cores(2, fresh={fresh}) as each:
        print(len(list(each(len, [b"a ballot"] * 8))), flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("fresh", [False, True], ids=["copied", "fresh"])
def test_they_end_when_it_is_killed(tmp_path: Path, fresh: bool) -> None:
    """All of them have what it prints to; that ends when the last of them does."""
    script = tmp_path / "asking.py"
    script.write_text(ASKING.format(checkout=str(CHECKOUT), fresh=fresh))
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"8\n"
    process.kill()
    rest, _ = process.communicate(timeout=10)
    assert rest == b""
