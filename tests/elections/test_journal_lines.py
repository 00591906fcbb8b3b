"""Lines of the journal as people read them; every act that writes a public line has words of its own."""

import re
from pathlib import Path

import pytest

from base import journal
from base.models import JournalLine
from elections import timetable
from elections.journal_lines import ACTS, journal_entry
from tests.cast import officer
from tests.nominees.nominations import DURING, VOTING, election

ROOT = Path(__file__).resolve().parent.parent.parent
WRITTEN = re.compile(r'journal\.write\(\s*"([^"]+)"[^)]*public=True', re.DOTALL)
MOVED = re.compile(r'act="([^"]+)"')


def public_acts() -> set[str]:
    files = [path for room in ("elections", "nominees", "ballots") for path in (ROOT / room).glob("*.py")]
    moves = MOVED.findall((ROOT / "elections/timetable.py").read_text())
    return {act for path in files for act in WRITTEN.findall(path.read_text())} | set(moves)


def test_the_search_finds_the_acts() -> None:
    assert {"announce", "pause", "extend", "seal roll", "publish"} <= public_acts()


@pytest.mark.parametrize("act", sorted(public_acts()))
def test_every_public_act_has_words(act: str) -> None:
    assert act in ACTS


@pytest.mark.django_db
def test_a_move_is_told_in_full() -> None:
    board = election()
    timetable.set_instants(
        board, instants={"voting_opens": VOTING.replace(hour=15)}, by=officer(), at=DURING, reason="A concert."
    )
    entry = journal_entry(JournalLine.objects.filter(election_uuid=board.uuid).latest("pk"))
    assert (entry["actor"], entry["act"], entry["reason"]) == ("Olga Officer", "changed the timetable", "A concert.")
    assert entry["details"] == (
        "Voting opens: Tue 1 Sep 2026, 15:00 UTC (03:00 AoE) (before: Tue 1 Sep 2026, 14:00 UTC (02:00 AoE))."
    )


@pytest.mark.django_db
def test_facts_have_their_names_in_a_fixed_order() -> None:
    details = {"fingerprint": "abc", "reserve credentials": 25, "credentials": 181, "record": "xyz"}
    entry = journal_entry(journal.write("seal ballot", by="system", details=details))
    assert entry["details"] == "Voters’ keys: 181. Of them in reserve: 25. Record: xyz. Fingerprint: abc."


@pytest.mark.django_db
def test_an_act_without_words_is_called_by_its_name() -> None:
    entry = journal_entry(journal.write("polish brass", by="system", subject="the bell", details={"hours": 2}))
    assert (entry["act"], entry["details"]) == ("polish brass: the bell", "hours: 2.")
