"""Canaries: what a voter chose, and the secrets that would tell, stand in no table, journal line, mail or log."""

import logging
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ballots.casting import cast, private_credential_for
from ballots.models import Ballot, Choice
from ballots.server_keys import credentials_key, trustee_key
from ballots.trackers import groups
from base.models import JournalLine, Mail
from tests.ballots.elections import Office, add_candidate

CANARY = "Canary Wren"


def every_value() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def where(*needles: str) -> set[str]:
    """The tables in which one of these stands, in plain text or in hex."""
    forms = [form for needle in needles for form in (needle, needle.encode().hex())]
    return {table for table, row in every_value() if any(form in row for form in forms)}


@pytest.fixture
def marked(office: Office) -> Office:
    """One voter chose the canary, and another was refused with it."""
    add_candidate(office.election, CANARY)
    office.seal()
    return office


def test_a_choice_stands_only_where_the_candidates_stand(marked: Office, caplog: pytest.LogCaptureFixture) -> None:
    before = where(CANARY)
    position = Choice.objects.get(label=CANARY).position
    with caplog.at_level(logging.DEBUG):
        marked.vote(marked.voters[0], (position,), ())
        refused = marked.sealed(marked.voters[1], (position,), ())
        with pytest.raises(ValidationError):
            cast(marked.election, sealed=refused, by=marked.voters[0], sealed_by_server=True)
    assert where(CANARY) == before == {"ballots_choice", "ballots_setup", "members_person", "nominees_nominee"}
    assert CANARY not in caplog.text
    assert CANARY not in Mail.objects.get().text


def test_nothing_of_a_refused_ballot_is_kept_but_the_reason(marked: Office) -> None:
    refused = marked.sealed(marked.voters[1])
    with pytest.raises(ValidationError):
        cast(marked.election, sealed=refused, by=marked.voters[0], sealed_by_server=True)
    ciphertext = refused.decode().partition('"alpha":"')[2][:64]
    assert where(ciphertext) == set()
    assert JournalLine.objects.get(act="refuse ballot").details == {"reason": "other-credential"}


def test_the_journal_never_tells_who_voted(marked: Office) -> None:
    before = set(JournalLine.objects.values_list("pk", flat=True))
    marked.vote(marked.voters[0])
    assert set(JournalLine.objects.values_list("pk", flat=True)) == before


def test_the_tracker_stands_beside_no_name_but_in_the_mail_that_is_wiped(marked: Office) -> None:
    """There in groups of four, and in the address of the receipt, where one without signs stands as it is."""
    receipt = marked.vote(marked.voters[0])
    assert where(receipt.tracker, " ".join(groups(receipt.tracker)[:3])) == {"ballots_ballot", "base_mail"}
    assert Mail.objects.get().secret


def test_secrets_are_stored_nowhere_in_the_clear(marked: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        private = private_credential_for(marked.election, person=marked.voters[0])
        marked.vote(marked.voters[0])
    number = str(trustee_key(marked.election).secret)
    key = credentials_key(marked.election)
    assert where(private, private.replace("-", ""), number) == set()
    assert not any(key.hex() in row for _, row in every_value())
    assert private not in caplog.text


def test_keys_do_not_show_in_their_representation(marked: Office) -> None:
    key = trustee_key(marked.election)
    assert str(key.secret) not in repr(key)
    assert str(key.secret) not in str(key)


def test_equal_choices_are_stored_as_different_bytes(marked: Office) -> None:
    for voter in marked.voters:
        marked.vote(voter, (0,), ())
    alphas = {bytes(each.sealed).decode().partition('"alpha":"')[2][:64] for each in Ballot.objects.all()}
    assert len(alphas) == len(marked.voters)
