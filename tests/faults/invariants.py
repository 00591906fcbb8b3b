"""What must be true after every fault, whatever happened."""

import io
from collections.abc import Collection

from django.db import connection

from ballots.casting import State, receipts
from ballots.models import Ballot
from ballots.protocol.verify import Report, verify
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from tests.ballots.elections import Office
from tests.ballots.records import record_of


def require_truth(office: Office, acknowledged: Collection[str], refused: Collection[str] = ()) -> Report:
    """Of trackers: what was acknowledged is stored and in the record, what was refused is not, and the record verifies.

    One ballot of each credential counts, and each voter's own receipts say the same of theirs as the record does.
    """
    connection.close()  # it may have died with the database
    append_pending(setup_of(office.election))
    stored = set(Ballot.objects.values_list("tracker", flat=True))
    assert set(acknowledged) <= stored
    assert not set(refused) & stored
    report = verify(io.BytesIO(record_of(office.election)), trackers=stored)
    assert set(report.trackers) == stored
    assert len(report.trackers) == len(stored)
    assert report.counted == Ballot.objects.values("credential").distinct().count()
    for voter in office.voters:
        told = {each.tracker: each.state for each in receipts(office.election, person=voter)}
        assert list(told.values()).count(State.COUNTS) == min(1, len(told))
        assert all(report.standings[tracker].counts is (state is State.COUNTS) for tracker, state in told.items())
    return report
