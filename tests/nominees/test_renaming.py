"""A nominee's address survives a change of name, in any script, and is never given to anybody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from base.clock import now
from base.models import JournalLine
from elections.models import Election
from nominees.models import Draft, FormerSlug, Nominee
from nominees.renaming import move, nominee_at, rename
from tests.cast import officer, person
from tests.nominees.browsing import browser
from tests.nominees.nominations import ANNOUNCED, DURING, election, member, seal, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


def called(nominee: Nominee, name: str) -> Nominee:
    return rename(nominee, name=name, by=officer(), at=DURING, reason="Asked for it.")


def test_the_name_and_the_address_change_and_the_old_one_leads_on(board: Election, client: Client) -> None:
    nora = called(standing(board), "Nora Ny-Navn")
    assert (nora.name, nora.slug) == ("Nora Ny-Navn", "nora-ny-navn")
    Election.objects.filter(pk=board.pk).update(**past(board))
    answer = client.get(f"/elections/{board.slug}/candidates/nora-nominee/")
    assert (answer.status_code, answer["Location"]) == (301, nora.get_absolute_url())
    line = JournalLine.objects.get(act="rename nominee")
    assert (line.reason, line.details) == ("Asked for it.", {"name": {"from": "Nora Nominee", "to": "Nora Ny-Navn"}})


def test_an_address_that_was_somebodys_is_given_to_nobody_else(board: Election) -> None:
    nora = called(standing(board), "山田 太郎")
    assert nora.slug.startswith("nominee-")
    other = standing(board, email="other@example.org")
    assert other.slug == "nora-nominee-2"
    assert nominee_at(board, "nora-nominee") == nora
    assert called(other, "山田 太郎").slug not in {nora.slug, "nora-nominee"}


def test_who_takes_back_a_name_takes_back_the_address(board: Election) -> None:
    nora = called(called(standing(board), "Other Name"), "Nora Nominee")
    assert nora.slug == "nora-nominee"
    assert nominee_at(board, "other-name") == nora


def test_the_same_slug_in_another_election_is_another_ones(board: Election) -> None:
    called(standing(board), "Other Name")
    next_board = election("board-2027", shifted=timedelta(days=365))
    assert standing(next_board, email="n@example.org").slug == "nora-nominee"
    assert nominee_at(next_board, "other-name") is None


class TestWhatIsUnderTheAddress:
    """What people are writing survives, and links that were mailed lead on."""

    @pytest.fixture
    def board(self) -> Election:
        """Nominations are open now."""
        return election(shifted=now() - DURING)

    def test_what_is_sent_to_the_old_one_is_taken(self, board: Election) -> None:
        nora, mia = standing(board), member("Mia")
        old = nora.get_absolute_url()
        called(nora, "Nora Ny-Navn")
        browser(nora.person).post(f"{old}edit/", {"text": "New words."})
        browser(mia).post(f"{old}endorse/", {"text": "Yes!", "nominator_name": "Mia"})
        assert nora.profiles.order_by("-number")[0].text == "New words."
        assert nora.nominations.filter(nominator=mia).exists()
        for path in ("edit/", "withdraw/", "history/"):
            led = browser(nora.person).get(f"{old}{path}")
            assert (led.status_code, led["Location"]) == (302, f"/elections/board-2026/candidates/nora-ny-navn/{path}")

    def test_who_may_not_see_the_nominee_learns_no_name(self, board: Election) -> None:
        nora = standing(board)
        old = nora.get_absolute_url()
        called(nora, "Nora Ny-Navn")
        assert browser(member("Eve")).get(f"{old}edit/").status_code == 404

    def test_drafts_go_along(self, board: Election) -> None:
        nora = standing(board)
        old, client = nora.get_absolute_url(), browser(nora.person)
        client.post("/drafts/save/", {"page": f"{old}edit/", "text": "Half a sent"})
        called(nora, "Nora Ny-Navn")
        assert "Half a sent" in client.get(f"{old}edit/", follow=True).content.decode()
        client.post("/drafts/save/", {"page": f"{old}edit/", "text": "Half a sentence"})  # by the page that is open
        assert "Half a sentence" in client.get(f"{old}edit/", follow=True).content.decode()
        client.post(f"{old}edit/", {"text": "A sentence."})
        assert not Draft.objects.exists()
        client.post("/drafts/save/", {"page": f"{old}edit/", "text": "Another"})
        called(nora, "Nora Nominee")
        assert Draft.objects.get().page == f"{old}edit/"


def test_refused(board: Election) -> None:
    nora = standing(board)
    with pytest.raises(PermissionDenied):
        rename(nora, name="X", by=person(), at=DURING, reason="x")
    for name in ("", "a\x00b", "x" * 201):
        with pytest.raises(ValidationError, match="1 to 200 characters"):
            called(nora, name)
    with pytest.raises(ValidationError, match="Give a reason"):
        rename(nora, name="X", by=officer(), at=DURING, reason=" ")
    seal(board)
    with pytest.raises(ValidationError, match="ballot is sealed"):
        called(nora, "X")


def test_a_change_is_public_once_candidates_are(board: Election) -> None:
    nora = standing(board)
    called(nora, "One")
    rename(nora, name="Two", by=officer(), at=ANNOUNCED, reason="x")
    assert list(JournalLine.objects.filter(act="rename nominee").values_list("public", flat=True)) == [False, True]


def test_postgresql_refuses_a_slug_that_was_anothers(board: Election) -> None:
    nora = called(standing(board), "Other Name")
    with pytest.raises(IntegrityError, match="was another nominee's"), transaction.atomic():
        Nominee.objects.create(election=board, person=person(), slug="nora-nominee", name="X")
    other = standing(board, "Third Name", email="t@example.org")
    with pytest.raises(IntegrityError, match="is another nominee's"), transaction.atomic():
        FormerSlug.objects.create(election=board, nominee=nora, slug=other.slug)


def test_postgresql_lets_no_slug_go_unkept(board: Election) -> None:
    nora = standing(board)
    with pytest.raises(IntegrityError, match="is not kept"), transaction.atomic():
        Nominee.objects.filter(pk=nora.pk).update(slug="elsewhere")
    move(nora, "elsewhere", at=DURING)
    assert nominee_at(board, "nora-nominee") == nora


def past(board: Election) -> dict[str, object]:
    """The instants of an election whose candidates are announced by today's clock."""
    by = now() - ANNOUNCED - timedelta(days=1)
    names = ("nominations_open", "nominations_close", "acceptance_closes", "candidates_announced", "roll_closes",
             "voting_opens", "voting_closes")  # fmt: skip
    return {name: getattr(board, name) + by for name in names}


