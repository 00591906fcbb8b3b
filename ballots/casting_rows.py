"""What a cast asks of the database, in statements written out: each runs for every ballot.

Put together anew by the ORM each time, they took as long as a quarter of the ballot's proofs.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import JSONField

from ballots.models import Credential, Setup
from elections.models import Election
from members.models import Person

ASKED: Final = """
SELECT credential.id, credential.public, setup.id, setup.fingerprint, clock_timestamp(),
    EXISTS (SELECT FROM ballots_ballot WHERE credential_id = credential.id AND tracker = %(tracker)s),
    (SELECT cast_at FROM ballots_ballot WHERE credential_id = credential.id ORDER BY id DESC OFFSET %(before)s LIMIT 1),
    entry.removed_at IS NULL AND credential.replaced_at IS NULL
FROM ballots_setup setup
JOIN ballots_credential credential ON credential.setup_id = setup.id
JOIN elections_rollentry entry ON entry.id = credential.roll_entry_id
WHERE setup.election_id = %(election)s AND entry.person_id = %(person)s
ORDER BY credential.replaced_at DESC NULLS FIRST
LIMIT 1
"""
HELD: Final = """
SELECT entry.name, entry.email, person.uuid
FROM ballots_credential credential
JOIN elections_rollentry entry ON entry.id = credential.roll_entry_id
JOIN members_person person ON person.id = entry.person_id
WHERE credential.id = %(credential)s AND entry.removed_at IS NULL AND credential.replaced_at IS NULL
FOR NO KEY UPDATE OF credential, entry
"""
FIELDS: Final = Election._meta.concrete_fields
NAMES: Final = [field.attname for field in FIELDS]
COLUMNS: Final = ", ".join(f'election."{field.column}"' for field in FIELDS)
IN_JSON: Final = [place for place, field in enumerate(FIELDS) if isinstance(field, JSONField)]
ELECTION: Final = f"""
SELECT {COLUMNS}
FROM elections_election election
WHERE election.slug = %(slug)s AND election.announced_at IS NOT NULL AND election.imported_at IS NULL
"""  # noqa: S608  the names are the model's own
KNOWN: Final = f"""
SELECT {COLUMNS}, clock_timestamp(),
    EXISTS (SELECT FROM ballots_ballot WHERE credential_id = %(credential)s AND tracker = %(tracker)s),
    EXISTS (SELECT FROM ballots_testedchoice WHERE setup_id = %(setup)s AND alpha = ANY (%(alphas)s))
FROM elections_election election
WHERE election.id = %(election)s
"""  # noqa: S608  the names are the model's own


class Asked(NamedTuple):
    """Before proofs are checked: the voter's credential, whether this ballot of theirs is stored, and the time.

    `many_since` is when they cast the last but so many; None who cast fewer. `may` not who was removed from the roll.
    """

    credential: Credential
    again: bool
    at: datetime
    many_since: datetime | None
    may: bool


class Voter(NamedTuple):
    """Whom the receipt goes to."""

    name: str
    email: str
    person: uuid.UUID


class Present(NamedTuple):
    """What is true while the voter's rows are held."""

    election: Election
    at: datetime
    again: bool
    tested: bool


def election_at(slug: str) -> Election | None:
    """Whose ballot is at this address: drafts and elections held elsewhere have none."""
    row = _row(ELECTION, slug=slug)
    return row and _election(row)


def asked(election: Election, person: Person, tracker: str, *, many: int) -> Asked | None:
    """None for who has no credential."""
    row = _row(ASKED, election=election.pk, person=person.pk, tracker=tracker, before=many - 1)
    if row is None:
        return None
    key, public, setup, fingerprint, at, again, many_since, may = row
    credential = Credential(pk=key, public=public, setup=Setup(pk=setup, fingerprint=fingerprint))
    return Asked(credential, again, at.astimezone(UTC), many_since, may)


def hold(credential: Credential) -> Voter | None:
    """The voter's credential and line on the roll, until the transaction ends; None where they were removed."""
    row = _row(HELD, credential=credential.pk)
    return row and Voter(*row)


def present(election: Election, credential: Credential, tracker: str, alphas: Sequence[str]) -> Present:
    """Read anew: whatever the locks kept out until now is seen, and the time is later than theirs."""
    own = {"credential": credential.pk, "setup": credential.setup_id}
    *row, at, again, tested = _row(KNOWN, election=election.pk, **own, tracker=tracker, alphas=list(alphas))
    return Present(_election(row), at.astimezone(UTC), again, tested)


def _election(row: Sequence[Any]) -> Election:
    """As the ORM makes it of the same columns."""
    values = list(row)
    for place in IN_JSON:
        values[place] = json.loads(values[place])
    return Election.from_db(connection.alias, NAMES, values)


def _row(statement: str, **values: int | str | list[str]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
