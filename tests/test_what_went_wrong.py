"""What went wrong in earlier elections of the PSF, year by year: here it cannot happen, or somebody is told in time."""

import io
import json
import re
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ballots import mailings
from ballots.late_voters import add_late, additions
from ballots.models import Ballot, Secret
from ballots.preflight import preflight
from ballots.protocol.verify import verify
from ballots.setup import seal_ballot
from base import clock
from base.models import JournalLine, Mail
from elections.making import set_rules
from elections.models import Election, RollEntry
from elections.rights import VotingClass
from elections.roll_preview import PastRoll, dropped
from elections.timetable import set_instants
from members.models import MembershipClass
from tests.ballots.ballot_forms import marks, send, signed_in, words
from tests.ballots.elections import Office
from tests.cast import person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page(path: str) -> str:
    """What everybody reads there, without markup."""
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def of(election: Election, name: str) -> str:
    return reverse(name, args=[election.slug])


@pytest.fixture
def office() -> Office:
    return Office()


class Test2013:
    """After the count it was moved to void the vote: the rules had been open to dispute."""

    def test_rules_are_shown_before_the_vote_and_fixed_with_the_ballot(self, office: Office) -> None:
        assert "At least 1/3 of the voting members must vote" in page(of(office.election, "pages:election"))
        office.seal()
        with pytest.raises(ValidationError, match="sealed"):
            set_rules(office.election, rules={"quorum_denominator": 4}, by=office.first, reason="Too few came.")


class Test2015:
    """Ballots were void because a deadline was meant in UTC and read anywhere on earth; and a seat was tied."""

    def test_one_deadline_is_said_in_both(self, office: Office) -> None:
        office.seal()
        closes, text = office.election.voting_closes, page(of(office.election, "pages:election"))
        assert f"{closes:%H:%M}" in text
        assert f"{closes - timedelta(hours=12):%H:%M}" in text
        assert "AoE" in text

    def test_anybody_can_draw_the_lots_again(self) -> None:
        office = Office(candidates=2, seats=1, voters=2, resolutions=0)
        office.seal()
        for voter, chosen in zip(office.voters, (0, 1), strict=True):
            office.vote(voter, (chosen,))
        office.count()
        office.certify()
        office.publish()
        result = json.loads(Client().get(of(office.election, "ballots:result_json")).content)
        contest = result["contests"][0]
        lots = contest["seating"]["tie_break"]
        ids = sorted(choice["slug"] for choice in contest["choices"])
        lines = [lots["end_ballots"], contest["uuid"], *ids]
        seed = sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
        drawn = sorted(ids, key=lambda each: sha256(f"{seed}|{each}".encode()).hexdigest())
        seated = [choice["slug"] for choice in contest["choices"] if choice["outcome"] == "seated"]
        assert seated == drawn[:1]


class Test2020:
    """A sub-type of members was left out of the roll: 114 of 1,151, found two days into voting."""

    def test_a_class_that_dropped_is_named_before_the_roll_is_sealed(self, office: Office) -> None:
        last = PastRoll(office.election, Counter({"contributing": 114, "supporting": 1037}))
        found = dropped(Counter({VotingClass.SUPPORTING: 1037}), [last])
        assert [(each.voting_class, each.before, each.now) for each in found] == [(VotingClass.CONTRIBUTING, 114, 0)]

    def test_members_see_for_themselves_and_say_so(self, office: Office) -> None:
        text = signed_in(person("Ada Forgotten")).get(of(office.election, "elections:can_i_vote")).content.decode()
        assert reverse("elections:report", args=[office.election.slug]) in text

    def test_who_was_forgotten_is_added_while_others_vote(self, office: Office) -> None:
        office.seal()
        ada = person("Ada Forgotten")
        add_late(
            office.election, ada, membership_class=MembershipClass.CONTRIBUTING, email="ada@example.org",
            by=office.first, seconded_by=office.second, reason="A sub-type was left out.", at=clock.now(),
        )  # fmt: skip
        office.vote(ada)
        assert [reason for _number, _at, reason in additions(office.election)] == ["A sub-type was left out."]
        assert "Ada Forgotten" not in page(of(office.election, "elections:journal"))


