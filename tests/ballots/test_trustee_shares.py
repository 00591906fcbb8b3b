"""After the count the trustees open the totals: enough of them, no wrong share, and a record that anyone verifies."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from ballots import tallying, trustee_shares
from ballots.models import RecordEvent, Share
from ballots.outcome import preview
from ballots.protocol.keys import new_private_key
from ballots.protocol.record import Kind
from ballots.protocol.strong import read_proofs
from ballots.protocol.verify import verify
from ballots.setup import setup_of
from ballots.trustee_asking import DAY, remind
from ballots.trustee_states import states
from base import clock
from base.models import JournalLine, Mail
from elections.phases import Phase
from tests.ballots.elections import Office
from tests.ballots.holders import Holder, open_with
from tests.ballots.records import Belenios, forged, record_of

COUNTED = ((1, 1, 2), (1, 1, 1))
"""Abstentions first: what `votes` gives."""


@pytest.fixture
def office(db: None) -> Office:
    return Office(voters=3, candidates=2, seats=1, resolutions=1)


def votes(office: Office) -> None:
    """Three voters, one of whom votes again."""
    first, second, third = office.voters
    office.vote(first, (0,), (0,))
    office.vote(second, (), (1,))
    office.vote(third, (0,), (0,))
    office.vote(first, (0, 1), ())
    office.vote(third, (1,), (0,))


def counted(office: Office, number: int, threshold: int | None = None) -> list[Holder]:
    """Voted, ended and added up: now the trustees open the totals."""
    holders = open_with(office, number, threshold)
    votes(office)
    office.count()
    office.election.refresh_from_db()
    return holders


def phase(office: Office) -> Phase:
    office.election.refresh_from_db()
    return office.election.phase(clock.now())


class TestWaiting:
    def test_nobody_sees_totals_before_enough_trustees_opened_them(self, office: Office) -> None:
        first, second = counted(office, 2)
        assert phase(office) is Phase.ENDED
        assert Mail.objects.filter(kind="trustee share asked").count() == 2
        first.open()
        assert phase(office) is Phase.ENDED
        with pytest.raises(ValidationError, match="after it was made"):
            office.certify()
        second.open()
        assert phase(office) is Phase.COUNTED
        assert office.election.counted_by == office.first
        totals = [
            tuple(total.votes for total in each.totals) for each in preview(office.election, by=office.first).contests
        ]
        assert totals == [(1, 2), (1, 1)]

    def test_it_is_counted_once(self, office: Office) -> None:
        counted(office, 1)
        with pytest.raises(ValidationError, match="counted once"):
            tallying.count(office.election, by=office.first, at=clock.now())

    def test_the_served_record_ends_at_the_sum(self, office: Office) -> None:
        (holder,) = counted(office, 1)
        holder.open()
        assert verify(io.BytesIO(record_of(office.election))).last is Kind.ENCRYPTED_TALLY

    def test_who_has_not_opened_them_is_asked_again(self, office: Office) -> None:
        first, _second = counted(office, 2)
        first.open()
        later = clock.now() + 2 * DAY
        assert remind(clock.now()) == 0
        assert remind(later) == 1
        assert Mail.objects.filter(kind="trustee share asked").latest("pk").recipient == "trustee2@example.org"

    def test_k_of_n_are_enough_and_another_is_taken_until_publication(self, office: Office) -> None:
        first, second, third = counted(office, 3, threshold=2)
        third.open()
        assert phase(office) is Phase.ENDED
        first.open()
        assert phase(office) is Phase.COUNTED
        second.open()
        office.certify()
        office.publish()
        report = verify(io.BytesIO(record_of(office.election)))
        assert (report.shares, report.result) == ((1, 2, 3, 4), COUNTED)
        with pytest.raises(ValidationError, match="Nothing is to be opened"):
            third.open()


class TestWrongShares:
    def test_one_by_another_key_is_named_and_kept_nowhere(self, office: Office) -> None:
        (holder,) = counted(office, 1)
        before = JournalLine.objects.count()
        wrong = holder.opened(new_private_key()).raw
        with pytest.raises(ValidationError, match="does not hold for your key"):
            trustee_shares.give(holder.trustee, raw=wrong, at=clock.now())
        assert list(Share.objects.values_list("owner", flat=True)) == [1]
        assert JournalLine.objects.count() == before
        assert not RecordEvent.objects.filter(type=Kind.PARTIAL_DECRYPTION.value).exists()
        holder.open()
        assert phase(office) is Phase.COUNTED

    def test_one_of_another_trustee_is_refused(self, office: Office) -> None:
        first, second = counted(office, 2)
        with pytest.raises(ValidationError, match="does not hold for your key"):
            trustee_shares.give(first.trustee, raw=second.opened().raw, at=clock.now())

    def test_one_with_another_number_under_it_is_refused(self, office: Office) -> None:
        first, _second = counted(office, 2)
        share = first.opened()
        with pytest.raises(ValidationError, match="another trustee’s number"):
            trustee_shares.give(first.trustee, raw=share.raw + b"\n" + share.owned_by(3) + b"\n", at=clock.now())
        trustee_shares.give(first.trustee, raw=share.raw + b"\n" + share.owned_by(2) + b"\n", at=clock.now())

    @pytest.mark.parametrize(
        "raw", [b"", b"{}", b"\xff\xfe", b"[]\n[]", b'{"decryption_factors":[],"decryption_proofs":[]}']
    )
    def test_what_is_none_is_refused(self, office: Office, raw: bytes) -> None:
        (holder,) = counted(office, 1)
        with pytest.raises(ValidationError) as refused:
            trustee_shares.give(holder.trustee, raw=raw, at=clock.now())
        assert "file" in refused.value.message_dict

    def test_a_share_is_given_once(self, office: Office) -> None:
        first, _second = counted(office, 2)
        first.open()
        with pytest.raises(ValidationError, match="already"):
            first.open()

    def test_nothing_is_opened_before_the_sum_is_there(self, office: Office) -> None:
        (holder,) = open_with(office, 1)
        with pytest.raises(ValidationError, match="Nothing is to be opened"):
            trustee_shares.give(holder.trustee, raw=b"{}", at=clock.now())

    def test_a_strong_proof_of_somebody_else_is_refused(self, office: Office) -> None:
        first, second = counted(office, 2)
        strong = second.strong(second.opened())
        with pytest.raises(ValidationError, match="second file"):
            trustee_shares.give(first.trustee, raw=first.opened().raw, strong=strong, at=clock.now())

    def test_the_strong_proofs_stand_beside_the_record(self, office: Office) -> None:
        first, second = counted(office, 2)
        first.open()
        trustee_shares.give(second.trustee, raw=second.opened().raw, at=clock.now())
        proofs = read_proofs(trustee_shares.strong_proofs(setup_of(office.election)))
        assert [proof.owner for proof in proofs] == [1, 2]

    def test_who_gave_none_is_named_before_the_result_is_certified(self, office: Office) -> None:
        first, second = counted(office, 2)
        first.open()
        trustee_shares.give(second.trustee, raw=second.opened().raw, at=clock.now())
        office.election.refresh_from_db()
        labels = [str(state.lines[-1].label) for state in states(office.election, clock.now())]
        assert ["on their word" in label for label in labels] == [False, True]


def finished(office: Office, holders: list[Holder]) -> bytes:
    """Two of three open the totals: one lost the key, one sends a wrong share first."""
    wrong, _lost, right = holders
    with pytest.raises(ValidationError, match="does not hold"):
        trustee_shares.give(wrong.trustee, raw=wrong.opened(new_private_key()).raw, at=clock.now())
    right.open()
    wrong.open()
    office.certify()
    office.publish()
    return record_of(office.election)


def test_two_of_three_open_an_election_and_our_verifier_accepts_it(office: Office) -> None:
    report = verify(io.BytesIO(finished(office, counted(office, 3, threshold=2))))
    assert (report.shares, report.counted, report.result) == ((1, 2, 4), 3, COUNTED)


@pytest.mark.interop
def test_belenios_tool_accepts_it_and_each_ballot(office: Office, belenios_tool: str, tmp_path: Path) -> None:
    record = finished(office, counted(office, 3, threshold=2))
    belenios = Belenios(belenios_tool, tmp_path, setup_of(office.election).uuid)
    assert belenios.accepts(record)
    assert belenios.accepts_every_ballot(record)
    assert not belenios.accepts(forged(record, Kind.RESULT, lambda data: data.replace(b"[1,1,2]", b"[1,2,1]")))
