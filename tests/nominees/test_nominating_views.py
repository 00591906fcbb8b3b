"""Pages on which people nominate, and on which who was nominated answers: a GET changes nothing, words are kept."""

from datetime import datetime

import pytest
from django.test import Client

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import Person, User
from nominees.models import Nomination, Nominee
from nominees.nominating import accept, decline
from tests.cast import officer, person
from tests.nominees.browsing import NORA, announce, at, browser, filled_in, rows, token_in
from tests.nominees.nominations import (
    ANSWERED,
    DURING,
    SECOND,
    VOTING,
    approve_all,
    during,
    election,
    member,
    named,
    seal,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


class TestNominate:
    def test_works(self, board: Election) -> None:
        client = browser(member("Mia"))
        assert client.get(at(board, "nominate/")).status_code == 200
        answer = client.post(at(board, "nominate/"), NORA, follow=True)
        nomination = Nomination.objects.get()
        assert (nomination.nominee.name, nomination.nominator_name) == ("Nora Nominee", "Mia M.")
        assert answer.redirect_chain == [(nomination.nominee.get_absolute_url(), 302)]
        page = answer.content.decode()
        assert "You nominated Nora Nominee. We wrote to them; they can accept or decline until" in page
        assert "Has not answered yet" in page
        assert "Your words wait for the election office." in page
        assert "<textarea" not in page

    def test_what_one_said_stands_on_the_nominees_page_for_oneself_alone(self, board: Election) -> None:
        nomination = named(board, by=member("Mia"))
        mia, page = nomination.nominator, nomination.nominee.get_absolute_url()
        assert mia
        assert "She keeps things going." in browser(mia).get(page).content.decode()
        assert "She keeps things going." not in browser(officer()).get(page).content.decode()
        approve_all(board)
        text = browser(mia).get(page).content.decode()
        assert "The election office has approved your words." in text
        assert text.count("She keeps things going.") == 1

    def test_reading_changes_nothing(self, board: Election) -> None:
        browser(member()).get(at(board, "nominate/"), NORA)
        assert rows() == [0, 0, 0]

    def test_asks_strangers_to_sign_in_and_refuses_who_is_no_member(self, board: Election) -> None:
        assert browser().get(at(board, "nominate/"))["Location"].startswith("/accounts/login/?next=")
        answer = browser(person()).post(at(board, "nominate/"), NORA)
        assert "only members nominate" in answer.content.decode()
        assert rows() == [0, 0, 0]

    def test_after_the_close_by_direct_address_is_refused(self, board: Election) -> None:
        announce(board)
        assert "Nominations are not open" in browser(member()).post(at(board, "nominate/"), NORA).content.decode()
        assert rows() == [0, 0, 0]

    def test_keeps_what_was_typed(self, board: Election) -> None:
        long = "é" * 10_001
        page = browser(member()).post(at(board, "nominate/"), NORA | {"text": long}).content.decode()
        assert "<title>Error:" in page
        assert "20,002 bytes" in page
        assert 'href="#id_text"' in page
        assert long in page
        assert 'value="Nora Nominee"' in page

    def test_shows_a_preview_without_a_script(self, board: Election) -> None:
        page = browser(member()).post(at(board, "nominate/"), {"text": "Why *not*?", "preview": "preview"})
        assert "<em>not</em>" in page.content.decode()
        assert "Error:" not in page.content.decode()
        assert rows() == [0, 0, 0]

    def test_under_the_name_of_who_stands_asks_whether_it_is_them(self, board: Election) -> None:
        nora, client = standing(board, "Nóra Nominee", "elsewhere@example.org"), browser(member("Mia"))
        assert "I mean another person" not in client.get(at(board, "nominate/")).content.decode()
        page = client.post(at(board, "nominate/"), NORA).content.decode()
        assert "<title>Error:" in page
        assert f'href="{nora.get_absolute_url()}endorse/"' in page
        assert "I mean another person of this name." in page
        assert filled_in(page, NORA)
        client.post(at(board, "nominate/"), NORA | {"is_another": "on"})
        assert {each.person.name for each in Nominee.objects.all()} == {"Nóra Nominee", "Nora Nominee"}

    def test_by_an_address_nobody_learns_who_declined(self, board: Election) -> None:
        una = named(board, "Una Asked", "una@example.org", member("Max")).nominee
        decline(una, by=una.person, at=clock.now())
        page = browser(member("Mia")).post(at(board, "nominate/"), NORA | {"email": "una@example.org"})
        assert "This person does not stand in this election." in page.content.decode()
        assert "Una Asked" not in page.content.decode()

    def test_at_the_limit_the_page_says_so_before_anything_is_written(self, board: Election) -> None:
        Election.objects.update(nominations_each=1)
        client = browser(member("Mia"))
        assert "nominated as many" not in client.get(at(board, "nominate/")).content.decode()
        client.post(at(board, "nominate/"), NORA)
        assert "nominated as many" in client.get(at(board, "nominate/")).content.decode()

    def test_oneself_is_to_stand(self, board: Election) -> None:
        client = browser(member("Mia"))
        said = {"name": "Mia Member", "text": "I stand.", "employer": "Works"}
        page = client.post(at(board, "nominate/yourself/"), said).content.decode()
        assert "agree to follow the Code of Conduct" in page
        client.post(at(board, "nominate/yourself/"), said | {"agrees_to_code_of_conduct": "on"})
        assert Nominee.objects.get().accepted_at

    def test_oneself_once_and_who_was_nominated_answers_that(self, board: Election) -> None:
        stands, asked = standing(board, "Nora"), named(board, "Una", "una@example.org").nominee
        User.objects.create_user("una@example.org", person=asked.person)
        for nominee, said in ((stands, "You stand in this election already."), (asked, "You were nominated already.")):
            for answer in (
                browser(nominee.person).get(at(board, "nominate/yourself/")),
                browser(nominee.person).post(at(board, "nominate/yourself/"), {"name": "N", "text": "Again."}),
            ):
                page = answer.content.decode()
                assert said in page
                assert f'href="{at(board, "nomination/")}"' in page
                assert "agrees_to_code_of_conduct" not in page
        assert Nominee.objects.count() == 2

    def test_in_an_election_open_to_all_a_new_account_gives_its_name(self, board: Election) -> None:
        Election.objects.update(who_may_nominate="anyone")
        client = Client()
        client.force_login(User.objects.create_user("new@example.org"))
        client.post(at(board, "nominate/"), NORA)
        assert Nomination.objects.get().nominator == Person.objects.get(name="Mia M.")


class TestAnswer:
    def test_by_the_mailed_link_without_an_account(self, board: Election) -> None:
        nominee = named(board).nominee
        page, client = f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/", Client()
        shown = client.get(page)
        assert "She keeps things going." in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        nominee.refresh_from_db()
        assert (nominee.accepted_at, nominee.declined_at) == (None, None)
        assert "you stand" in client.post(page, {"answer": "accept"}, follow=True).content.decode()
        nominee.refresh_from_db()
        assert nominee.accepted_through == nominee.links.get()

    def test_declining_is_one_button_and_can_be_undone(self, board: Election) -> None:
        nominee = named(board).nominee
        page, client = f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/", Client()
        client.post(page, {"answer": "decline"})
        assert Nominee.objects.get().declined_at
        client.post(page, {"answer": "accept"})
        nominee.refresh_from_db()
        assert (nominee.declined_at, nominee.accepted_at is None) == (None, False)

    def test_nothing_happens_without_a_choice(self, board: Election) -> None:
        named(board)
        page = f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/"
        assert "<title>Error:" in Client().post(page).content.decode()

    def test_signed_in_the_account_becomes_the_nominees(self, board: Election) -> None:
        nominee, nora = named(board).nominee, member("Nora", "elsewhere@example.org")
        page = f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/"
        browser(nora).get(page)
        assert Nominee.objects.get().person == nominee.person
        browser(nora).post(page, {"answer": "accept"})
        assert (Nominee.objects.get().person, Nominee.objects.get().accepted_by) == (nora, nora)

    def test_after_the_close_the_page_says_so(self, board: Election) -> None:
        named(board)
        announce(board)
        page = f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/"
        assert "time to answer is over" in Client().get(page).content.decode()
        assert "<title>Error:" in Client().post(page, {"answer": "accept"}).content.decode()
        assert Nominee.objects.get().accepted_at is None

    def test_an_unknown_link_is_not_found(self) -> None:
        assert Client().get("/nominations/guess/").status_code == 404

    def test_signed_in_without_the_link(self, board: Election) -> None:
        nora = member("Nora", "nora@example.org")
        nominee = named(board).nominee
        Nominee.objects.update(person=nora)
        assert browser(member("Eve")).get(at(board, "nomination/")).status_code == 404
        browser(nora).post(at(board, "nomination/"), {"answer": "accept"})
        nominee.refresh_from_db()
        assert nominee.accepted_by == nora


class TestWhatTheAnswerPageOffers:
    """To write and to withdraw, each as long as one may; to who is connected with the nomination."""

    def offered(self, opened: datetime) -> tuple[bool, bool, bool]:
        board = election(shifted=clock.now() - opened - SECOND)
        seal(board)
        page = browser(standing(board).person).get(at(board, "nomination/")).content.decode()
        return "Write your statement" in page, "Your page</a>" in page, "/withdraw/" in page

    def test_until_voting_opens(self) -> None:
        assert self.offered(ANSWERED) == (True, False, True)

    def test_once_voting_has_opened(self) -> None:
        assert self.offered(VOTING) == (False, True, True)

    def test_who_has_no_account_reads_that_it_is_too_late_to_write(self) -> None:
        board = election(shifted=clock.now() - VOTING - SECOND)
        nominee = named(board).nominee
        accept(nominee, link=nominee.links.get(), at=during(board))
        seal(board)
        page = Client().get(f"/nominations/{token_in(Mail.objects.get(kind='nominated'))}/").content.decode()
        assert "it could be changed until voting opened" in page
        assert "To write a statement" not in page
