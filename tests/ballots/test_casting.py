"""The one door: who may cast what and when, and what is told of it."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ballots import casting_rows
from ballots.casting import State, cast, private_credential_for, receipts, seal_for
from ballots.models import Ballot
from ballots.protocol.ballot import seal, tracker
from ballots.protocol.questions import read_election
from ballots.trackers import TO_ADDRESS, groups
from base import clock
from base.models import JournalLine, Mail
from elections import roll
from elections.models import Contest, Election, RollEntry
from tests import cast as people
from tests.ballots.elections import HOUR, Office, add_voter


class TestAllowed:
    def test_a_voter_casts_and_gets_a_receipt(self, open_office: Office) -> None:
        voter = open_office.voters[0]
        sealed = open_office.sealed(voter, (0, 2), ())
        receipt = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        stored = Ballot.objects.get()
        assert (receipt.tracker, receipt.cast_at, receipt.state) == (tracker(sealed), stored.cast_at, State.COUNTS)
        assert bytes(stored.sealed) == sealed

    def test_a_ballot_sealed_elsewhere_is_as_good(self, open_office: Office) -> None:
        voter = open_office.voters[0]
        election = read_election(bytes(open_office.election.setup.election_json))
        private = private_credential_for(open_office.election, person=voter)
        board, resolution = election.questions
        sealed = seal(election, private, [board.choose([1]), resolution.choose(blank=True)])
        receipt = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=False)
        assert not receipt.sealed_by_server

    def test_voting_again_replaces_the_earlier_ballot(self, open_office: Office) -> None:
        voter = open_office.voters[0]
        first, last = open_office.vote(voter, (0,), ()), open_office.vote(voter, (1,), ())
        assert [(each.tracker, each.state) for each in receipts(open_office.election, person=voter)] == [
            (last.tracker, State.COUNTS),
            (first.tracker, State.REPLACED),
        ]

    def test_the_same_bytes_again_get_the_same_receipt_and_never_become_last(self, open_office: Office) -> None:
        voter = open_office.voters[0]
        sealed = open_office.sealed(voter, (0,), ())
        first = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        assert cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True) == first
        last = open_office.vote(voter, (1,), ())
        again = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        assert (again.tracker, again.cast_at, again.state) == (first.tracker, first.cast_at, State.REPLACED)
        assert receipts(open_office.election, person=voter)[0].tracker == last.tracker
        assert Ballot.objects.count() == 2

    def test_the_same_bytes_after_the_close_still_get_their_receipt(self, open_office: Office) -> None:
        voter = open_office.voters[0]
        sealed = open_office.sealed(voter)
        first = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        open_office.close()
        assert cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True) == first

    def test_the_same_bytes_of_who_was_removed_since_still_get_their_receipt(self, open_office: Office) -> None:
        """The ballot counts: that nothing was recorded would be untrue."""
        voter = open_office.voters[0]
        sealed = open_office.sealed(voter)
        first = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        entry = RollEntry.objects.get(person=voter)
        roll.remove(entry, by=open_office.first, seconded_by=open_office.second, at=clock.now(), reason="Listed twice")
        assert cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True) == first
        with pytest.raises(PermissionDenied, match="not on the roll"):
            cast(open_office.election, sealed=sealed + b" ", by=voter, sealed_by_server=True)
        assert Ballot.objects.count() == 1

    def test_each_cast_is_told_by_mail_with_the_tracker(self, open_office: Office) -> None:
        receipt = open_office.vote(open_office.voters[0], (0,), ())
        mail = Mail.objects.get()
        assert mail.recipient == open_office.voters[0].user.email
        assert " ".join(groups(receipt.tracker)) in mail.text
        assert f"/elections/board-2026/receipt/{receipt.tracker.translate(TO_ADDRESS)}/" in mail.text
        assert mail.secret

    def test_a_voter_without_an_address_casts_too(self, office: Office) -> None:
        unreachable = add_voter(office.election, "Una Reachable", mailed=False)
        office.seal()
        office.vote(unreachable)
        assert not Mail.objects.exists()

    def test_a_voter_sees_no_receipt_of_another(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        assert receipts(open_office.election, person=open_office.voters[1]) == []


def test_nobody_fills_the_record(open_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one casts within an hour is bounded; the same bytes again, and what others cast, are not touched by it."""
    monkeypatch.setattr("ballots.casting.MANY", 2)
    voter, other = open_office.voters[:2]
    sealed = open_office.sealed(voter, (0,), ())
    first = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
    last = open_office.vote(voter, (1,), ())
    with pytest.raises(ValidationError) as refusal:
        open_office.vote(voter, (2,), ())
    assert refusal.value.code == "often"
    assert cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True).tracker == first.tracker
    open_office.vote(other)
    monkeypatch.setattr("ballots.casting.WITHIN", clock.now() - first.cast_at)
    assert open_office.vote(voter, (2,), ()).cast_at > last.cast_at


