"""Lines of the journal as people read them; every act that writes a line has words of its own."""

from pathlib import Path

import pytest

import office.acts
from base import journal
from base.models import JournalLine
from elections import changes, timetable
from elections.journal_lines import journal_entry
from elections.journal_words import ACTS
from elections.sentences import ASKED_FOR
from tests.cast import officer
from tests.journal_acts import written, written_in
from tests.nominees.nominations import DURING, VOTING, election

ROOT = Path(__file__).resolve().parent.parent.parent
ACTS_WRITTEN = sorted(written(ROOT))


def test_the_search_finds_acts_however_they_are_named() -> None:
    assert {"announce", "extend", "add to roll", "add to roll: name", "make officer", "endorse"} <= set(ACTS_WRITTEN)


def test_the_search_says_what_it_cannot_read() -> None:
    with pytest.raises(LookupError, match="mystery"):
        list(written_in("def mystery(line):\n    journal.write(line.act, by=line.by)"))


@pytest.mark.parametrize("act", ACTS_WRITTEN)
def test_every_act_has_words(act: str) -> None:
    assert act in ACTS


def test_every_act_of_the_office_knows_its_line() -> None:
    """By which the mail “Something changed” tells of it."""
    assert {act.journaled for act in office.acts.ACTS.values()} <= set(ACTS_WRITTEN)
    assert set(changes.TOLD) - {"change timetable"} <= {act.journaled for act in office.acts.ACTS.values()}


def test_every_critical_act_has_words() -> None:
    critical = {name for name in office.acts.TITLES if name not in office.acts.ACTS}
    critical |= {act.name for act in office.acts.ACTS.values() if act.needs_two}
    assert set(ASKED_FOR) == critical


@pytest.mark.parametrize(
    ("act", "subject", "details", "said", "told"),
    [
        ("propose", "extend", {"until": "2026-09-20T14:00:00+00:00"}, "asked another officer to agree: extend voting",
         "Until: Sun 20 Sep 2026, 14:00 UTC (02:00 AoE)."),
        ("drop proposal", "void", {}, "dropped what an officer had asked for: declare the vote void", ""),
        ("approve words", "Nora", {"of": "profile", "revision": 2}, "approved a text: Nora", "Statement, version 2."),
        ("change rules", "", {"server_may_seal": {"from": "True", "to": "False"}}, "changed the rules",
         "The server may seal a ballot, if the voter agrees: no (before: yes)."),
        ("withdraw", "Olga", {}, "withdrew", ""),
        ("decline", "Nora", {"link": 7}, "declined a nomination: Nora", ""),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_line_reads_as_a_sentence(act: str, subject: str, details: dict[str, object], said: str, told: str) -> None:
    entry = journal_entry(journal.write(act, by="Olga", subject=subject, details=details))
    assert (entry["act"], entry["details"]) == (said, told)


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
