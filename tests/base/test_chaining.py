"""The chain of the journal, worked out by PostgreSQL and once more without it: the same for whatever a line says."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from base import journal
from base.chaining import BEGINNING, Line, linked, next_hash, office_hash, public_text, sha256
from base.journal_check import as_hashed, chains
from base.models import JournalLine
from tests.cast import person
from tests.databases import DatabaseForTests

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS
DETAILS = st.dictionaries(
    WORDS, VALUES | st.lists(VALUES, max_size=3) | st.dictionaries(WORDS, VALUES, max_size=3), max_size=4
)
LINE = Line(
    salt=uuid.UUID(int=1), at=datetime(2026, 9, 1, 14, tzinfo=UTC), act="extend", actor_id=7, actor="Olga", second_id=8,
    second="Otto", election_uuid=uuid.UUID(int=2), subject="", reason="An outage", details={}, public=True,
)  # fmt: skip


def test_what_is_public_names_nobody() -> None:
    assert public_text(LINE) == (
        '["00000000-0000-0000-0000-000000000002", "2026-09-01T14:00:00.000000Z", "extend", null, true, "", '
        '"An outage", {}]'
    )


@pytest.mark.parametrize(
    "changed",
    [{"actor": "Robin"}, {"actor_id": 9}, {"second": "Robin"}, {"reason": "None"}, {"public": False}, {"act": "pause"},
     {"details": {"hours": 2}}, {"salt": uuid.UUID(int=3)}, {"subject": "x"}, {"election_uuid": None}],
)  # fmt: skip
def test_any_change_changes_the_hash(changed: dict[str, Any]) -> None:
    fields = {name: getattr(LINE, name) for name in Line.__slots__}
    assert next_hash(BEGINNING, Line(**fields | changed)) != next_hash(BEGINNING, LINE)


@pytest.mark.django_db
class TestThePostgresqlChain:
    @given(subject=WORDS, reason=WORDS, details=DETAILS, public=st.booleans())
    def test_is_this_one(self, subject: str, reason: str, details: dict[str, Any], public: bool) -> None:
        """One line of anything; unchained, since the transaction around the test never ends."""
        election = uuid.uuid4()
        journal.write("x", by="test", election=election, subject=subject, reason=reason, details=details, public=public)
        journal.chain()
        (line,) = JournalLine.objects.filter(election_uuid=election)
        assert (line.position, line.hash) == (1, next_hash(BEGINNING, as_hashed(line)))

    def test_is_one_an_election(self) -> None:
        olga, here, there = person("Olga"), uuid.uuid4(), uuid.uuid4()
        for number, election in enumerate([here, there, here, None]):
            journal.write(f"act {number}", by=olga, second=person("Otto"), election=election, public=number == 2)
        assert journal.head(here) is None
        assert journal.chain() == 4
        assert journal.chain() == 0
        assert {chain.election: (chain.lines, chain.broken_at) for chain in chains()} == {
            here: (2, None),
            there: (1, None),
            None: (1, None),
        }
        head = journal.head(here)
        assert head is not None
        assert head.position == 2
        journal.write("later", by=olga, election=here)
        journal.chain()
        assert [line.position for line in JournalLine.objects.filter(election_uuid=here)] == [1, 2, 3]

    def test_can_be_worked_out_from_what_is_public(self) -> None:
        election = uuid.uuid4()
        for public in (True, False, True):
            journal.write("x", by="test", election=election, reason="é", public=public)
        journal.chain()
        head = BEGINNING
        for line in JournalLine.objects.filter(election_uuid=election):
            head = sha256(f"{head}\n{office_hash(as_hashed(line))}\n{public_text(as_hashed(line))}")
        assert journal.head(election) == journal.Head(3, head)

    def test_takes_no_hash_and_no_place_from_whoever_writes(self) -> None:
        line = JournalLine.objects.create(act="x", actor="test", position=7, hash="0" * 64, salt=uuid.UUID(int=0))
        line.refresh_from_db()
        assert (line.position, line.hash) == (None, None)
        assert line.salt != uuid.UUID(int=0)
        with pytest.raises(ProgrammingError), transaction.atomic():
            JournalLine.objects.update(position=1, hash=BEGINNING)


def test_what_the_owner_of_the_tables_changes_is_found(committed: DatabaseForTests) -> None:
    """Owners can lift the triggers; the chain tells afterwards, and at its end whoever noted a hash."""
    for act in ("one", "two", "three"):
        journal.write(act, by="test")
    journal.chain()
    head = journal.head(None)
    assert head is not None
    call_command("verify_journal", head.hash)
    with committed.owner_connection(committed.name) as owner:
        owner.execute("ALTER TABLE base_journalline DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM base_journalline WHERE act = 'three'")
        call_command("verify_journal")
        with pytest.raises(CommandError, match="stands nowhere"):
            call_command("verify_journal", head.hash)
        for statement, fault in (
            ("UPDATE base_journalline SET at = at - interval '1 hour' WHERE act = 'two'", "line 2 is not as it was"),
            ("DELETE FROM base_journalline WHERE act = 'one'", "line 2 is not as it was written, or one is missing"),
            ("UPDATE base_journalline SET position = NULL, hash = NULL", "1 lines are not chained"),
        ):
            owner.execute(statement)
            with pytest.raises(CommandError, match=fault):
                call_command("verify_journal")


def test_three_texts_are_linked() -> None:
    assert linked("a", "b", "") == sha256("a\nb\n")
