"""The queue of words that wait: side by side with those approved last, and judged one by one or many at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import clock
from base.models import JournalLine, Mail
from elections.models import Election
from members.models import Membership, Person
from nominees.models import EndorsementRevision, Nominee, ProfileRevision
from nominees.nominating import endorse
from nominees.questioning import answer
from nominees.revising import approve, ask_for_correction, revise_endorsement, write_profile
from tests.nominees.asking import ASKED_FROM, answered, asked, open_to_questions, public
from tests.nominees.nominations import approve_all, during, election, member, standing

pytestmark = pytest.mark.django_db
Words = ProfileRevision | EndorsementRevision


@pytest.fixture
def board() -> Election:
    return election()


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board)


def queue(board: Election, kind: str = "") -> str:
    return reverse("office:queue", args=[board.slug]) + (f"?kind={kind}" if kind else "")


def key(words: Words) -> str:
    return f"{'statement' if isinstance(words, ProfileRevision) else 'endorsement'}-{words.pk}"


def page_of(words: Words, board: Election) -> str:
    kind, _, pk = key(words).partition("-")
    return reverse("office:revision", args=[board.slug, kind, pk])


def endorsed(nora: Nominee, name: str = "Mia", text: str = "Yes!") -> EndorsementRevision:
    return endorse(nora, text=text, by=member(name), at=during(nora.election)).revisions.get()


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
    def test_shows_everything_that_waits_the_oldest_first(self, board: Election, nora: Nominee, desk: Client) -> None:
        words = endorsed(nora)
        EndorsementRevision.objects.filter(pk=words.pk).update(written_at=board.nominations_open)
        page = desk.get(queue(board)).content.decode()
        assert page.index("Nora Nominee: endorsement by Mia") < page.index("Nora Nominee: statement")
        assert "I stand <em>because</em> I can." in page
        assert "Example Works" in page

    @pytest.mark.parametrize(("kind", "other"), [("statement", "endorsement"), ("endorsement", "statement")])
    def test_of_one_kind(self, board: Election, nora: Nominee, desk: Client, kind: str, other: str) -> None:
        endorsed(nora)
        page = desk.get(queue(board, kind)).content.decode()
        assert f'value="{kind}-' in page
        assert f'value="{other}-' not in page

    def test_shows_new_words_beside_those_approved_last(
        self, board: Election, nora: Nominee, desk: Client, jonas: Person
    ) -> None:
        second_version(nora, jonas)
        old, new = desk.get(queue(board)).content.decode().split("Approved last")[1].split("<h3")
        assert "can.</del>" in old
        assert "must.</ins>" in new
        assert "<ins>" not in old
        assert "<del>" not in new.split("</div></div>")[0].split("<dl")[0]
        assert 'removed: </span>Example</del> <ins><span class="unseen">added: </span>Another</ins> Works' in new

    def test_shows_another_name_under_the_same_words(self, board: Election, nora: Nominee, desk: Client) -> None:
        words = endorsed(nora)
        approve_all(board)
        assert words.written_by
        revise_endorsement(
            words.nomination, text="Yes!", nominator_name="Mia of Acme", by=words.written_by, at=during(board)
        )
        page = desk.get(queue(board)).content.decode()
        assert "The text is the same." in page
        assert "of Acme</ins>" in page

    def test_shows_which_corrections_nominees_wait_for(self, board: Election, nora: Nominee, desk: Client) -> None:
        ask_for_correction(endorsed(nora).nomination, by=nora.person, at=during(board), what="It was nine years.")
        assert "It was nine years." in desk.get(queue(board)).content.decode()

    def test_asks_the_database_as_often_for_one_as_for_three(
        self, board: Election, nora: Nominee, desk: Client, jonas: Person
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(queue(board)).status_code == 200
            return len(captured)

        second_version(nora, jonas)
        endorsed(nora)
        one = queries()
        for number in range(2):
            other = standing(board, f"Bo {number}", f"bo{number}@example.org")
            second_version(other, jonas)
            endorsed(other, f"Mo {number}")
        assert queries() == one

    def test_is_shown_some_at_a_time(
        self, board: Election, nora: Nominee, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("office.views.words.A_PAGE", 2)
        many = [*(key(endorsed(nora, name)) for name in ("Mia", "Max")), key(nora.profiles.get())]
        first, second = (desk.get(f"{queue(board)}?page={number}").content.decode() for number in (1, 2))
        assert [f'value="{each}"' in first for each in many] == [True, True, False]
        assert [f'value="{each}"' in second for each in many] == [False, False, True]
        answer = desk.post(f"{queue(board)}?page=2", {"words": many[2:], "approve": ""}, follow=True)
        assert "1 text approved." in answer.content.decode()
        assert f'value="{many[0]}"' in answer.content.decode()

    def test_says_that_nothing_waits(self, board: Election, desk: Client) -> None:
        assert "Nothing waits." in desk.get(queue(board)).content.decode()


class TestMany:
    def test_are_approved_and_each_is_journaled(
        self, board: Election, nora: Nominee, desk: Client, ines: Person
    ) -> None:
        many: list[Words] = [nora.profiles.get(), endorsed(nora), endorsed(nora, "Max")]
        answer = desk.post(queue(board), {"words": [key(each) for each in many], "approve": ""}, follow=True)
        assert "3 texts approved." in answer.content.decode()
        for words in many:
            words.refresh_from_db()
            assert words.approved_by == ines
        assert JournalLine.objects.filter(act="approve words").count() == 3

    def test_only_the_chosen_are_approved(self, board: Election, nora: Nominee, desk: Client) -> None:
        chosen, other = endorsed(nora), endorsed(nora, "Max")
        desk.post(queue(board), {"words": [key(chosen)], "approve": ""})
        other.refresh_from_db()
        assert other.is_waiting

    def test_those_that_cannot_be_are_named_with_the_reason_and_the_others_are_done(
        self, board: Election, nora: Nominee, desk: Client, ines: Person, jonas: Person
    ) -> None:
        Membership.objects.create(person=ines, membership_class="fellow", source="list", name="Ines")
        own = endorse(nora, text="Mine.", by=ines, at=during(board)).revisions.get()
        done, good = endorsed(nora), endorsed(nora, "Max")
        approve(done, by=jonas, at=during(board))
        assert f'value="{key(own)}"' not in desk.get(queue(board)).content.decode()
        sent = {"words": [key(each) for each in (own, done, good)], "approve": ""}
        page = desk.post(queue(board), sent, follow=True).content.decode()
        assert "1 text approved." in page
        assert "Nora Nominee: endorsement by Ines Castellano: These are your own words" in page
        assert "Nora Nominee: endorsement by Mia: These words were approved or sent back already" in page
        own.refresh_from_db()
        assert own.is_waiting

    def test_are_sent_back_for_one_reason(self, board: Election, nora: Nominee, desk: Client) -> None:
        many = [key(endorsed(nora)), key(endorsed(nora, "Max"))]
        Mail.objects.all().delete()
        refused = desk.post(queue(board), {"words": many, "send_back": "", "reason": " "}).content.decode()
        assert "<title>Error:" in refused
        assert refused.count(" checked") == 2
        page = desk.post(queue(board), {"words": many, "send_back": "", "reason": "Name it."}, follow=True)
        assert "2 texts sent back" in page.content.decode()
        assert [mail.kind for mail in Mail.objects.all()] == ["sent_back", "sent_back"]

    def test_are_looked_up_together(self, board: Election, nora: Nominee, desk: Client) -> None:
        many = [key(endorsed(nora, name)) for name in ("Mia", "Max", "Moe")]

        def queries(*chosen: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                desk.post(queue(board), {"words": chosen, "send_back": "", "reason": ""})
            return len(captured)

        assert queries(*many[:1]) == queries(*many)

    def test_nothing_chosen_is_said(self, board: Election, nora: Nominee, desk: Client) -> None:
        for button in ({"approve": ""}, {"send_back": "", "reason": "x"}):
            page = desk.post(queue(board), button).content.decode()
            assert "Choose at least one text." in page
            assert "<title>Error:" in page

    @pytest.mark.parametrize("nonsense", ["", "statement", "statement-", "statement-x", "poem-1", "statement-²", "-1"])
    def test_what_is_no_text_of_this_election_is_not_found(
        self, board: Election, nora: Nominee, desk: Client, nonsense: str
    ) -> None:
        good = nora.profiles.get()
        assert desk.post(queue(board), {"words": [key(good), nonsense], "approve": ""}).status_code == 404
        assert desk.post(queue(election("other")), {"words": [key(good)], "approve": ""}).status_code == 404
        good.refresh_from_db()
        assert good.is_waiting


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


def test_nobody_else_enters(board: Election, nora: Nominee, stranger: Client, client: Client) -> None:
    words = nora.profiles.get()
    for page in (queue(board), page_of(words, board)):
        data = {"approve": "", "words": [key(words)]}
        assert stranger.get(page).status_code == 403
        assert stranger.post(page, data).status_code == 403
        assert client.get(page)["Location"].startswith(reverse("account_login"))
        assert client.post(page, data).status_code == 302
    words.refresh_from_db()
    assert words.is_waiting


class TestQuestionsAndAnswers:
    @pytest.fixture
    def board(self) -> Election:
        return open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))

    def test_wait_with_everything_else_and_by_their_kind(self, board: Election, nora: Nominee, desk: Client) -> None:
        question = public(board, "What about *grants*?")
        waiting = asked(board, "And fees?")
        given = answer(question, text="More of them.", by=nora.person, at=clock.now())
        page = desk.get(queue(board)).content.decode()
        for said in ("Question by Mia Member", "And fees?", "Nora Nominee: answer", "More of them.", "<em>grants</em>"):
            assert said in page
        assert f'value="question-{question.pk}"' not in page
        for kind, pk in (("question", waiting.pk), ("answer", given.pk)):
            assert desk.get(queue(board, kind)).content.decode().count('name="words"') == 1
            assert f'value="{kind}-{pk}"' in desk.get(queue(board, kind)).content.decode()
        assert "3 texts wait" in desk.get(reverse("office:candidates", args=[board.slug])).content.decode()
        assert "3 texts wait to be read" in desk.get(reverse("office:election", args=[board.slug])).content.decode()

    def test_a_question_is_judged_on_a_page_of_its_own(self, board: Election, desk: Client) -> None:
        first, second = asked(board, "One?"), asked(board, "Two?")
        path = reverse("office:revision", args=[board.slug, "question", first.pk])
        assert "What Mia Member asks" in desk.get(path).content.decode()
        approved = desk.post(path, {"approve": ""}, follow=True).content.decode()
        assert "everybody reads this question now" in approved
        assert "approved these words" in desk.get(path).content.decode()
        path = reverse("office:revision", args=[board.slug, "question", second.pk])
        assert "Error:" in desk.post(path, {"send_back": "", "reason": ""}).content.decode()
        desk.post(path, {"send_back": "", "reason": "Two in one."})
        second.refresh_from_db()
        assert second.returned_reason == "Two in one."

    def test_an_amended_answer_stands_beside_the_approved_one(
        self, board: Election, nora: Nominee, desk: Client
    ) -> None:
        question = public(board)
        answered(question, nora, "More of them.")
        given = answer(question, text="Fewer of them.", by=nora.person, at=clock.now())
        assert "Approved last" in desk.get(queue(board)).content.decode()
        page = desk.get(reverse("office:revision", args=[board.slug, "answer", given.pk])).content.decode()
        assert "What Nora Nominee answers Mia Member" in page
        assert "Fewer</ins>" in page
        history = reverse("nominees:answer_history", args=[board.slug, question.pk, nora.slug])
        assert history in page
        assert "Version 2" in desk.get(history).content.decode()

    def test_many_at_once(self, board: Election, nora: Nominee, desk: Client) -> None:
        questions = [asked(board, "One?"), asked(board, "Two?")]
        keys = [f"question-{each.pk}" for each in questions]
        assert (
            "2 texts approved." in desk.post(queue(board), {"approve": "", "words": keys}, follow=True).content.decode()
        )
        again = desk.post(queue(board), {"approve": "", "words": keys[:1]}, follow=True).content.decode()
        assert "Question by Mia Member: This question was approved or sent back already." in again

    def test_of_another_election_are_not_found(self, board: Election, desk: Client) -> None:
        question = asked(board)
        other = election("other")
        assert desk.get(reverse("office:revision", args=[other.slug, "question", question.pk])).status_code == 404
        assert desk.post(queue(other), {"approve": "", "words": f"question-{question.pk}"}).status_code == 404
