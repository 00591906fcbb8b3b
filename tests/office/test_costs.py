"""The office's pages ask the database as often for much as for little."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import clock
from elections.models import Proposal
from elections.proposals import propose
from members.models import Person
from tests.ballots.elections import Office, add_candidate, add_resolution
from tests.office.conftest import signed_in

DAY = timedelta(days=1)


def cost(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)


def page_of(name: str, office: Office) -> str:
    return reverse(f"office:{name}", args=[office.election.slug])


def test_pre_flight_of_two_and_of_twenty_candidates(desk: Client) -> None:
    office = Office(candidates=2, resolutions=1)
    office.move(voting_opens=office.now + DAY, voting_closes=office.now + 2 * DAY)
    two = cost(desk, page_of("preflight", office))
    for number in range(3, 21):
        add_candidate(office.election, f"Candidate {number:02}")
    assert cost(desk, page_of("preflight", office)) == two


def test_pre_flight_of_one_and_of_ten_contests(desk: Client) -> None:
    office = Office(candidates=2, resolutions=1)
    one = cost(desk, page_of("preflight", office))
    for number in range(2, 11):
        add_resolution(office.election, f"Resolution {number}")
    assert cost(desk, page_of("preflight", office)) == one


def counted(slug: str, *, candidates: int, resolutions: int) -> Office:
    office = Office(candidates=candidates, resolutions=resolutions)
    office.move(slug=slug)
    office.seal()
    office.count()
    return office


def test_count_of_few_and_of_many(ines: Person) -> None:
    few = counted("few", candidates=2, resolutions=1)
    many = counted("many", candidates=20, resolutions=4)
    desk = signed_in(ines)
    assert cost(desk, page_of("count", few)) == cost(desk, page_of("count", many))
    few.certify()
    many.certify()
    assert cost(desk, page_of("count", few)) == cost(desk, page_of("count", many))


def test_home_with_one_proposal_and_with_twenty(desk: Client, jonas: Person) -> None:
    election = Office().election

    def ask(number: int) -> Proposal:
        return propose(election, act="add-to-roll", arguments={"person": number}, reason="x", by=jonas, at=clock.now())

    ask(1)
    address = reverse("office:home")
    assert "1 act needs a second officer: you" in desk.get(address).content.decode()
    one = cost(desk, address)
    for number in range(2, 21):
        ask(number)
    assert "20 acts need a second officer: you" in desk.get(address).content.decode()
    assert cost(desk, address) == one