class Test2023:
    """Without JavaScript blank ballots were recorded, for good; and two opening times were published."""

    def test_nothing_is_recorded_that_was_not_chosen_and_confirmed(self, office: Office) -> None:
        office.seal()
        client = signed_in(office.voters[0])
        assert "You left this empty" in words(send(client, office.election, "review", {"agree": ["on"]}))
        assert send(client, office.election, "cast", {}).status_code == 409
        assert not Ballot.objects.exists()

    def test_an_abstention_is_chosen_and_can_be_changed(self, office: Office) -> None:
        office.seal()
        client = signed_in(office.voters[0])
        assert "You abstain." in words(
            send(client, office.election, "review", marks(office.election, ("abstain",), (1,)))
        )
        office.vote(office.voters[0])
        office.vote(office.voters[0], (0,), (0,))
        assert Ballot.objects.count() == 2

    def test_a_time_that_moved_is_the_same_wherever_it_is_published(self, office: Office) -> None:
        office.move(voting_opens=office.now + 3 * DAY, voting_closes=office.now + 10 * DAY + timedelta(hours=5))
        before, after = office.election.voting_opens, office.election.voting_opens + DAY + timedelta(minutes=7)
        set_instants(office.election, instants={"voting_opens": after}, by=office.first, reason="A holiday.")
        for path in ("/", of(office.election, "pages:election")):
            text = page(path)
            assert f"{after:%H:%M} UTC" in text, path
            assert f"{before:%H:%M} UTC" not in text, path
        calendar = b"".join(Client().get(of(office.election, "elections:timetable_ics"))).decode()
        assert f"{after:%Y%m%dT%H%M%S}Z" in calendar
        assert f"{before:%Y%m%dT%H%M%S}Z" not in calendar
        data: dict[str, Any] = json.loads(Client().get(of(office.election, "elections:election_json")).content)
        assert f"{after:%Y-%m-%dT%H:%M}" in str(data)
        assert f"{before:%Y-%m-%dT%H:%M}" not in str(data)


class Test2025:
    """The number of winners was not set: 13 candidates for 13 seats, and all were elected."""

    def test_as_many_seats_as_candidates_cannot_be_sealed(self) -> None:
        office = Office(candidates=3, seats=3)
        failing = [check.sentence for check in preflight(office.election, office.sealing) if check.fails]
        assert any("Everybody would be elected" in sentence for sentence in failing)
        with pytest.raises(ValidationError, match="Everybody would be elected"):
            seal_ballot(office.election, by=office.first, seconded_by=office.second, at=office.sealing)


class Test2024:
    """The full results were at a vendor, and expired there."""

    def test_results_stay_after_years_and_without_keys(self, office: Office) -> None:
        office.seal()
        office.vote(office.voters[0], (0,), (0,))
        office.count()
        office.certify()
        office.publish()
        long_ago = {
            name: getattr(office.election, name) - timedelta(days=3650)
            for name in ("roll_closes", "voting_opens", "voting_closes", "published_at", "certified_at", "counted_at")
        }
        office.move(**long_ago)
        assert not Secret.objects.exists()
        assert "Candidate 01" in page(of(office.election, "ballots:result"))
        for name in ("ballots:result_csv", "ballots:result_json"):
            assert Client().get(of(office.election, name)).status_code == 200
        record = b"".join(Client().get(of(office.election, "ballots:record")))
        assert verify(io.BytesIO(record)).result


class TestEveryYear:
    """Ballots ended in spam folders, and people asked whether they can vote."""

    def test_a_mail_holds_nothing_that_votes(self, office: Office) -> None:
        office.seal()
        mailings.send_due(clock.now())
        voter = RollEntry.objects.get(person=office.voters[0])
        mail = Mail.objects.get(recipient=voter.email, kind="voting opened")
        for link in re.findall(r"https?://\S+", mail.text):
            answer = Client().get(re.sub(r"^https?://[^/]+", "", link))
            assert answer.status_code in {200, 302}
            assert "/accounts/" in answer.get("Location", "/accounts/")
        assert not Ballot.objects.exists()

    def test_whoever_asks_is_answered_and_why(self, office: Office) -> None:
        answer = signed_in(person("Ada Outsider")).get(of(office.election, "elections:can_i_vote"))
        assert "You can’t vote in this election" in answer.content.decode()

    def test_every_act_is_in_the_journal(self, office: Office) -> None:
        office.seal()
        assert JournalLine.objects.filter(election_uuid=office.election.uuid, act="seal ballot", public=True).exists()
