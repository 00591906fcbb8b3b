"""What was typed is not lost, whatever becomes of the session; and the preview."""

import pytest
from django.test import Client

from base import clock
from elections.models import Election
from members.models import Person
from tests.cast import person
from tests.nominees.browsing import NORA, at, browser, filled_in, rows, sent_on
from tests.nominees.nominations import DURING, election, member, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


LONG = 'First line.\r\n\r\n* "second" & <third>\r\n' + "x" * 100


class TestWhatWasTypedIsNotLost:
    """Somebody writes for an hour, and meanwhile the session ends, or the token of the form changes."""

    @pytest.fixture
    def forms(self, board: Election) -> dict[str, tuple[Person, dict[str, str]]]:
        """Each form by its address: who writes, and what."""
        nominee = standing(board)
        own = nominee.get_absolute_url()
        return {
            at(board, "nominate/"): (member("Mia"), NORA | {"name": "Una", "text": LONG, "email": "una@example.org"}),
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
            client.force_login(writer.user)
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
            client.force_login(writer.user)
            answer = client.post(address, said, headers=headers)
            assert answer.status_code == 403
            assert "First line." not in answer.content.decode()


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
        client.force_login(person().user)
        assert client.post("/preview/", {"text": "x"}).status_code == 403
