"""The turnout as the office sees it while people vote: numbers, pictures with tables, and whether everything runs."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ballots.sequencing import append_pending
from ballots.setup import setup_of
from base import journal
from elections.models import RollEntry
from tests import cast
from tests.ballots.elections import Office, added_late


def page(desk: Client, office: Office) -> str:
    return desk.get(reverse("office:turnout", args=[office.election.slug])).content.decode()


def voting(voters: int = 4) -> Office:
    office = Office(voters=voters)
    office.seal()
    return office


def test_before_the_opening_there_is_nothing_to_count(desk: Client) -> None:
    office = Office()
    text = page(desk, office)
    assert "Voting has not opened yet." in text
    assert "By day" not in text


def test_how_many_voted_and_whether_it_is_enough(desk: Client) -> None:
    office = voting()
    assert "The quorum is not reached yet: 2 have to vote." in page(desk, office)
    office.vote(office.voters[0], (0,), (0,))
    office.vote(office.voters[0], (1,), (0,))
    office.vote(office.voters[1])
    text = page(desk, office)
    assert "2 of 4 have voted" in text
    assert "The quorum is reached: 2 had to vote." in text
    assert text.count('<rect class="column"') == 1
    assert '<p class="plot-scale" aria-hidden="true"><span>2</span><span>0</span></p>' in text
    assert not any(voter.name in text for voter in office.voters)
    assert "Candidate" not in text.split("</nav>")[-1]


def test_classes_with_fewer_than_five_voters_are_merged(desk: Client) -> None:
    office = Office(voters=10)
    for name in ("Fee Fellow", "Finn Fellow"):
        somebody = cast.person(name)
        RollEntry.objects.create(
            election=office.election,
            person=somebody,
            name=name,
            email="f@example.org",
            membership_class="fellow",
            **added_late(office.election),
        )
    office.seal()
    office.vote(office.voters[0])
    append_pending(setup_of(office.election))
    rows = desk.get(reverse("office:turnout", args=[office.election.slug])).context["classes"]
    assert [row["said"] for row in rows] == ["1 of 12"]


def test_what_does_not_run_is_said(desk: Client) -> None:
    office = voting()
    assert "No ballot was refused within the hour." in page(desk, office)
    journal.write("refuse ballot", by="ballot box", election=office.election.uuid, details={"reason": "signature"})
    text = page(desk, office)
    assert "1 ballot was refused within the hour" in text
    assert "The worker does not run" in text


def test_it_costs_the_same_for_one_ballot_and_for_three(desk: Client) -> None:
    office, costs = voting(), []
    for voter in office.voters[:3]:
        office.vote(voter)
        with CaptureQueriesContext(connection) as queries:
            page(desk, office)
        costs.append(len(queries))
    assert costs[0] == costs[2]


def test_others_do_not_see_it(stranger: Client) -> None:
    office = voting()
    assert stranger.get(reverse("office:turnout", args=[office.election.slug])).status_code == 403


def test_the_desk_draws_it_while_people_vote(desk: Client) -> None:
    office = voting()
    office.vote(office.voters[0])
    address = reverse("office:election", args=[office.election.slug])
    text = desk.get(address).content.decode()
    assert "1 of 4 have voted." in text
    assert '<rect class="column"' in text
    office.close()
    assert "have voted." not in desk.get(address).content.decode()
