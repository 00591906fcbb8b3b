"""The ballot box page by page: its numbers are those of the record, and a search uses an index."""

import re
from itertools import pairwise

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ballots.ballot_box import A_PAGE, Box, batches, find, is_replaced, recorded
from ballots.models import Ballot, Setup
from ballots.record_models import RecordHead
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from base.models import Mail
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office


@pytest.fixture
def trackers(open_office: Office) -> list[str]:
    """Five ballots of four voters, in two batches."""
    cast = [open_office.vote(voter).tracker for voter in open_office.voters]
    append_pending(setup_of(open_office.election))
    cast.append(open_office.vote(open_office.voters[0]).tracker)
    append_pending(setup_of(open_office.election))
    return cast


@pytest.fixture
def setup(open_office: Office) -> Setup:
    return setup_of(open_office.election)


class TestPages:
    def test_have_the_records_order(self, setup: Setup, trackers: list[str]) -> None:
        box = Box(setup, len(trackers))
        assert [list(page) for page in Paginator(box, 2)] == [trackers[:2], trackers[2:4], trackers[4:]]
        assert (list(box), box[3], len(box)) == (trackers, trackers[3], 5)

    def test_one_page_is_one_query_and_nothing_is_counted(
        self, setup: Setup, trackers: list[str], django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1) as captured:
            assert list(Paginator(Box(setup, len(trackers)), 2).get_page(3)) == trackers[4:]
        assert "COUNT" not in captured[0]["sql"]
        assert "OFFSET" not in captured[0]["sql"]

    def test_an_empty_box_has_an_empty_page(self, setup: Setup) -> None:
        assert list(Paginator(Box(setup, 0), 2).get_page(1)) == []

    def test_all_of_it_comes_in_batches(
        self, setup: Setup, trackers: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ballots.ballot_box.BATCH", 2)
        assert list(batches(setup, 5)) == [trackers[:2], trackers[2:4], trackers[4:]]


class TestFinding:
    def test_by_the_beginning(self, setup: Setup, trackers: list[str]) -> None:
        assert [(each.tracker, each.number) for each in find(setup, trackers[2][:12])] == [(trackers[2], 3)]
        assert {each.tracker for each in find(setup, "")} == set(trackers)
        assert find(setup, "A" * 43) == []

    def test_at_most_a_page_and_one_that_says_that_there_are_more(
        self, setup: Setup, trackers: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ballots.ballot_box.A_PAGE", 2)
        assert len(find(setup, "")) == 3
        assert A_PAGE == 100

    def test_a_ballot_that_waits_is_not_in_the_box(self, open_office: Office, setup: Setup) -> None:
        tracker = open_office.vote(open_office.voters[0]).tracker
        assert find(setup, tracker) == []
        assert recorded(setup, tracker) is None

    def test_an_index_begins_where_the_tracker_does(self, setup: Setup, trackers: list[str]) -> None:
        """With few rows PostgreSQL reads and sorts them all; it is told not to, as it would not with 100,000."""
        ballots = Ballot.objects.filter(setup=setup, tracker__startswith="abcd").order_by("tracker")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            plan = ballots.explain()
        assert "ballots_ballot_once" in plan
        assert ">= 'abcd'" in plan
        assert "Sort" not in plan


class TestRecorded:
    def test_tells_the_number_and_the_head_of_the_batch(self, setup: Setup, trackers: list[str]) -> None:
        places = [recorded(setup, tracker) for tracker in trackers]
        assert [(each.number, each.head.height) for each in places if each] == [(1, 4), (2, 4), (3, 4), (4, 4), (5, 5)]

    def test_whether_it_counts_is_told_after_the_close_alone(
        self, open_office: Office, setup: Setup, trackers: list[str]
    ) -> None:
        assert {is_replaced(setup, tracker) for tracker in trackers} == {None}
        open_office.end()
        assert [is_replaced(setup, tracker) for tracker in trackers] == [True, False, False, False, False]


def test_a_head_counts_what_it_stands_for(open_office: Office, setup: Setup, trackers: list[str]) -> None:
    open_office.count()
    heads = list(RecordHead.objects.order_by("height"))
    assert [(each.height, each.ballots, each.replaced) for each in heads] == [
        (0, 0, 0),
        (4, 4, 0),
        (5, 5, 1),
        (6, 5, 1),
        (7, 5, 1),
    ]
    assert all(before.size < after.size and before.made_at < after.made_at for before, after in pairwise(heads))


class TestTheReceipt:
    @pytest.fixture
    def tracker(self, open_office: Office) -> str:
        return open_office.vote(open_office.voters[0]).tracker

    def shown(self, office: Office, view: str) -> str:
        tracker = Ballot.objects.earliest("pk").tracker
        address = reverse(f"ballots:{view}", args=[office.election.slug, tracker])
        return signed_in(office.voters[0]).get(address).content.decode()

    @pytest.mark.parametrize("view", ["receipt", "receipt_file"])
    def test_waits_for_the_next_batch_and_then_tells_its_place(
        self, open_office: Office, setup: Setup, tracker: str, view: str
    ) -> None:
        assert "waits for the next batch" in self.shown(open_office, view)
        open_office.vote(open_office.voters[1])
        append_pending(setup)
        shown, head = self.shown(open_office, view), RecordHead.objects.latest("height")
        assert "waits for the next batch" not in shown
        assert ("ecorded at height 1" in shown, "ecorded at height: 1" in shown) in {(True, False), (False, True)}
        assert "height 2" in shown
        assert head.hash in shown

    def test_stays_under_the_head_with_which_it_joined(self, open_office: Office, setup: Setup, tracker: str) -> None:
        append_pending(setup)
        joined = RecordHead.objects.latest("height")
        open_office.vote(open_office.voters[1])
        append_pending(setup)
        assert joined.hash in self.shown(open_office, "receipt")

    def test_its_mail_says_how_to_look(self, open_office: Office, tracker: str) -> None:
        letter = Mail.objects.get(kind="ballot cast")
        assert "Within a minute it joins the public record." in letter.text
        assert reverse("ballots:ballot_box", args=[open_office.election.slug]) in letter.text


class TestThePage:
    def get(self, **query: str) -> str:
        return Client().get(reverse("ballots:ballot_box", args=["board-2026"]), query).content.decode()

    def test_of_one_ballot_tells_its_place_and_no_time_but_its_batchs(
        self, open_office: Office, setup: Setup, trackers: list[str]
    ) -> None:
        shown, under = self.get(q=trackers[2][:20]), RecordHead.objects.get(height=4)
        assert "It is ballot number 3 of the record." in shown
        assert "the batch that ends at height 4" in shown
        assert under.hash in shown
        times = re.findall(r'datetime="([^"]+)"', shown[shown.index("<h2>Found") : shown.index("<h2>Late voters")])
        assert times == [under.made_at.isoformat()]
        assert "counts" not in shown[shown.index("<h2>Found") : shown.index("<h2>Late voters")]

    def test_after_the_close_it_tells_what_counts(self, open_office: Office, trackers: list[str]) -> None:
        open_office.end()
        assert "A later ballot of the same voter counts in its place." in self.get(q=trackers[0])
        assert "It is among those that count." in self.get(q=trackers[4])

    def test_has_the_head_of_the_record(self, open_office: Office, trackers: list[str]) -> None:
        assert RecordHead.objects.latest("height").hash in self.get()
