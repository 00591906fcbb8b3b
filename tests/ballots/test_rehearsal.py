"""A rehearsal: a whole election in a database of its own, whose numbers agree three times."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ballots.protocol.verify import verify
from ballots.rehearsal import agree
from base.models import JournalLine
from elections.models import Election
from tests.databases import DatabaseForTests


@pytest.mark.slow
def test_agrees_and_leaves_nothing_but_its_files(committed: DatabaseForTests, tmp_path: Path) -> None:
    said, before = StringIO(), databases(committed)
    call_command("rehearse", voters=20, candidates=4, seats=2, cores=1, out=tmp_path, stdout=said)
    (totals,), (record,) = tmp_path.glob("*.json"), tmp_path.glob("*.bel")
    found = json.loads(totals.read_text())
    assert found["expected"] == found["computed"] == found["verified"]
    assert (found["casts"], found["counted"]) == (22, 20)
    with record.open("rb") as file:
        assert verify(file).fingerprints["election"] == found["fingerprint"]
    assert "22 ballots cast, 20 counted." in said.getvalue()
    assert not Election.objects.exists()
    assert not JournalLine.objects.exists()
    assert databases(committed) <= before


def databases(committed: DatabaseForTests) -> set[str]:
    rows = committed.maintenance.execute("SELECT datname FROM pg_database WHERE datname LIKE 'rehearsal_%'")
    return {name for (name,) in rows}


@pytest.mark.parametrize("totals", ["expected", "computed", "verified"])
def test_one_number_that_differs_is_a_disagreement(totals: str) -> None:
    rows = [[0, 2, 1], [1, 1, 1]]
    assert agree({"expected": rows, "computed": rows, "verified": rows})
    assert not agree({"expected": rows, "computed": rows, "verified": rows} | {totals: [[0, 2, 1], [1, 2, 0]]})


@pytest.mark.parametrize(("voters", "candidates", "seats"), [(20, 4, 4), (3, 4, 2), (20, 4, 0)])
def test_needs_an_election_that_can_be_held(voters: int, candidates: int, seats: int) -> None:
    with pytest.raises(CommandError, match="fewer seats than candidates"):
        call_command("rehearse", voters=voters, candidates=candidates, seats=seats)
