"""The pages of this room: they work, a GET changes nothing, strangers are refused, and what was typed is kept."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import Person, User
from nominees.models import Nomination, Nominee
from nominees.nominating import endorse
from nominees.revising import write_profile
from tests.cast import officer, person
from tests.nominees.nominations import ANNOUNCED, DURING, approve_all, during, election, member, named, standing

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


def announce(board: Election) -> None:
    """As it is an hour after the candidates were announced."""
    back = ANNOUNCED + timedelta(hours=1) - DURING
    for name in ("nominations_open", "nominations_close", "acceptance_closes", "candidates_announced"):
        setattr(board, name, getattr(board, name) - back)
    board.save()


def browser(somebody: Person | None = None) -> Client:
    client = Client()
    if somebody:
        client.force_login(User.objects.get(person=somebody), BACKEND)
    return client


def at(board: Election, path: str) -> str:
    return f"/elections/{board.slug}/{path}"


def token_in(mail: Mail) -> str:
    return mail.text.split("/nominations/")[1].split("/")[0]


def rows() -> list[int]:
    return [Nominee.objects.count(), Nomination.objects.count(), Mail.objects.count()]


NORA = {"name": "Nora Nominee", "email": "nora@example.org", "text": "Why *not*?", "nominator_name": "Mia M."}


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

    def test_oneself_is_to_stand(self, board: Election) -> None:
        client = browser(member("Mia"))
        said = {"name": "Mia Member", "text": "I stand.", "employer": "Works"}
        page = client.post(at(board, "nominate/yourself/"), said).content.decode()
        assert "agree to follow the Code of Conduct" in page
        client.post(at(board, "nominate/yourself/"), said | {"agrees_to_code_of_conduct": "on"})
        assert Nominee.objects.get().accepted_at

    def test_in_an_election_open_to_all_a_new_account_gives_its_name(self, board: Election) -> None:
        Election.objects.update(who_may_nominate="anyone")
        client = Client()
        client.force_login(User.objects.create_user("new@example.org"), BACKEND)
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


class TestWhoSeesWhom:
    def test_before_the_announcement(self, board: Election) -> None:
        nominee = standing(board)
        mia = member("Mia")
        endorse(nominee, text="Yes!", by=mia, at=clock.now())
        seen = {
            "nominee": browser(nominee.person).get(nominee.get_absolute_url()).status_code,
            "nominator": browser(mia).get(nominee.get_absolute_url()).status_code,
            "officer": browser(officer()).get(nominee.get_absolute_url()).status_code,
            "outsider": browser(member("Eve")).get(nominee.get_absolute_url()).status_code,
            "anybody": browser().get(nominee.get_absolute_url()).status_code,
        }
        assert seen == {"nominee": 200, "nominator": 200, "officer": 200, "outsider": 404, "anybody": 404}
        assert "Nora" not in browser().get(at(board, "candidates/")).content.decode()

    def test_after_it_who_accepted_with_approved_words_alone(self, board: Election) -> None:
        nominee = standing(board)
        named(board, "Una Unanswered", "una@example.org")
        approve_all(board)
        write_profile(
            nominee, by=nominee.person, at=clock.now(), previous_service=None, employer="UNREAD",
            other_affiliations=None, summary="UNREAD", text="UNREAD",
        )  # fmt: skip
        announce(board)
        listed = browser().get(at(board, "candidates/")).content.decode()
        page = browser().get(nominee.get_absolute_url()).content.decode()
        assert "Nora Nominee" in listed
        assert "Example Works" in page
        assert "UNREAD" not in listed + page
        assert "Una" not in listed
        assert browser().get(at(board, "candidates/una-unanswered/")).status_code == 404

    def test_who_withdrew_is_shown_as_withdrawn(self, board: Election) -> None:
        nominee = standing(board)
        announce(board)
        browser(nominee.person).post(f"{nominee.get_absolute_url()}withdraw/")
        assert "Withdrew" in browser().get(at(board, "candidates/")).content.decode()
        assert "stands no more" in browser().get(nominee.get_absolute_url()).content.decode()

    def test_a_draft_is_seen_by_officers_alone(self, board: Election) -> None:
        Election.objects.update(announced_at=None, announced_by=None)
        assert browser(member()).get(at(board, "candidates/")).status_code == 404
        assert browser(officer()).get(at(board, "candidates/")).status_code == 200


class TestOrder:
    @pytest.fixture
    def names(self, board: Election) -> list[str]:
        for number, name in enumerate(["Zed", "Ångström", "Mia", "bo Li"]):
            standing(board, name, f"n{number}@example.org")
        announce(board)
        return ["Ångström", "bo Li", "Mia", "Zed"]

    def listed(self, page: str, names: list[str]) -> list[str]:
        return sorted(names, key=page.index)

    def test_by_name_on_request(self, board: Election, names: list[str]) -> None:
        page = browser().get(at(board, "candidates/?order=alphabetical")).content.decode()
        assert self.listed(page, names) == names

    def test_is_one_of_64_and_stays(self, board: Election, names: list[str]) -> None:
        client = browser()
        first = client.get(at(board, "candidates/"))
        assert 0 <= int(first.cookies["order"].value) < 64
        again = client.get(at(board, "candidates/"))
        assert "order" not in again.cookies
        assert self.listed(first.content.decode(), names) == self.listed(again.content.decode(), names)

    def test_differs_between_readers_and_takes_no_nonsense(self, board: Election, names: list[str]) -> None:
        orders = set()
        for number in range(8):
            client = Client()
            client.cookies["order"] = str(number)
            orders.add(tuple(self.listed(client.get(at(board, "candidates/")).content.decode(), names)))
        assert len(orders) > 1
        for nonsense in ("64", "-1", "x", "²", ""):
            client.cookies["order"] = nonsense
            assert "order" in client.get(at(board, "candidates/")).cookies


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


LONG = 'First line.\r\n\r\n* "second" & <third>\r\n' + "x" * 100


class TestWhatWasTypedIsNotLost:
    """Somebody writes for an hour, and meanwhile the session ends, or the token of the form changes."""

    @pytest.fixture
    def forms(self, board: Election) -> dict[str, tuple[Person, dict[str, str]]]:
        """Each form by its address: who writes, and what."""
        nominee = standing(board)
        own = nominee.get_absolute_url()
        return {
            at(board, "nominate/"): (member("Mia"), NORA | {"text": LONG, "email": "una@example.org"}),
            at(board, "nominate/yourself/"): (
                member("Max"),
                {
                    "name": "Max",
                    "text": LONG,
                    "affiliations-0-organisation": "Works",
                    "affiliations-0-relation": "employed",
                },
            ),
            f"{own}endorse/": (member("Eve"), {"nominator_name": "Eve", "text": LONG}),
            f"{own}edit/": (
                nominee.person,
                {
                    "summary": "Two.",
                    "text": LONG,
                    "affiliations-0-organisation": "Works",
                    "affiliations-0-relation": "employed",
                },
            ),
        }

    def test_signed_out_it_stands_in_the_answer_and_goes_on_from_there(
        self, forms: dict[str, tuple[Person, dict[str, str]]]
    ) -> None:
        before = rows()
        for address, (writer, said) in forms.items():
            client = browser(writer)
            assert client.get(address).status_code == 200
            client.logout()
            answer = client.post(address, said)
            assert answer.status_code == 401
            assert "no-store" in answer["Cache-Control"]
            assert sent_on(answer.content.decode()) == said | {"preview": "preview"}
            back = browser(writer).post(address, sent_on(answer.content.decode()))
            assert back.status_code == 200
            assert filled_in(back.content.decode(), said)
        assert rows() == before

    def test_with_an_old_token_the_form_is_shown_again_as_it_was(
        self, forms: dict[str, tuple[Person, dict[str, str]]]
    ) -> None:
        before = rows()
        for address, (writer, said) in forms.items():
            client = Client(enforce_csrf_checks=True)
            client.force_login(writer.user, BACKEND)
            answer = client.post(address, said, headers={"origin": "http://testserver"})
            assert answer.status_code == 403
            assert "Nothing was recorded" in answer.content.decode()
            assert filled_in(answer.content.decode(), said)
            assert rows() == before
            token = answer.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            good = said | {"csrfmiddlewaretoken": token, "agrees_to_code_of_conduct": "on"}
            assert client.post(address, good, headers={"origin": "http://testserver"}).status_code == 302
            before = rows()

    def test_signed_out_and_with_an_old_token_it_stands_in_the_answer(
        self, forms: dict[str, tuple[Person, dict[str, str]]]
    ) -> None:
        for address, (_, said) in forms.items():
            client = Client(enforce_csrf_checks=True)
            answer = client.post(address, said, headers={"origin": "http://testserver"})
            assert answer.status_code == 401
            assert sent_on(answer.content.decode()) == said | {"preview": "preview"}

    @pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {}])
    def test_what_another_site_sends_is_not_shown(
        self, forms: dict[str, tuple[Person, dict[str, str]]], headers: dict[str, str]
    ) -> None:
        for address, (writer, said) in forms.items():
            client = Client(enforce_csrf_checks=True)
            client.force_login(writer.user, BACKEND)
            answer = client.post(address, said, headers=headers)
            assert answer.status_code == 403
            assert "First line." not in answer.content.decode()


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TEXTAREA = re.compile(r'<textarea[^>]*? ?name="([^"]+)"[^>]*>\r?\n(.*?)</textarea>', re.DOTALL)


def sent_on(html: str) -> dict[str, str]:
    """What the one form of the page sends when its button is pressed."""
    page = html.split("<ol", 1)[1]
    found = {name: unescape(value) for name, value in HIDDEN.findall(page) + TEXTAREA.findall(page)}
    found.pop("csrfmiddlewaretoken")
    return found | ({"preview": "preview"} if 'type="submit" name="preview" value="preview"' in page else {})


def filled_in(page: str, said: dict[str, str]) -> bool:
    """Whether the form on the page holds all that."""
    texts = {name: unescape(value) for name, value in TEXTAREA.findall(page)}
    return all(texts.get(name) == value or f'value="{value}"' in page for name, value in said.items())


class TestPreview:
    def test_is_what_the_page_will_show(self) -> None:
        answer = browser(person()).post(
            "/preview/", {"text": "# Hi\n<script>alert(1)</script> [x](javascript:alert(1))"}
        )
        assert answer.content.decode().startswith("<h3>Hi</h3>")
        assert "<script" not in answer.content.decode()
        assert "href" not in answer.content.decode()

    def test_is_for_accounts_and_for_posts_and_within_the_limit(self) -> None:
        assert browser().post("/preview/", {"text": "x"}).status_code == 403
        assert browser(person()).get("/preview/").status_code == 405
        answer = browser(person()).post("/preview/", {"text": "x" * 20_001})
        assert (answer.status_code, "20,001" in answer.content.decode()) == (422, True)

    def test_needs_the_token_of_our_own_forms(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(person().user, BACKEND)
        assert client.post("/preview/", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["candidates/", "candidates/?order=alphabetical"])
def test_a_list_costs_the_same_with_one_and_with_three(board: Election, path: str) -> None:
    announce(board)
    client, costs = browser(member()), []
    for number in range(3):
        nominee = standing(board, f"Nominee {number}", f"n{number}@example.org")
        for backer in range(number + 1):
            endorse(nominee, text="Yes!", by=member(f"Backer {backer}"), at=during(board))
        approve_all(board)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(at(board, path)).content.decode()
        assert f"Nominee {number}" in page
        assert f"endorsed by {number + 1}" in page
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]


ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_no_field_runs_a_script(board: Election) -> None:
    nominator = member("Mia")
    said = dict.fromkeys(("name", "nominator_name", "previous_service", "employer", "other_affiliations"), ATTACK)
    browser(nominator).post(at(board, "nominate/"), NORA | said | {"text": ATTACK + " [x](javascript:alert(3))"})
    nominee = Nominee.objects.get()
    nora = nominee.person
    User.objects.create_user("nora@example.org", person=nora)
    mailed = token_in(Mail.objects.get(kind="nominated"))
    pages = [browser(nora).get(at(board, "nomination/")), Client().get(f"/nominations/{mailed}/")]
    browser(nora).post(at(board, "nomination/"), {"answer": "accept"})
    browser(nora).post(f"{nominee.get_absolute_url()}edit/", {**said, "summary": ATTACK, "text": ATTACK})
    approve_all(board)
    pages += [browser(nora).get(nominee.get_absolute_url()), browser(nora).get(f"{nominee.get_absolute_url()}edit/")]
    pages.append(browser(nominator).get(f"{nominee.get_absolute_url()}endorse/"))
    announce(board)
    pages += [browser().get(at(board, "candidates/")), browser().get(nominee.get_absolute_url())]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "alert(1)" in html
        assert "<script>" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html
    assert all("\n" not in mail.subject for mail in Mail.objects.all())


def test_before_the_announcement_strangers_read_when_it_is(board: Election) -> None:
    assert "Who stands is announced here" in browser().get(at(board, "candidates/")).content.decode()
