"""Voting on the pages, as a browser without JavaScript does: mark, review, change, cast, receipt."""

import base64
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ballots import trackers
from ballots.models import Ballot
from ballots.setup import prepared, setup_of
from base.models import JournalLine, Mail
from members.models import User
from tests.ballots.ballot_forms import Fields, checked, hidden, marks, send, sent, signed_in, words
from tests.ballots.elections import HOUR, Office, add_candidate
from tests.cast import person
from tests.databases import DatabaseForTests

PAGES = ["ballot", "review", "cast"]


@pytest.fixture
def voter(open_office: Office) -> Client:
    return signed_in(open_office.voters[0])


@pytest.fixture
def filled(open_office: Office) -> Fields:
    """Two candidates approved, the resolution supported."""
    return marks(open_office.election, (0, 2), (0,))


def page_of(client: Client, page: str) -> str:
    return client.get(reverse(f"ballots:{page}", args=["board-2026"])).content.decode()


def reviewed(client: Client, office: Office, fields: Fields) -> Fields:
    """What the review's form would cast."""
    answer = send(client, office.election, "review", fields)
    assert answer.status_code == 200, words(answer)
    return hidden(answer)


def test_the_empty_ballot_has_nothing_marked_and_says_the_rules_first(open_office: Office, voter: Client) -> None:
    page = page_of(voter, "ballot")
    assert "checked" not in page
    told = ["2 questions.", "3 candidates for 1 seat. Approve as many as you like.", "Candidate 01", "abstain"]
    told += ["Choose one. It is carried by a majority of the votes cast.", "For</bdi>", "Against</bdi>", "abstain"]
    places = [page.index(told[0])]
    for said in told[1:]:
        places.append(page.index(said, places[-1]))
    assert places == sorted(places)


def test_mark_review_cast_receipt(open_office: Office, voter: Client, filled: Fields) -> None:
    review = send(voter, open_office.election, "review", filled)
    assert "2 of 3" in words(review)
    assert not Ballot.objects.exists()
    cast = send(voter, open_office.election, "cast", hidden(review))
    ballot = Ballot.objects.get()
    assert cast.status_code == 302
    receipt = voter.get(cast["Location"]).content.decode()
    assert "Your ballot is in the box." in receipt
    assert " ".join(f"<span>{group}</span>" for group in trackers.groups(ballot.tracker)) in receipt
    assert ballot.sealed_by_server


def test_the_review_names_every_contest_and_who_abstains(open_office: Office, voter: Client) -> None:
    review = words(send(voter, open_office.election, "review", marks(open_office.election, ("abstain",), (1,))))
    assert "You abstain." in review
    assert review.index("Board</h2>") < review.index("You abstain.") < review.index("Resolution 1</h2>")
    assert "<bdi>Against</bdi>" in review


def test_change_gives_every_mark_back_and_goes_to_its_contest(
    open_office: Office, voter: Client, filled: Fields
) -> None:
    review = send(voter, open_office.election, "review", filled)
    contest = open_office.election.contests.all()[1]
    assert f'formaction="/elections/board-2026/ballot/#contest-{contest.pk}"' in words(review)
    again = send(voter, open_office.election, "ballot", hidden(review))
    assert checked(again) == sent(filled)
    assert 'id="agree" checked' in words(again)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (((), (0,)), "Board – You left this empty. Choose, or mark that you abstain."),
        (((0,), ()), "Resolution 1 – You left this empty."),
        (((0, "abstain"), (0,)), "Board – You chose and you abstained. Keep one of the two."),
        (((0,), (0, 1)), "Resolution 1 – You marked 2. Keep at most 1."),
        (((7, "x"), (0,)), "Board – You left this empty."),
    ],
    ids=["empty", "empty resolution", "both", "too many", "no such choice"],
)
def test_what_is_not_ready_is_named_and_kept(
    open_office: Office, voter: Client, chosen: tuple[tuple[int | str, ...], ...], said: str
) -> None:
    answer = send(voter, open_office.election, "review", marks(open_office.election, *chosen))
    assert said in words(answer)
    assert "<title>Error: Your ballot" in words(answer)
    assert "sealed" not in hidden(answer)
    assert {value for _, value in checked(answer)} == {str(value) for each in chosen for value in each} - {"7", "x"}