def test_a_cast_costs_the_same_however_many_were_cast_before(open_office: Office) -> None:
    voter, costs = open_office.voters[0], []
    for earlier in (0, 1, 4):
        for _ in range(earlier):
            open_office.vote(open_office.voters[1])
        sealed = open_office.sealed(voter)
        with CaptureQueriesContext(connection) as queries:
            cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
        costs.append(len(queries))
    assert len(set(costs)) == 1


class TestTheClock:
    """Half-open: from the opening, up to but not at the close. The database's clock is asked."""

    def refused(self, office: Office, code: str, sealed: bytes) -> None:
        with pytest.raises(ValidationError) as refusal:
            cast(office.election, sealed=sealed, by=office.voters[0], sealed_by_server=True)
        assert refusal.value.code == code
        assert not Ballot.objects.exists()

    def test_before_the_opening(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
        self.refused(open_office, "not open", sealed)

    def test_at_the_opening(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.move(voting_opens=clock.now())
        cast(open_office.election, sealed=sealed, by=open_office.voters[0], sealed_by_server=True)
        assert Ballot.objects.get().cast_at >= open_office.election.voting_opens

    def test_at_the_close(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.move(voting_closes=clock.now())
        self.refused(open_office, "closed", sealed)

    def test_after_the_ballots_were_ended(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.end()
        open_office.move(voting_closes=clock.now() + HOUR)
        self.refused(open_office, "closed", sealed)

    def test_while_voting_is_paused(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.move(paused_at=clock.now(), paused_by=open_office.first)
        self.refused(open_office, "paused", sealed)

    def test_before_the_ballot_is_sealed(self, office: Office) -> None:
        self.refused(office, "not sealed", b"{}")


class TestWho:
    def refused(self, office: Office, sealed: bytes, voter: int = 0) -> PermissionDenied:
        with pytest.raises(PermissionDenied) as refusal:
            cast(office.election, sealed=sealed, by=office.voters[voter], sealed_by_server=True)
        assert not Ballot.objects.exists()
        return refusal.value

    def test_an_outsider_is_refused(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        with pytest.raises(PermissionDenied, match="not on the roll"):
            cast(open_office.election, sealed=sealed, by=people.person(), sealed_by_server=True)

    def test_an_outsider_gets_no_credential(self, open_office: Office) -> None:
        with pytest.raises(PermissionDenied, match="not on the roll"):
            private_credential_for(open_office.election, person=people.person())

    def test_who_was_removed_is_refused(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        entry = RollEntry.objects.get(person=open_office.voters[0])
        roll.remove(entry, by=open_office.first, seconded_by=open_office.second, at=clock.now(), reason="Listed twice")
        self.refused(open_office, sealed)

    def test_nobody_casts_another_voters_ballot(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        with pytest.raises(ValidationError, match="signed with another key than yours"):
            cast(open_office.election, sealed=sealed, by=open_office.voters[1], sealed_by_server=True)

    def test_the_server_seals_only_where_the_election_allows_it(self, open_office: Office) -> None:
        sealed = open_office.sealed(open_office.voters[0])
        open_office.move(server_may_seal=False)
        self.refused(open_office, sealed)
        with pytest.raises(PermissionDenied):
            open_office.sealed(open_office.voters[0])


Spoil = Callable[[bytes], bytes]


def other_answers(answers: list[dict[str, list[object]]]) -> list[dict[str, list[object]]]:
    """The first answer with its first two encrypted choices swapped: each is still a good ciphertext."""
    choices = answers[0]["choices"]
    choices[0], choices[1] = choices[1], choices[0]
    return answers


def changed(sealed: bytes, **fields: object) -> bytes:
    return json.dumps(json.loads(sealed) | fields, separators=(",", ":")).encode()


class TestWhat:
    """Each refusal has a code and a sentence that ends with what became of the ballot; only the code is kept."""

    @pytest.mark.parametrize(
        ("code", "spoil"),
        [
            ("not-json", lambda sealed: sealed[:-1]),
            ("not-canonical", lambda sealed: sealed + b"\n"),
            ("too-large", lambda sealed: sealed + b" " * 100_000),
            ("wrong-election", lambda sealed: changed(sealed, election_uuid="AnotherElection")),
            ("wrong-fingerprint", lambda sealed: changed(sealed, election_hash="A" * 43)),
            ("unknown-credential", lambda sealed: changed(sealed, credential="58" + "66" * 31)),
            ("wrong-count", lambda sealed: changed(sealed, answers=json.loads(sealed)["answers"][:1])),
            ("wrong-hash", lambda sealed: changed(sealed, answers=other_answers(json.loads(sealed)["answers"]))),
            ("not-a-scalar", lambda sealed: sealed.replace(b'"response":"', b'"response":"0', 1)),
            ("wrong-fields", lambda sealed: changed(sealed, choice="Candidate 01")),
        ],
    )
    def test_is_refused(self, open_office: Office, code: str, spoil: Spoil) -> None:
        spoilt = spoil(open_office.sealed(open_office.voters[0], (0,), ()))
        with pytest.raises(ValidationError) as refusal:
            cast(open_office.election, sealed=spoilt, by=open_office.voters[0], sealed_by_server=False)
        assert refusal.value.code == code
        assert refusal.value.messages[0].endswith("Your ballot was not cast.")
        assert not Ballot.objects.exists()
        line = JournalLine.objects.get(act="refuse ballot")
        assert (line.details, line.actor_id, line.actor, line.public) == ({"reason": code}, None, "ballot box", False)


class TestMarks:
    """What the server seals is what was marked, or it is refused."""

    def marks(self, office: Office, *chosen: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
        return dict(zip(Contest.objects.order_by("position").values_list("pk", flat=True), chosen, strict=False))

    def test_a_contest_without_an_answer_is_no_abstention(self, open_office: Office) -> None:
        with pytest.raises(ValidationError, match="Every question needs an answer"):
            seal_for(open_office.election, self.marks(open_office, (0,)), person=open_office.voters[0])

    def test_a_contest_of_another_election_is_refused(self, open_office: Office) -> None:
        marks = self.marks(open_office, (0,), ()) | {0: ()}
        with pytest.raises(ValidationError, match="Every question needs an answer"):
            seal_for(open_office.election, marks, person=open_office.voters[0])

    def test_one_choice_too_many_is_refused(self, open_office: Office) -> None:
        with pytest.raises(ValidationError, match="Resolution 1: choose at most 1"):
            seal_for(open_office.election, self.marks(open_office, (0,), (0, 1)), person=open_office.voters[0])

    def test_a_choice_that_is_not_there_is_refused(self, open_office: Office) -> None:
        with pytest.raises(ValidationError, match="does not allow"):
            seal_for(open_office.election, self.marks(open_office, (3,), ()), person=open_office.voters[0])


class TestTheElectionThatACastReads:
    def test_is_the_one_that_everybody_else_reads(self, open_office: Office) -> None:
        found = casting_rows.election_at(open_office.election.slug)
        assert found is not None
        own, same = (
            {name: getattr(each, name) for name in casting_rows.NAMES} for each in (found, Election.objects.get())
        )
        assert own == same
        assert isinstance(found.voting_classes, list)

    @pytest.mark.parametrize("fact", ["a draft", "held elsewhere", "another address"])
    def test_is_none_without_a_ballot(self, office: Office, fact: str) -> None:
        slug = "elsewhere" if fact == "another address" else office.election.slug
        if fact == "a draft":
            office.move(announced_at=None, announced_by=None)
        if fact == "held elsewhere":
            office.move(imported_at=office.now)
        assert casting_rows.election_at(slug) is None
