"""The office's pages of nominees: what waits, what changed, what is decided about it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import JournalLine, Mail
from elections.models import Election, Organisation
from members.models import Person
from nominees.models import EndorsementRevision, Nominee, ProfileRevision
from nominees.nominating import endorse
from nominees.revising import approve, write_profile
from tests.nominees.nominations import during, election, member, named, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board)


def queue(board: Election) -> str:
    return reverse("office:candidates", args=[board.slug])


def page_of(words: ProfileRevision | EndorsementRevision, board: Election) -> str:
    kind = "statement" if isinstance(words, ProfileRevision) else "endorsement"
    return reverse("office:revision", args=[board.slug, kind, words.pk])


def nominee_page(nominee: Nominee) -> str:
    return reverse("office:nominee", args=[nominee.election.slug, nominee.pk])


def second_version(nominee: Nominee, by: Person) -> ProfileRevision:
    approve(nominee.profiles.get(), by=by, at=during(nominee.election))
    return write_profile(
        nominee,
        by=nominee.person,
        at=during(nominee.election),
        previous_service=None,
        employer="Another Works",
        other_affiliations=None,
        summary="",
        text="I stand *because* I must.",
    )


class TestTheQueue:
    def test_lists_what_waits_and_who_was_named(self, board: Election, nora: Nominee, desk: Client) -> None:
        endorse(nora, text="Yes!", by=member("Mia"), at=during(board), nominator_name="Mia M.")
        named(board, "Una Unanswered", "una@example.org")
        page = desk.get(queue(board)).content.decode()
        assert "Nora Nominee: statement" in page
        assert "Nora Nominee: endorsement by Mia M." in page
        assert "named, has not answered" in page
        assert "endorsed by 1" in page

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
        assert f"{word}</span>" in desk.get(queue(board)).content.decode()

    def test_asks_the_database_as_often_for_one_as_for_three(
        self, board: Election, nora: Nominee, desk: Client
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(queue(board)).status_code == 200
            return len(captured)

        endorse(nora, text="Yes!", by=member("Mia"), at=during(board))
        one = queries()
        for number in range(2):
            other = standing(board, f"Bo {number}", f"bo{number}@example.org")
            endorse(other, text="Yes!", by=member(f"Mo {number}"), at=during(board))
        assert queries() == one

    def test_says_that_nothing_waits(self, board: Election, desk: Client) -> None:
        page = desk.get(queue(board)).content.decode()
        assert "Nothing waits." in page
        assert "Nobody was named." in page


class TestWordsThatWait:
    def test_are_shown_as_they_would_be_and_with_what_changed(
        self, board: Election, nora: Nominee, desk: Client, jonas: Person
    ) -> None:
        page = desk.get(page_of(second_version(nora, jonas), board)).content.decode()
        assert "I stand <em>because</em> I must." in page
        assert 'removed: </span>can.</del> <ins><span class="unseen">added: </span>must.</ins>' in page
        assert 'removed: </span>Example</del> <ins><span class="unseen">added: </span>Another</ins> Works' in page

    def test_of_a_first_version_nothing_is_compared(self, board: Election, nora: Nominee, desk: Client) -> None:
        page = desk.get(page_of(nora.profiles.get(), board)).content.decode()
        assert "None was approved before it." in page
        assert 'class="diff"' not in page

    def test_reading_changes_nothing(self, board: Election, nora: Nominee, desk: Client) -> None:
        words = nora.profiles.get()
        desk.get(page_of(words, board), {"approve": "", "send_back": "", "reason": "x"})
        words.refresh_from_db()
        assert words.is_waiting

    def test_are_approved_once(self, board: Election, nora: Nominee, desk: Client, ines: Person) -> None:
        words = nora.profiles.get()
        assert "Approved:" in desk.post(page_of(words, board), {"approve": ""}, follow=True).content.decode()
        words.refresh_from_db()
        assert words.approved_by == ines
        again = desk.post(page_of(words, board), {"approve": ""}).content.decode()
        assert "approved or sent back already" in again
        assert JournalLine.objects.filter(act="approve words").count() == 1

    def test_of_an_endorsement_are_sent_back_with_a_reason(
        self, board: Election, nora: Nominee, desk: Client, ines: Person
    ) -> None:
        words = endorse(nora, text="Yes!", by=member("Mia"), at=during(board)).revisions.get()
        page = page_of(words, board)
        refused = desk.post(page, {"send_back": "", "reason": " "}).content.decode()
        assert "<title>Error:" in refused
        assert "Give a reason" in refused
        desk.post(page, {"send_back": "", "reason": "Name the project."})
        words.refresh_from_db()
        assert (words.returned_by, words.returned_reason) == (ines, "Name the project.")
        assert Mail.objects.filter(kind="sent_back").count() == 1
        assert "Name the project." in desk.get(page).content.decode()

    def test_that_were_replaced_lead_to_the_newer_ones(
        self, board: Election, nora: Nominee, desk: Client, jonas: Person
    ) -> None:
        waiting = second_version(nora, jonas)
        newer = ProfileRevision.objects.create(
            nominee=nora, number=3, written_by=nora.person, text="Newest.", html="<p>Newest.</p>"
        )
        page = desk.get(page_of(waiting, board)).content.decode()
        assert page_of(newer, board) in page
        assert 'name="approve"' not in page
        refused = desk.post(page_of(waiting, board), {"approve": ""}).content.decode()
        assert "newer version. Look at that one." in refused

    def test_ones_own_are_for_another_officer(self, board: Election, desk: Client, ines: Person, nora: Nominee) -> None:
        words = nora.profiles.get()
        ProfileRevision.objects.filter(pk=words.pk).update(written_by=ines)
        assert 'name="approve"' not in desk.get(page_of(words, board)).content.decode()
        assert desk.post(page_of(words, board), {"approve": ""}).status_code == 403

    def test_of_another_election_are_not_found_here(self, board: Election, nora: Nominee, desk: Client) -> None:
        other = election("other")
        assert desk.get(page_of(nora.profiles.get(), other)).status_code == 404
        assert desk.get(reverse("office:revision", args=[board.slug, "poem", 1])).status_code == 404


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
    words = nora.profiles.get()
    for page in (queue(board), page_of(words, board), nominee_page(nora)):
        assert stranger.get(page).status_code == 403
        assert client.get(page)["Location"].startswith(reverse("account_login"))
    for page in (page_of(words, board), nominee_page(nora)):
        data = {"approve": "", "eligibility": "", "reason": "x"}
        assert stranger.post(page, data).status_code == 403
        assert client.post(page, data).status_code == 302
    words.refresh_from_db()
    nora.refresh_from_db()
    assert (words.is_waiting, nora.ineligible_reason) == (True, "")