def test_the_server_does_not_seal_without_consent(open_office: Office, voter: Client) -> None:
    fields = marks(open_office.election, (0,), (0,), agree=False)
    answer = send(voter, open_office.election, "review", fields)
    assert "Say that you agree to the server sealing your ballot." in words(answer)
    assert checked(answer) == sent(fields)
    assert "sealed" not in hidden(answer)


def test_where_the_server_may_not_seal_the_ballot_says_so(open_office: Office, voter: Client, filled: Fields) -> None:
    open_office.move(server_may_seal=False)
    answer = send(voter, open_office.election, "review", filled)
    assert "only your own browser may seal" in words(answer)
    assert checked(answer) == sent(filled)


def test_a_double_click_gives_the_same_receipt_and_one_ballot(
    open_office: Office, voter: Client, filled: Fields
) -> None:
    fields = reviewed(voter, open_office, filled)
    first, second = (send(voter, open_office.election, "cast", fields) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Ballot.objects.count() == 1
    assert Mail.objects.count() == 1


def test_who_voted_is_told_before_they_replace_their_ballot(open_office: Office, voter: Client, filled: Fields) -> None:
    first = send(voter, open_office.election, "cast", reviewed(voter, open_office, filled))
    for page in ("ballot", "review"):
        told = words(send(voter, open_office.election, page, filled))
        assert "A ballot of yours is in the box." in told
        assert first["Location"] in told
    second = send(voter, open_office.election, "cast", reviewed(voter, open_office, filled))
    assert "This ballot was replaced." in voter.get(first["Location"]).content.decode()
    assert "Your ballot is in the box." in voter.get(second["Location"]).content.decode()


def test_names_stand_in_the_readers_own_order_on_list_ballot_and_review(office: Office) -> None:
    for number in range(9):
        add_candidate(office.election, f"Also {number}")
    block = ["nominations_open", "nominations_close", "acceptance_closes", "candidates_announced"]
    office.move(**{name: office.now - (9 - place) * HOUR for place, name in enumerate(block)})
    office.seal()
    names = [nominee.name for nominee in office.election.nominees.all()]

    def in_page(text: str) -> list[str]:
        return sorted(names, key=lambda name: text.index(f"<bdi>{name}</bdi>"))

    orders = set()
    for voter in office.voters:
        client = signed_in(voter)
        listed = in_page(client.get(reverse("nominees:candidates", args=["board-2026"])).content.decode())
        ballot = in_page(client.get(reverse("ballots:ballot", args=["board-2026"])).content.decode())
        everyone = marks(office.election, tuple(range(12)), (0,))
        review = in_page(words(send(client, office.election, "review", everyone)))
        assert listed == ballot == review
        orders.add(tuple(ballot))
    assert len(orders) == len(office.voters)


def test_who_withdrew_after_sealing_is_marked_on_the_ballot(open_office: Office, voter: Client) -> None:
    nominee = open_office.election.nominees.get(name="Candidate 02")
    nominee.withdrawn_at, nominee.withdrawn_by = open_office.now, nominee.person
    nominee.save()
    page = page_of(voter, "ballot")
    name, note = page.index("<bdi>Candidate 02"), page.index("withdrew after the ballot was sealed")
    assert "<label" not in page[name:note]
    assert page.count("withdrew after") == 1


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_between_marking_and_casting_loses_no_mark(open_office: Office, filled: Fields, page: str) -> None:
    answer = send(Client(), open_office.election, page, filled)
    assert answer.status_code == 401
    assert "Nothing was recorded" in words(answer)
    assert hidden(answer) == filled
    back = send(signed_in(open_office.voters[0]), open_office.election, "ballot", hidden(answer))
    assert checked(back) == sent(filled)


def test_signed_out_with_an_empty_hand_one_signs_in_first(open_office: Office) -> None:
    answer = Client().get(reverse("ballots:ballot", args=["board-2026"]))
    assert answer["Location"] == "/accounts/login/?next=/elections/board-2026/ballot/"


@pytest.mark.parametrize("page", ["review", "cast"])
def test_who_opens_the_address_of_a_later_step_begins_with_the_first(voter: Client, page: str) -> None:
    assert voter.get(reverse(f"ballots:{page}", args=["board-2026"]))["Location"] == "/elections/board-2026/ballot/"


class TestTokenOfBefore:
    """Signing in again changes the token that protects forms; a ballot that was open meanwhile has the old one."""

    @pytest.fixture
    def strict(self, open_office: Office) -> Client:
        return signed_in(open_office.voters[0], enforce_csrf_checks=True)

    @pytest.mark.parametrize("page", PAGES)
    def test_our_own_page_is_shown_again_with_its_marks(
        self, open_office: Office, strict: Client, filled: Fields, page: str
    ) -> None:
        answer = send(strict, open_office.election, page, filled, origin="http://testserver")
        assert answer.status_code == 403
        assert checked(answer) == sent(filled)
        assert "Nothing was recorded, and your marks are still here." in words(answer)
        assert "no-store" in answer["Cache-Control"]

    def test_its_token_is_good(self, open_office: Office, strict: Client, filled: Fields) -> None:
        shown = send(strict, open_office.election, "review", filled, origin="http://testserver")
        token = words(shown).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        answer = send(
            strict,
            open_office.election,
            "review",
            filled | {"csrfmiddlewaretoken": [token]},
            origin="http://testserver",
        )
        assert "Check your ballot" in words(answer)

    def test_nothing_is_cast(self, open_office: Office, strict: Client, filled: Fields) -> None:
        fields = reviewed(signed_in(open_office.voters[0]), open_office, filled)
        send(strict, open_office.election, "cast", fields, origin="http://testserver")
        assert not Ballot.objects.exists()

    @pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
    def test_another_sites_form_is_refused(
        self, open_office: Office, strict: Client, filled: Fields, headers: dict[str, str]
    ) -> None:
        answer = send(strict, open_office.election, "review", filled, **headers)
        assert answer.status_code == 403
        assert not checked(answer)
        assert "Candidate" not in words(answer)

    def test_who_is_signed_out_is_told_so(self, open_office: Office, filled: Fields) -> None:
        answer = send(
            Client(enforce_csrf_checks=True), open_office.election, "review", filled, origin="http://testserver"
        )
        assert answer.status_code == 401
        assert hidden(answer) == filled

    def test_elsewhere_the_refusal_stays_a_refusal(self, strict: Client) -> None:
        answer = strict.post("/accounts/logout/", headers={"origin": "http://testserver"})
        assert answer.status_code == 403
        assert "open too long" in answer.content.decode()


@pytest.mark.parametrize(
    ("moved", "heading"),
    [
        ({"voting_opens": HOUR, "voting_closes": 2 * HOUR}, "Voting is not open yet"),
        ({"voting_closes": -HOUR / 2}, "Voting has closed"),
    ],
)
def test_outside_the_vote_the_ballot_says_so(
    open_office: Office, voter: Client, moved: dict[str, object], heading: str
) -> None:
    open_office.move(**{name: open_office.now + by for name, by in moved.items()})  # type: ignore[operator]
    answer = voter.get(reverse("ballots:ballot", args=["board-2026"]))
    assert answer.status_code == 409
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_a_pause_keeps_the_marks(open_office: Office, voter: Client, filled: Fields) -> None:
    open_office.move(paused_at=open_office.now, paused_by=open_office.first)
    answer = send(voter, open_office.election, "review", filled)
    assert "<h1>Voting is paused</h1>" in words(answer)
    assert hidden(answer) == filled


@pytest.mark.parametrize(("fact", "said"), [("voided", "stopped"), ("cancelled", "stopped")])
def test_a_stopped_vote_has_no_ballot(open_office: Office, voter: Client, fact: str, said: str) -> None:
    open_office.move(**{f"{fact}_at": open_office.now, f"{fact}_by": open_office.first})
    assert said in voter.get(reverse("ballots:ballot", args=["board-2026"])).content.decode()


def test_before_the_ballot_is_sealed_it_opens_late(office: Office) -> None:
    answer = signed_in(office.voters[0]).get(reverse("ballots:ballot", args=["board-2026"]))
    assert answer.status_code == 409
    assert "Voting opens late" in answer.content.decode()


def test_closed_between_review_and_cast_nothing_is_cast(open_office: Office, voter: Client, filled: Fields) -> None:
    fields = reviewed(voter, open_office, filled)
    open_office.close()
    answer = send(voter, open_office.election, "cast", fields)
    assert answer.status_code == 409
    assert "Voting is closed. Your ballot was not cast." in words(answer)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("sealed", ["", "not base64 ☃", "e30=", "AAAA"])
def test_what_is_no_sealed_ballot_is_refused_and_the_marks_come_back(
    open_office: Office, voter: Client, filled: Fields, sealed: str
) -> None:
    answer = send(voter, open_office.election, "cast", filled | {"sealed": [sealed]})
    assert answer.status_code == 409
    assert "Your ballot was not cast" in words(answer)
    assert hidden(answer) == filled


class TestLimits:
    def test_refusals_of_one_account_are_counted_and_then_nothing_is_journaled(
        self, open_office: Office, voter: Client, filled: Fields, settings: Settings
    ) -> None:
        settings.RATES = {"refused_ballot": (2, 600), "seal_ballot": (9, 60)}
        nonsense = filled | {"sealed": ["bm9uc2Vuc2U="]}
        answers = [send(voter, open_office.election, "cast", nonsense) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [409, 409, 429]
        assert hidden(answers[2])
        assert JournalLine.objects.filter(act="refuse ballot").count() == 2
        neighbour = signed_in(open_office.voters[1])
        assert send(neighbour, open_office.election, "cast", nonsense).status_code == 409

    def test_a_ballot_that_is_accepted_counts_for_nothing(
        self, open_office: Office, voter: Client, filled: Fields, settings: Settings
    ) -> None:
        settings.RATES = {"refused_ballot": (1, 600), "seal_ballot": (9, 60)}
        for _ in range(3):
            answer = send(voter, open_office.election, "cast", reviewed(voter, open_office, filled))
            assert answer.status_code == 302

    def test_the_server_seals_so_often_for_one_account(
        self, open_office: Office, voter: Client, filled: Fields, settings: Settings
    ) -> None:
        settings.RATES = {"refused_ballot": (1, 600), "seal_ballot": (2, 60)}
        answers = [send(voter, open_office.election, "review", filled) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert "Wait a few minutes" in words(answers[2])


def test_a_ballot_that_another_sealed_is_refused(open_office: Office, voter: Client, filled: Fields) -> None:
    fields = reviewed(signed_in(open_office.voters[1]), open_office, filled)
    answer = send(voter, open_office.election, "cast", fields)
    assert "signed with another key than yours" in words(answer)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("page", ["ballot", "review"])
def test_who_is_not_on_the_roll_is_told_why(open_office: Office, filled: Fields, page: str) -> None:
    answer = send(signed_in(person()), open_office.election, page, filled)
    assert answer.status_code == 403
    assert "You are not on the roll" in words(answer)


def test_who_is_not_on_the_roll_casts_nothing(open_office: Office, filled: Fields) -> None:
    fields = reviewed(signed_in(open_office.voters[0]), open_office, filled)
    assert send(signed_in(person()), open_office.election, "cast", fields).status_code == 409
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_an_account_without_a_person_casts_nothing(open_office: Office, filled: Fields, page: str) -> None:
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger@example.org"))
    assert send(stranger, open_office.election, page, filled).status_code in {403, 409}
    assert not Ballot.objects.exists()


def test_a_draft_has_no_ballot(open_office: Office, voter: Client) -> None:
    open_office.move(announced_at=None, announced_by=None)
    assert voter.get(reverse("ballots:ballot", args=["board-2026"])).status_code == 404


class TestReceipt:
    @pytest.fixture
    def address(self, open_office: Office) -> str:
        tracker = open_office.vote(open_office.voters[0]).tracker
        return reverse("ballots:receipt", args=["board-2026", tracker])

    def test_is_the_voters_alone(self, open_office: Office, address: str) -> None:
        assert signed_in(open_office.voters[0]).get(address).status_code == 200
        assert signed_in(open_office.voters[1]).get(address).status_code == 404
        assert signed_in(open_office.first).get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/accounts/login/")

    def test_leads_to_the_ballot_box(self, open_office: Office, voter: Client, address: str) -> None:
        page = voter.get(address).content.decode()
        assert f"/elections/board-2026/ballot-box/?q={address.split('/')[-2]}" in page

    def test_says_until_when_one_can_vote_again(self, open_office: Office, voter: Client, address: str) -> None:
        assert "You can vote again until" in voter.get(address).content.decode()
        open_office.close()
        assert "You can vote again" not in voter.get(address).content.decode()


def test_nothing_of_it_is_cached(open_office: Office, voter: Client, filled: Fields) -> None:
    fields = reviewed(voter, open_office, filled)
    answers = [
        voter.get(reverse("ballots:ballot", args=["board-2026"])),
        *(send(voter, open_office.election, page, fields) for page in PAGES),
        send(Client(), open_office.election, "review", filled),
        voter.get(reverse("ballots:receipt", args=["board-2026", Ballot.objects.get().tracker])),
    ]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


def test_no_mark_stands_in_session_address_log_or_table(
    open_office: Office, voter: Client, filled: Fields, caplog: pytest.LogCaptureFixture
) -> None:
    name = next(iter(filled))
    with caplog.at_level(logging.DEBUG):
        cast = send(voter, open_office.election, "cast", reviewed(voter, open_office, filled))
    assert name not in caplog.text
    assert name not in cast["Location"]
    assert not any("contest" in key for key in voter.session.keys())  # noqa: SIM118  a session is no mapping
    assert not any(name in str(line.details) for line in JournalLine.objects.all())


@pytest.mark.parametrize(("candidates", "resolutions"), [(2, 1), (6, 3)])
def test_the_ballot_costs_the_same_for_few_choices_and_many(
    candidates: int, resolutions: int, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office(candidates=candidates, resolutions=resolutions)
    office.seal()
    client = signed_in(office.voters[0])
    prepared(setup_of(office.election))  # each process keeps it
    with django_assert_num_queries(20):
        page_of(client, "ballot")


def test_a_database_that_fails_at_the_cast_is_owned_up_to(committed: DatabaseForTests) -> None:
    """Somebody holds the voter's row until the statement times out: nobody is told that the ballot is in the box."""
    office = Office()
    office.seal()
    client = signed_in(office.voters[0])
    client.raise_request_exception = False
    fields = reviewed(client, office, marks(office.election, (0,), (0,)))
    with committed.owner_connection(committed.name) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM ballots_credential FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '200ms'")
        answer = send(client, office.election, "cast", fields)
    assert answer.status_code == 503
    assert "We cannot tell whether what you sent was stored." in words(answer)
    assert "it may be in the box or not" in words(answer)
    assert not Ballot.objects.exists()


def test_a_cast_asks_the_database_twelve_times(open_office: Office) -> None:
    """Decision 26 says how it came to be so few."""
    voter = open_office.voters[0]
    client, sealed = signed_in(voter), open_office.sealed(voter)
    prepared(setup_of(open_office.election))  # each process keeps it
    fields = {"sealed": base64.b64encode(sealed).decode(), "sealed_by": "server"}
    with CaptureQueriesContext(connection) as queries:
        assert client.post(reverse("ballots:cast", args=[open_office.election.slug]), fields).status_code == 302
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) == 12, "\n".join(asked)
