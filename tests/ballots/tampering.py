"""What somebody could do who has the machine in their hands: change what only grows, past the triggers."""

from tests.databases import DatabaseForTests

TABLES = [
    "ballots_setup",
    "ballots_choice",
    "ballots_credential",
    "ballots_ballot",
    "ballots_recordevent",
    "ballots_recordhead",
    "ballots_share",
    "ballots_certifiedresult",
]


def change(committed: DatabaseForTests, statement: str) -> None:
    with committed.owner_connection(committed.name) as plain:
        for table in TABLES:
            plain.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        plain.execute(statement)
        for table in TABLES:
            plain.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
