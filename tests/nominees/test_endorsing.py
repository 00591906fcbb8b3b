"""Pages of who endorses and who is endorsed: the class beside a name, corrections, and every version of the words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import MembershipClass, Person
from nominees.models import Nomination, Nominee
from nominees.nominating import endorse
from nominees.revising import ask_for_correction, revise_endorsement, send_back, write_profile
from tests.cast import officer, person
from tests.nominees.browsing import announce
from tests.nominees.nominations import ANNOUNCED, DURING, VOTING, approve_all, during, election, member, seal, standing

pytestmark = pytest.mark.django_db
SAID = {"text": "Yes!", "nominator_name": "Mia M."}


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board)


@pytest.fixture
def mia() -> Person:
    return member("Mia Member", "mia@example.org")


@pytest.fixture
def nomination(nora: Nominee, mia: Person) -> Nomination:
    return endorse(nora, text="Yes!", by=mia, at=during(nora.election), nominator_name="Mia M.")


def browser(somebody: Person) -> Client:
    client = Client()
    client.force_login(somebody.user)
    return client


def form(nominee: Nominee) -> str:
    return f"{nominee.get_absolute_url()}endorse/"


def page_of(nomination: Nomination, name: str) -> str:
    return f"{nomination.nominee.get_absolute_url()}endorsements/{nomination.pk}/{name}/"


def ask(nomination: Nomination, what: str = "It was nine years.") -> None:
    nominee = nomination.nominee
    ask_for_correction(nomination, by=nominee.person, at=during(nominee.election), what=what)


class TestTheClass:
    def test_is_offered_by_name_and_shown_to_who_agrees(self, nora: Nominee, mia: Person) -> None:
        client = browser(mia)
        assert "Show my membership class beside it: Basic" in client.get(form(nora)).content.decode()
        client.post(form(nora), SAID | {"shows_class": "on"})
        assert Nomination.objects.get(nominator=mia).shown_class == MembershipClass.BASIC
        approve_all(nora.election)
        page = browser(nora.person).get(nora.get_absolute_url()).content.decode()
        assert "<bdi>Mia M.</bdi> · Basic" in page

    def test_is_not_shown_to_who_did_not_agree(self, nora: Nominee, mia: Person) -> None:
        browser(mia).post(form(nora), SAID)
        assert Nomination.objects.get(nominator=mia).shown_class == ""

    def test_is_not_offered_to_who_has_none(self, board: Election, nora: Nominee) -> None:
        Election.objects.update(who_may_endorse="anyone")
        stranger = person("Stranger")
        assert "membership class" not in browser(stranger).get(form(nora)).content.decode()
        browser(stranger).post(form(nora), SAID | {"shows_class": "on"})
        assert Nomination.objects.get(nominator=stranger).shown_class == ""

    def test_of_a_nominator(self, board: Election, mia: Person) -> None:
        said = SAID | {"name": "Una", "email": "una@example.org", "shows_class": "on"}
        browser(mia).post(f"/elections/{board.slug}/nominate/", said)
        assert Nomination.objects.get(nominator=mia).shown_class == "basic"

    def test_can_be_changed_without_new_words(self, nora: Nominee, mia: Person, nomination: Nomination) -> None:
        answer = browser(mia).post(form(nora), SAID | {"shows_class": "on"}, follow=True)
        assert "The class beside your name is as you wish it." in answer.content.decode()
        nomination.refresh_from_db()
        assert (nomination.shown_class, nomination.revisions.count()) == ("basic", 1)
        mia.memberships.all().delete()  # what was shown can be hidden, although it is held no more
        assert "Show my membership class beside it: Basic" in browser(mia).get(form(nora)).content.decode()
        browser(mia).post(form(nora), SAID)
        nomination.refresh_from_db()
        assert nomination.shown_class == ""


class TestAnotherName:
    def test_waits_with_the_words(self, nora: Nominee, mia: Person, nomination: Nomination) -> None:
        approve_all(nora.election)
        client = browser(mia)
        assert 'value="Mia M."' in client.get(form(nora)).content.decode()
        client.post(form(nora), {"text": "Yes!", "nominator_name": "Mia of Acme"})
        assert 'value="Mia of Acme"' in client.get(form(nora)).content.decode()
        page = browser(nora.person).get(nora.get_absolute_url()).content.decode()
        assert "Mia M." in page
        assert "Mia of Acme" not in page
        approve_all(nora.election)
        assert "Mia of Acme" in browser(nora.person).get(nora.get_absolute_url()).content.decode()


class TestACorrection:
    def test_is_asked_for_on_the_nominees_page(self, nora: Nominee, mia: Person, nomination: Nomination) -> None:
        client, page = browser(nora.person), page_of(nomination, "correct")
        assert page in client.get(nora.get_absolute_url()).content.decode()
        assert "Yes!" in client.get(page).content.decode()
        empty = client.post(page, {"what": " "}).content.decode()
        assert "<title>Error:" in empty
        assert 'href="#id_what"' in empty
        answer = client.post(page, {"what": "It was nine years."}, follow=True).content.decode()
        assert "We mailed it to the author." in answer
        assert "It was nine years." in answer
        assert page not in answer
        assert Mail.objects.filter(kind="correction", recipient="mia@example.org").count() == 1

    def test_reading_asks_for_nothing(self, nora: Nominee, nomination: Nomination) -> None:
        browser(nora.person).get(page_of(nomination, "correct"), {"what": "x"})
        nomination.refresh_from_db()
        assert nomination.correction_asked_at is None

    def test_is_shown_to_the_author_until_they_answer_with_new_words(
        self, nora: Nominee, mia: Person, nomination: Nomination
    ) -> None:
        ask(nomination)
        client = browser(mia)
        for page in (form(nora), nora.get_absolute_url()):
            assert "asks you to mend something:" in client.get(page).content.decode()
        client.post(form(nora), SAID | {"text": "Nine years!"})
        for page in (form(nora), nora.get_absolute_url()):
            assert "asks you to mend something:" not in client.get(page).content.decode()

    def test_is_the_nominees_alone(self, nora: Nominee, mia: Person, nomination: Nomination) -> None:
        page = page_of(nomination, "correct")
        assert browser(mia).post(page, {"what": "x"}).status_code == 403
        assert browser(officer()).post(page, {"what": "x"}).status_code == 403
        assert browser(member("Eve")).post(page, {"what": "x"}).status_code == 404
        assert Client().get(page).status_code == 302
        own = nora.nominations.get(by_self=True)
        assert browser(nora.person).get(page_of(own, "correct")).status_code == 404
        nomination.refresh_from_db()
        assert nomination.correction_asked_at is None

    def test_by_direct_address_once_voting_has_opened_is_refused(self) -> None:
        board = election(shifted=clock.now() - VOTING - timedelta(seconds=1))
        seal(board)
        nomination = endorse(standing(board), text="Yes!", by=member("Mia"), at=during(board))
        answer = browser(nomination.nominee.person).post(page_of(nomination, "correct"), {"what": "x"})
        assert "Words can be changed from the nominations until voting opens." in answer.content.decode()
        nomination.refresh_from_db()
        assert nomination.correction_asked_at is None


class TestHistory:
    @pytest.fixture
    def changed(self, nora: Nominee, mia: Person, nomination: Nomination) -> Nomination:
        """Approved, changed, sent back and changed again."""
        at = during(nora.election)
        approve_all(nora.election)
        again = revise_endorsement(nomination, text="Yes and no!", by=mia, at=at)
        send_back(again, by=officer(), at=at, reason="Decide.")
        revise_endorsement(nomination, text="Yes and yes!", nominator_name="Mia of Acme", by=mia, at=at)
        return nomination

    def test_of_an_endorsement_shows_what_each_version_changed(self, mia: Person, changed: Nomination) -> None:
        page = browser(mia).get(page_of(changed, "history")).content.decode()
        assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1")
        newest, second, first = page.split('<section class="entry"')[1:4]
        assert "yes!</ins>" in newest
        assert "of Acme</ins>" in newest
        assert "Not approved." in newest
        assert "Decide." in second
        assert "and no!</ins>" in second
        assert "Approved" in first
        assert "<p>Yes!</p>" in first

    def test_of_a_statement_shows_every_field_that_changed(self, nora: Nominee) -> None:
        at = during(nora.election)
        said = {"text": "I stand *because* I can.", "employer": "Example Works"}
        write_profile(nora, by=nora.person, at=at, **said, languages="Twi", country="GH", pronouns="she")  # type: ignore[arg-type]
        page = browser(nora.person).get(f"{nora.get_absolute_url()}history/").content.decode()
        newest = page.split('<section class="entry"')[1]
        assert "The text is the same." in newest
        for label, value in (("Languages", "Twi"), ("Country", "Ghana"), ("Pronouns", "she")):
            assert f"<dt>{label}</dt>" in newest
            assert f"{value}</ins>" in newest
        assert "<dt>Affiliations</dt>" not in newest

    def test_is_read_by_its_author_and_the_office_alone(self, nora: Nominee, mia: Person, changed: Nomination) -> None:
        own, said = f"{nora.get_absolute_url()}history/", page_of(changed, "history")
        expected = {
            own: {nora.person: 200, mia: 403, officer("Otto"): 200, member("Eve"): 404},
            said: {nora.person: 403, mia: 200, officer("Ina"): 200, member("Max"): 404},
        }
        for page, readers in expected.items():
            assert Client().get(page)["Location"].startswith("/accounts/login/")
            assert {reader: browser(reader).get(page).status_code for reader in readers} == readers
        now = clock.now()
        Election.objects.update(candidates_announced=now, acceptance_closes=now, nominations_close=now)
        assert browser(member("Eva")).get(own).status_code == 403

    def test_costs_the_same_for_one_version_and_for_three(self, nora: Nominee) -> None:
        client, page, costs = browser(nora.person), f"{nora.get_absolute_url()}history/", []
        for number in range(3):
            write_profile(nora, by=nora.person, at=during(nora.election), text=f"Version {number}.")
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            costs.append(len(captured))
        assert costs[0] == costs[1] == costs[2]


def test_an_edit_after_approval_waits_while_the_approved_words_stay_public(mia: Person) -> None:
    board = election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))
    nora = standing(board)
    endorse(nora, text="Yes!", by=mia, at=during(board), nominator_name="Mia M.")
    approve_all(board)
    browser(nora.person).post(f"{nora.get_absolute_url()}edit/", {"text": "New statement."})
    browser(mia).post(form(nora), {"text": "New words.", "nominator_name": "New name"})
    public = Client().get(nora.get_absolute_url()).content.decode()
    for old, new in (("I stand", "New statement."), ("Yes!", "New words."), ("Mia M.", "New name")):
        assert old in public
        assert new not in public
    approve_all(board)
    public = Client().get(nora.get_absolute_url()).content.decode()
    for old, new in (("I stand", "New statement."), ("Yes!", "New words."), ("Mia M.", "New name")):
        assert old not in public
        assert new in public


@pytest.mark.parametrize("stopped", [False, True])
def test_who_never_became_public_is_found_no_more_once_nominations_are_over(
    board: Election, nora: Nominee, mia: Person, nomination: Nomination, stopped: bool
) -> None:
    page, search = f"{nora.get_absolute_url()}endorse/", f"/elections/{board.slug}/nominate/known/?q=nora"
    stranger = browser(member("Max"))
    assert stranger.get(page).status_code == 200
    assert "Nora Nominee" in stranger.get(search).content.decode()
    if stopped:
        Election.objects.update(cancelled_at=clock.now(), cancelled_by=officer())
    else:
        announce(board)
        Election.objects.update(endorsements_needed=5)
    assert stranger.get(page).status_code == 404
    assert "Nora Nominee" not in stranger.get(search).content.decode()
    assert browser(mia).get(page).status_code == 200  # who backed them
