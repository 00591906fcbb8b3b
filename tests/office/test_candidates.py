"""The office's pages of nominees: what waits, what changed, what is decided about it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import JournalLine, Mail
from elections.models import Election, Organisation, Proposal
from nominees.models import Nominee
from nominees.nominating import endorse
from tests.nominees.nominations import during, election, member, named, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board)


def listed(board: Election) -> str:
    return reverse("office:candidates", args=[board.slug])


def nominee_page(nominee: Nominee) -> str:
    return reverse("office:nominee", args=[nominee.election.slug, nominee.pk])


class TestTheList:
    def test_says_how_much_waits_and_who_was_named(self, board: Election, nora: Nominee, desk: Client) -> None:
        endorse(nora, text="Yes!", by=member("Mia"), at=during(board), nominator_name="Mia M.")
        named(board, "Una Unanswered", "una@example.org")
        page = desk.get(listed(board)).content.decode()
        assert "3 texts wait for you" in page
        assert reverse("office:queue", args=[board.slug]) in page
        assert "named, has not answered" in page
        assert "endorsed by 1" in page

    def test_says_how_far_each_is_with_the_endorsements_that_it_takes(self, board: Election, desk: Client) -> None:
        Election.objects.filter(pk=board.pk).update(endorsements_needed=2)
        una = named(board, "Una", "una@example.org", member("Basic")).nominee
        assert "0 of 2 endorsements by members with a vote" in desk.get(listed(board)).content.decode()
        assert "0 of 2 endorsements by members with a vote" in desk.get(nominee_page(una)).content.decode()

    @pytest.mark.parametrize(
        ("fact", "word"),
        [("accepted", "accepted"), ("declined", "declined"), ("withdrawn", "withdrawn"), ("ineligible", "ineligible")],
    )
    def test_says_where_a_nominee_stands(
        self, board: Election, nora: Nominee, desk: Client, fact: str, word: str
    ) -> None:
        at = during(board)
        facts: dict[str, dict[str, object]] = {
            "accepted": {},
            "declined": {"accepted_at": None, "accepted_by": None, "declined_at": at, "declined_by": nora.person},
            "withdrawn": {"withdrawn_at": at, "withdrawn_by": nora.person},
            "ineligible": {"ineligible_reason": "Not a member."},
        }
        Nominee.objects.filter(pk=nora.pk).update(**facts[fact])
        assert f"{word}</span>" in desk.get(listed(board)).content.decode()

    def test_asks_the_database_as_often_for_one_as_for_three(
        self, board: Election, nora: Nominee, desk: Client
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(listed(board)).status_code == 200
            return len(captured)

        endorse(nora, text="Yes!", by=member("Mia"), at=during(board))
        one = queries()
        for number in range(2):
            other = standing(board, f"Bo {number}", f"bo{number}@example.org")
            endorse(other, text="Yes!", by=member(f"Mo {number}"), at=during(board))
        assert queries() == one

    def test_says_that_nothing_waits(self, board: Election, desk: Client) -> None:
        page = desk.get(listed(board)).content.decode()
        assert "Nothing waits." in page
        assert "Nobody was named." in page


class TestANominee:
    def test_belongs_to_organisations(self, board: Election, nora: Nominee, desk: Client) -> None:
        assert "Example Works" in desk.get(nominee_page(nora)).content.decode()
        desk.post(nominee_page(nora), {"affiliations": "", "organisations": "Acme, New Works"})
        assert list(nora.organisations.values_list("name", flat=True)) == ["Acme", "New Works"]
        assert 'value="Acme, New Works"' in desk.get(nominee_page(nora)).content.decode()

    def test_an_organisation_of_too_long_a_name_is_refused_at_its_field(
        self, board: Election, nora: Nominee, desk: Client
    ) -> None:
        page = desk.post(nominee_page(nora), {"affiliations": "", "organisations": "x" * 201}).content.decode()
        assert "<title>Error:" in page
        assert 'href="#id_organisations"' in page
        assert "x" * 201 in page
        assert not Organisation.objects.exists()

    def test_is_declared_ineligible_and_eligible_again(self, board: Election, nora: Nominee, desk: Client) -> None:
        assert "Give a reason" in desk.post(nominee_page(nora), {"eligibility": ""}).content.decode()
        desk.post(nominee_page(nora), {"eligibility": "", "reason": "Not a member."})
        nora.refresh_from_db()
        assert nora.ineligible_reason == "Not a member."
        page = desk.get(nominee_page(nora)).content.decode()
        assert "Declare eligible after all" in page
        assert "published with the result" not in page
        desk.post(nominee_page(nora), {"eligibility": "", "reason": "The list was wrong."})
        nora.refresh_from_db()
        assert nora.ineligible_reason == ""

    def test_of_another_election_is_not_found_here(self, board: Election, nora: Nominee, desk: Client) -> None:
        other = election("other")
        assert desk.get(reverse("office:nominee", args=[other.slug, nora.pk])).status_code == 404


def test_nobody_else_enters(board: Election, nora: Nominee, stranger: Client, client: Client) -> None:
    for page in (listed(board), nominee_page(nora)):
        assert stranger.get(page).status_code == 403
        assert client.get(page)["Location"].startswith(reverse("account_login"))
    data = {"eligibility": "", "reason": "x"}
    assert stranger.post(nominee_page(nora), data).status_code == 403
    assert client.post(nominee_page(nora), data).status_code == 302
    nora.refresh_from_db()
    assert nora.ineligible_reason == ""


def test_a_withdrawal_is_recorded_by_two_and_the_nominee_is_told(
    board: Election, desk: Client, other_desk: Client
) -> None:
    nominee = standing(board)
    page = reverse("office:nominee", args=[board.slug, nominee.pk])
    answer = desk.post(page, {"withdrawal": "", "reason": "They wrote to us."}, follow=True)
    assert '<p class="notice ">Another officer has to agree' in answer.content.decode()
    assert not Nominee.objects.filter(withdrawn_at__isnull=False).exists()
    waiting = reverse("office:proposal", args=[board.slug, Proposal.objects.get().pk])
    assert answer.redirect_chain == [(waiting, 302)]
    assert nominee.name in other_desk.get(waiting).content.decode()
    other_desk.post(waiting, {"agree": ""})
    assert Nominee.objects.filter(withdrawn_at__isnull=False).exists()
    assert Mail.objects.filter(kind="withdrawal recorded").exists()


def test_a_nominee_gets_another_name_and_the_old_address_leads_on(board: Election, desk: Client) -> None:
    nominee = standing(board, "Nora Nominee")
    before = nominee.get_absolute_url()
    page = reverse("office:nominee", args=[board.slug, nominee.pk])
    assert "Give the name." in desk.post(page, {"renaming": "", "name": " ", "reason": "x"}).content.decode()
    desk.post(page, {"renaming": "", "name": "Nora Neu", "reason": "She married."})
    renamed = Nominee.objects.get(pk=nominee.pk)
    assert (renamed.name, renamed.slug) == ("Nora Neu", "nora-neu")
    assert desk.get(before)["Location"] == renamed.get_absolute_url()
    assert JournalLine.objects.get(act="rename nominee").reason == "She married."
