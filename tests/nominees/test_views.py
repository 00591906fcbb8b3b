"""Pages about who stands: who sees whom, in which order, and that no field of theirs runs a script."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import User
from nominees.models import Nominee
from nominees.nominating import endorse
from nominees.revising import write_profile
from tests.cast import officer
from tests.nominees.browsing import NORA, announce, at, browser, token_in
from tests.nominees.nominations import DURING, approve_all, during, election, member, named, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    """Nominations opened three days ago."""
    return election(shifted=clock.now() - DURING)


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
        page = browser().get(nominee.get_absolute_url()).content.decode()
        nominee.refresh_from_db()
        assert nominee.withdrawn_at
        assert "stands no more" in page
        assert f'datetime="{nominee.withdrawn_at:%Y-%m-%dT%H:%M}' in page.split("stands no more")[1][:200]

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