class TestPathsOfOrigin:
    """Where python.org had nominees, links to them still lead."""

    def test_lead_to_the_list_of_elections(self, client: Client) -> None:
        answer = client.get("/nominations/elections/")
        assert (answer.status_code, answer["Location"]) == (301, "/elections/")

    @pytest.mark.parametrize("path", ["board-2026/", "board-2026/nominees/nora-nominee/"])
    def test_lead_to_our_page(self, board: Election, client: Client, path: str) -> None:
        nora = standing(board)
        Election.objects.filter(pk=board.pk).update(**past(board))
        answer = client.get(f"/nominations/elections/{path}")
        ours = nora if "nominees" in path else board
        assert (answer.status_code, answer["Location"]) == (301, ours.get_absolute_url())
        called_again = Client().get(f"/nominations/elections/{path}", follow=True)
        assert called_again.status_code == 200

    def test_lead_to_who_has_another_name_now(self, board: Election, client: Client) -> None:
        nora = called(standing(board), "Other Name")
        Election.objects.filter(pk=board.pk).update(**past(board))
        answer = client.get("/nominations/elections/board-2026/nominees/nora-nominee/")
        assert answer["Location"] == nora.get_absolute_url()

    @pytest.mark.parametrize(
        "path", ["board-1999/", "board-2026/nominees/nobody/", "board-1999/nominees/nora-nominee/"]
    )
    def test_that_nobody_knows_are_not_found(self, board: Election, client: Client, path: str) -> None:
        standing(board)
        Election.objects.filter(pk=board.pk).update(**past(board))
        assert client.get(f"/nominations/elections/{path}").status_code == 404

    def test_do_not_tell_who_stands_before_the_announcement(self, board: Election, client: Client) -> None:
        nora = called(standing(board), "Other Name")
        for slug in ("nora-nominee", nora.slug):
            shifted = past(board) | {"candidates_announced": past(board)["roll_closes"]}
            Election.objects.filter(pk=board.pk).update(**shifted)
            assert client.get(f"/nominations/elections/board-2026/nominees/{slug}/").status_code == 404
            assert client.get(f"/elections/board-2026/candidates/{slug}/").status_code == 404
