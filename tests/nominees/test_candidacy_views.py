"""Pages of a nominee’s own, and of who endorses: what waits, what is shown, and whose it is."""

import pytest

from base import clock
from elections.models import Election
from members.models import User
from nominees.models import Nominee
from nominees.nominating import decline, endorse, withdraw
from tests.cast import officer
from tests.nominees.browsing import NORA, announce, at, browser
from tests.nominees.nominations import DURING, approve_all, election, member, named, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


class TestOwnPage:
    def test_writing_a_statement(self, board: Election) -> None:
        nominee = standing(board)
        client, page = browser(nominee.person), f"{nominee.get_absolute_url()}edit/"
        assert "I stand *because* I can." in client.get(page).content.decode()
        client.post(page, {"text": "New words.", "summary": "Two."})
        newest = nominee.profiles.order_by("-number")[0]
        assert (newest.number, newest.text, newest.summary, newest.employer) == (2, "New words.", "Two.", None)

    def test_shows_what_waits_beside_what_everybody_sees_to_the_nominee_alone(self, board: Election) -> None:
        nominee = standing(board)
        approve_all(board)
        said = {
            "text": "New words.",
            "summary": "Two.",
            "affiliations-0-organisation": "Elsewhere",
            "affiliations-0-relation": "employed",
        }
        browser(nominee.person).post(f"{nominee.get_absolute_url()}edit/", said)
        own = browser(nominee.person).get(nominee.get_absolute_url()).content.decode()
        waiting, shown = own.index("Waiting for the election office"), own.index("I stand <em>because</em> I can.")
        assert all(waiting < own.index(words) < shown for words in ("New words.", "Two.", "Elsewhere"))
        assert "Example Works" in own
        announce(board)
        for reader in (browser(), browser(officer()), browser(member("Mia"))):
            assert "New words." not in reader.get(nominee.get_absolute_url()).content.decode()
        approve_all(board)
        own = browser(nominee.person).get(nominee.get_absolute_url()).content.decode()
        assert "Waiting for the election office" not in own

    def test_what_a_nominator_disclosed_does_not_wait_for_the_office(self, board: Election) -> None:
        browser(member("Mia")).post(at(board, "nominate/"), NORA | {"employer": "Example Works"})
        nominee = Nominee.objects.get()
        User.objects.create_user("nora@example.org", person=nominee.person)
        text = browser(nominee.person).get(nominee.get_absolute_url()).content.decode()
        assert "This is you" in text
        assert "Waiting for the election office" not in text

    def test_the_preview_is_of_everything_and_keeps_nothing(self, board: Election) -> None:
        nominee = standing(board)
        said = {
            "text": "New *words*.",
            "summary": "In two.",
            "affiliations-0-organisation": "Elsewhere",
            "affiliations-0-relation": "employed",
            "preview": "preview",
        }
        page = browser(nominee.person).post(f"{nominee.get_absolute_url()}edit/", said).content.decode()
        preview = page.split("Preview of everything")[1]
        for shown in ("<em>words</em>", "In two.", "Elsewhere", "not provided"):
            assert shown in preview
        assert nominee.profiles.count() == 1

    def test_no_form_is_offered_that_the_act_refuses(self, board: Election) -> None:
        nora, una = standing(board), named(board, "Una", "una@example.org", member("Max")).nominee
        User.objects.create_user("una@example.org", person=una.person)
        withdraw(nora, by=nora.person, at=clock.now())
        for nominee, why in ((nora, "does not stand in this election"), (una, "Accept the nomination first.")):
            page = browser(nominee.person).get(f"{nominee.get_absolute_url()}edit/").content.decode()
            assert why in page
            assert 'name="text"' not in page

    def test_words_for_who_declined_are_not_changed(self, board: Election) -> None:
        mia = member("Mia")
        una = named(board, "Una", "una@example.org", mia).nominee
        page = una.get_absolute_url()
        assert "Change what you said" in browser(mia).get(page).content.decode()
        decline(una, by=una.person, at=clock.now())
        assert "Change what you said" not in browser(mia).get(page).content.decode()
        assert 'name="text"' not in browser(mia).get(f"{page}endorse/").content.decode()

    def test_who_did_not_answer_in_time(self, board: Election) -> None:
        mia = member("Mia")
        una = named(board, "Una", "una@example.org", mia).nominee
        announce(board)
        assert "Did not answer in time" in browser(mia).get(una.get_absolute_url()).content.decode()

    def test_is_nobody_elses(self, board: Election) -> None:
        nominee, eve = standing(board), member("Eve")
        for path in ("edit/", "withdraw/"):
            assert browser(eve).post(f"{nominee.get_absolute_url()}{path}", {"text": "x"}).status_code == 404
            assert browser(officer()).post(f"{nominee.get_absolute_url()}{path}", {"text": "x"}).status_code == 403
            assert browser().get(f"{nominee.get_absolute_url()}{path}").status_code == 302
            assert browser().post(f"{nominee.get_absolute_url()}{path}", {"text": "x"}).status_code in {302, 401}
        nominee.refresh_from_db()
        assert (nominee.profiles.count(), nominee.withdrawn_at) == (1, None)

    def test_hiding_an_endorsement(self, board: Election) -> None:
        nominee, mia = standing(board), member("Mia")
        nomination = endorse(nominee, text="Yes!", by=mia, at=clock.now())
        page = f"{nominee.get_absolute_url()}endorsements/{nomination.pk}/hide/"
        assert browser(nominee.person).get(page).status_code == 405
        assert browser(mia).post(page).status_code == 403
        browser(nominee.person).post(page)
        nomination.refresh_from_db()
        assert nomination.hidden_by == nominee.person
        browser(nominee.person).post(page.replace("hide", "show"))
        nomination.refresh_from_db()
        assert nomination.hidden_at is None

    def test_an_endorser_changes_their_own_words_on_the_same_page(self, board: Election) -> None:
        nominee, mia = standing(board), member("Mia")
        page, client = f"{nominee.get_absolute_url()}endorse/", browser(mia)
        client.post(page, {"text": "Yes!", "nominator_name": "Mia"})
        assert "Give your name." in client.post(page, {"text": "Yes, yes!"}).content.decode()
        client.post(page, {"text": "Yes, yes!", "nominator_name": "Mia"})
        nomination = nominee.nominations.get(nominator=mia)
        assert [revision.text for revision in nomination.revisions.all()] == ["Yes!", "Yes, yes!"]
        assert "This is you" in browser(nominee.person).post(page, {"text": "Me!"}).content.decode()
        assert nominee.nominations.count() == 2
