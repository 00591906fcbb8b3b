"""Members report a mistake about their right to vote in one click; the office answers, and they get a mail."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from base.models import Mail
from elections.models import Election, MistakeReport
from elections.reporting import answer, report
from elections.roles import Role
from members.models import User
from tests import cast
from tests.ballots.elections import Office
from tests.elections.test_views import supporter
from tests.nominees.nominations import DURING, SECOND, election, member, seal
from tests.office.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


def test_it_keeps_what_failed_and_what_they_wrote(board: Election) -> None:
    bo = member("Basic Bo")
    said = report(board, by=bo.user, at=DURING, text=" I paid in May. ")
    assert (said.person, said.name, said.email) == (bo, "Basic Bo", bo.user.email)
    assert (said.text, said.findings) == ("I paid in May.", ["membership", "affirmation"])


def test_who_is_on_no_list_reports_that(board: Election) -> None:
    nobody = User.objects.create_user("nobody@example.org")
    said = report(board, by=nobody, at=DURING)
    assert (said.person, said.email, said.findings) == (None, "nobody@example.org", [])


def test_once_until_it_is_answered(board: Election) -> None:
    vera, keeper = supporter(), cast.of_the_office(Role.KEEPER)
    said = report(board, by=vera.user, at=DURING)
    with pytest.raises(ValidationError, match="reported this already"):
        report(board, by=vera.user, at=DURING)
    answer(said, by=keeper, at=DURING, text="You are a member now.")
    with pytest.raises(ValidationError, match="answered already"):
        answer(said, by=keeper, at=DURING, text="Again.")
    report(board, by=vera.user, at=DURING + SECOND)


def test_until_voting_closes(board: Election) -> None:
    seal(board)
    board.refresh_from_db()
    with pytest.raises(ValidationError, match="Voting is over"):
        report(board, by=supporter().user, at=board.voting_closes)
    report(board, by=supporter("Vic").user, at=board.voting_closes - SECOND)


def test_keepers_and_officers_answer_and_the_member_gets_a_mail(board: Election) -> None:
    vera = supporter()
    said = report(board, by=vera.user, at=DURING)
    for other in (Role.AUDITOR, Role.APPROVER):
        with pytest.raises(PermissionDenied):
            answer(said, by=cast.of_the_office(other), at=DURING, text="x")
    with pytest.raises(ValidationError, match="Write an answer"):
        answer(said, by=cast.officer(), at=DURING, text=" ")
    answer(said, by=cast.of_the_office(Role.KEEPER), at=DURING, text="Your payment of May is there now.")
    told = Mail.objects.get(kind="mistake answered")
    assert told.recipient == vera.user.email
    assert "Your payment of May is there now." in told.text
    assert f"/elections/{board.slug}/can-i-vote/" in told.text


class TestOnTheSite:
    @pytest.fixture
    def office(self, db: None) -> Office:
        return Office(voters=1, candidates=0)

    def test_one_click_reaches_the_list_of_things_to_do_and_is_answered(self, office: Office) -> None:
        bo = supporter("Bo Forgotten")
        member_s = signed_in(bo)
        page = reverse("elections:can_i_vote", args=[office.election.slug])
        assert "Report a mistake" in member_s.get(page).content.decode()
        sent = member_s.post(reverse("elections:report", args=[office.election.slug]), {"text": "?\0"}, follow=True)
        assert "You reported a mistake." in sent.content.decode()
        desk = signed_in(office.first)
        assert "1 member reports a mistake." in self.overview(desk, office)
        assert "Bo Forgotten" in desk.get(reverse("office:reports")).content.decode()
        said = reverse("office:report", args=[MistakeReport.objects.get().pk])
        assert "You are not on the roll" in desk.get(said).content.decode()
        assert "Write an answer." in desk.post(said, {"answer": ""}).content.decode()
        desk.post(said, {"answer": "We add you today."})
        assert "reports a mistake" not in self.overview(desk, office)
        assert "We add you today." in member_s.get(page).content.decode()

    def test_nobody_who_is_signed_out(self, office: Office, client: Client) -> None:
        page = reverse("elections:can_i_vote", args=[office.election.slug])
        assert "Report a mistake" not in client.get(page).content.decode()
        assert client.post(reverse("elections:report", args=[office.election.slug])).status_code == 302
        assert not MistakeReport.objects.exists()

    def overview(self, desk: Client, office: Office) -> str:
        return desk.get(reverse("office:election", args=[office.election.slug])).content.decode()

    def test_any_member_is_looked_up(self, office: Office) -> None:
        desk, page = signed_in(office.first), reverse("office:roll_check", args=[office.election.slug])
        bo = supporter("Bo Forgotten")
        found = desk.get(page, {"q": "forgotten"}).content.decode()
        assert f"?person={bo.pk}" in found
        told = desk.get(page, {"person": bo.pk}).content.decode()
        assert "Bo Forgotten can’t vote" in told
        assert "You are not on the roll" in told
        voter = desk.get(page, {"person": office.voters[0].pk}).content.decode()
        assert "Voter 1 can vote" in voter
        assert desk.get(page, {"person": "²"}).status_code == 404
