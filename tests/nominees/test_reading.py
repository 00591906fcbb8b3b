"""Pages to read who stands: found and filtered, side by side, as a guide; each candidate whole, from the record too."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.pictures import Shape, keep
from community.models import Award
from elections.models import BoardTerm, Election
from nominees.affiliations import Affiliated
from nominees.models import Nominee
from nominees.nominating import endorse, withdraw
from nominees.questioning import answer
from nominees.revising import write_profile
from tests.cast import officer, picture_file
from tests.nominees.asking import ASKED_FROM, answered, asked, open_to_questions, public
from tests.nominees.many import many
from tests.nominees.nominations import ANNOUNCED, approve_all, during, election, member, standing

pytestmark = pytest.mark.django_db
LIST = "/elections/board-2026/candidates/"
LONG_QUESTION = (
    "If the grants were cut by a third, say what you would keep, whom you would ask, and what you would tell them."
)


@pytest.fixture
def board() -> Election:
    """Announced an hour ago."""
    return election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))


def get(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def names(page: str) -> set[str]:
    return set(re.findall(r'class="candidate-name"><a href="[^"]+"><bdi>([^<]+)', page))


class TestFinding:
    @pytest.fixture(autouse=True)
    def three(self, board: Election) -> None:
        """Of whom one sits on the board, one served before and one is new."""
        said = [
            ("Ada Ångström", {"previous_service": "2023", "country": "SE", "text": "I care for grants."}, "Acme"),
            ("Bo Li", {"previous_service": "2016–2019", "country": "CN", "summary": "Fewer papers."}, "ACME"),
            ("Cy Young", {"previous_service": "New", "country": ""}, "Works"),
        ]
        for name, fields, organisation in said:
            nominee = standing(board, name, f"{name[0]}@example.org")
            write_profile(
                nominee, by=nominee.person, at=during(board), affiliations=[Affiliated(organisation)],
                **fields,  # type: ignore[arg-type]
            )  # fmt: skip
        approve_all(board)
        ada = Nominee.objects.get(name="Ada Ångström")
        today = clock.now().date()
        BoardTerm.objects.create(person=ada.person, name=ada.name, since=date(2023, 7, 1), until=today + timedelta(9))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"Ada Ångström", "Bo Li", "Cy Young"}),
            ("q=angstrom", {"Ada Ångström"}),
            ("q=GRANTS", {"Ada Ångström"}),
            ("q=papers+fewer", {"Bo Li"}),
            ("q=acme", {"Ada Ångström", "Bo Li"}),
            ("q=acme+nobody", set()),
            ("q=%00%22%3E", set()),
            ("standing=new", {"Cy Young"}),
            ("standing=sitting", {"Ada Ångström"}),
            ("standing=returned", {"Bo Li"}),
            ("standing=nonsense", set()),
            ("country=SE", {"Ada Ångström"}),
            ("affiliation=Acme", {"Ada Ångström", "Bo Li"}),
            ("affiliation=Acme&country=CN", {"Bo Li"}),
            ("affiliation=Acme&standing=new", set()),
        ],
    )
    def test_by_words_and_filters(self, asked: str, found: set[str]) -> None:
        page = get(f"{LIST}?{asked}")
        assert names(page) == found
        if asked:
            assert f"{len(found)} of 3 candidates fit" in page

    def test_the_table_has_the_same(self) -> None:
        page = get(f"{LIST}?view=table&country=SE")
        assert "Ada Ångström" in page
        assert "Bo Li" not in page
        assert page.count("<tr") == 2

    def test_what_is_asked_for_stays_when_order_or_view_change(self) -> None:
        page = get(f"{LIST}?q=acme&view=table")
        assert 'href="?q=acme&amp;view=table&amp;order=alphabetical"' in page
        assert 'href="?q=acme"' in page
        assert '<input type="hidden" name="view" value="table">' in page
        assert 'value="acme"' in page

    def test_the_number_of_candidates_is_that_of_all(self) -> None:
        assert "<h1>3 candidates</h1>" in get(f"{LIST}?q=angstrom")

    def test_who_withdrew_is_counted_apart(self) -> None:
        assert "more withdrew" not in get(LIST)
        bo = Nominee.objects.get(name="Bo Li")
        withdraw(bo, by=bo.person, at=clock.now())
        page = get(f"{LIST}?q=acme")
        assert "<h1>2 candidates</h1>" in page
        assert "1 more withdrew." in page
        assert "2 of 3 candidates fit" in page

    def test_filters_offer_what_candidates_gave_once(self) -> None:
        page = get(LIST)
        assert len(re.findall(r"<option[^>]*>acme</option>", page, re.IGNORECASE)) == 1
        assert re.findall(r'<option value="(\w\w)"', page) == ["CN", "SE"]


class TestComparing:
    @pytest.fixture(autouse=True)
    def six(self) -> Election:
        return many(candidates=6, endorsements=4)

    def slugs(self, number: int) -> str:
        return "&".join(f"who={slug}" for slug in Nominee.objects.values_list("slug", flat=True)[:number])

    @pytest.mark.parametrize("number", [2, 3, 4])
    def test_two_to_four_stand_side_by_side(self, number: int) -> None:
        page = get(f"{LIST}compare/?{self.slugs(number)}")
        assert page.count('class="compare-name"') == number * 9
        assert page.count(" checked>") == number

    @pytest.mark.parametrize("number", [0, 1, 5, 6])
    def test_of_fewer_or_more_one_chooses_again(self, number: int) -> None:
        page = get(f"{LIST}compare/?{self.slugs(number)}")
        assert "compare-name" not in page
        assert "Tick two to four." in page
        assert page.count(" checked>") == number

    def test_nobody_is_compared_with_themselves_or_with_nobody(self) -> None:
        one = self.slugs(1)
        assert "compare-name" not in get(f"{LIST}compare/?{one}&{one}&who=nobody&who=%00")

    def test_nobody_before_the_announcement(self) -> None:
        Election.objects.update(candidates_announced=clock.now() + timedelta(days=1))
        assert "compare-name" not in get(f"{LIST}compare/?{self.slugs(2)}")

    def test_costs_the_same_for_two_and_for_four(self) -> None:
        costs = []
        for number in (2, 4):
            with CaptureQueriesContext(connection) as queries:
                get(f"{LIST}compare/?{self.slugs(number)}")
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestOneCandidate:
    def whole(self, board: Election) -> Nominee:
        nora = standing(board)
        write_profile(
            nora, by=nora.person, at=during(board), text="# One\n\nx\n\n# Two\n\ny\n\n# Three\n\nz",
            summary="Two words.",
            pronouns="she/her", languages="English, te reo Māori", country="NZ", links=["https://example.org/nora?a=1&b"],
            photo=keep(picture_file(), Shape.PORTRAIT), photo_text='Nora at a "workshop"', previous_service="New",
            affiliations=[Affiliated("Acme", "officer", "treasurer", 2019, 2022, "Acme Group")],
        )  # fmt: skip
        endorse(nora, text="Yes!", by=member("Mia"), at=during(board), shows_class=True)
        approve_all(board)
        return nora

    def test_everything_they_gave_is_on_the_page(self, board: Election) -> None:
        page = get(self.whole(board).get_absolute_url())
        for said in (
            "she/her", "New Zealand", "English, te reo Māori", "Two words.", "Nora at a &quot;workshop&quot;",
            "Acme (part of Acme Group): officer or director of it, treasurer, 2019–2022", "1 minute to read",
            'href="https://example.org/nora?a=1&amp;b" rel="nofollow ugc noopener noreferrer"', "Mia</bdi> · Basic",
            'href="#part-3">Three', '<h3 id="part-3">Three</h3>',
        ):  # fmt: skip
            assert said in page, said

    def test_silence_and_none_are_told_apart(self, board: Election) -> None:
        free = standing(board)
        assert "affiliation not provided" in get(free.get_absolute_url())
        write_profile(free, by=free.person, at=during(board), text="x", has_no_affiliations=True)
        approve_all(board)
        page = get(free.get_absolute_url())
        assert "none, as they say" in page
        assert "no affiliations" in page
        assert page.count("not provided") == 5  # service, pronouns, country, languages, links

    def test_says_itself_to_those_who_share_it(self, board: Election) -> None:
        nora = self.whole(board)
        page = get(nora.get_absolute_url())
        photo = nora.profiles.order_by("-number")[0].photo
        assert photo
        own = f"http://localhost:8000{nora.get_absolute_url()}"
        assert f'<link rel="canonical" href="{own}">' in page
        assert f'<meta property="og:url" content="{own}">' in page
        assert f'<meta property="og:image" content="http://localhost:8000{photo.get_absolute_url()}">' in page
        assert '<meta property="og:description" content="Two words.">' in page

    def test_terms_and_awards_come_from_the_record(self, board: Election) -> None:
        nora = self.whole(board)
        BoardTerm.objects.create(person=nora.person, name="N. Nominee", since=date(2016, 7, 1), until=date(2019, 7, 1))
        award = {"series": "Q3 2018 Community Service Award", "recipient": "Nora N.", "citation": "for grants"}
        Award.objects.create(**award)
        page = get(nora.get_absolute_url())
        assert re.search(r"Jul 2016</time> – <time[^>]+>Jul 2019</time></span>, elected", page)
        assert "Q3 2018" not in page
        Award.objects.update(person=nora.person, confirmed_at=clock.now(), confirmed_by=officer())
        assert "Q3 2018 Community Service Award" in get(nora.get_absolute_url())

    def test_who_stood_before_leads_there(self, board: Election) -> None:
        nora = self.whole(board)
        earlier = election("board-2025", shifted=clock.now() - ANNOUNCED - timedelta(days=365))
        stood = standing(earlier, by=nora.person)
        assert f'href="{stood.get_absolute_url()}"' in get(nora.get_absolute_url())
        assert "Stood before" not in get(stood.get_absolute_url())

    def test_who_withdrew_says_since_when(self, board: Election) -> None:
        nora = self.whole(board)
        at = clock.now()
        withdraw(nora, by=nora.person, at=at)
        page = get(nora.get_absolute_url())
        assert "Withdrew." in page
        assert f'datetime="{at:%Y-%m-%dT%H:%M}' in page

    def test_what_documents_never_said_reads_like_everybodys_silence(self, board: Election) -> None:
        nora = standing(board)
        approve_all(board)
        here = get(nora.get_absolute_url())
        Election.objects.update(imported_at=clock.now())
        imported = get(nora.get_absolute_url())
        assert "Example Works" in imported
        assert imported.count("not provided") == here.count("not provided") == 6


def test_what_was_taken_over_from_documents_reads_the_same_ways(board: Election) -> None:
    slugs = [standing(board, name, f"{name[0]}@example.org").slug for name in ("Nora Nominee", "Max Muster")]
    approve_all(board)
    Election.objects.update(imported_at=clock.now())
    for path in ("", "?view=table", "?q=example", "guide/", f"compare/?who={slugs[0]}&who={slugs[1]}"):
        page = get(f"{LIST}{path}")
        assert "Nora Nominee" in page, path
        assert "Example Works" in page, path
    assert Client().get("/elections/board-2026/candidates.epub").status_code == 200


def test_the_guide_has_everybody_by_name() -> None:
    many(candidates=5, endorsements=6)
    page = get(f"{LIST}guide/")
    listed = re.findall(r'<h2 id="name-[^"]+"><bdi>([^<]+)', page)
    assert listed == ["Amaru Ångström", "Birgitta Batbayar", "Chidi Castañeda de la Cruz-Villanueva", "Dóra Dlamini", "Émile Eze"]  # fmt: skip  # noqa: E501
    assert page.count("user group in a small town for eight years") == 5


class TestAnswers:
    """Of two candidates; Una answers, Nora does not."""

    @pytest.fixture(autouse=True)
    def board(self) -> Election:
        board = open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))
        una, nora = standing(board, "Una"), standing(board, "Nora")
        answered(public(board, LONG_QUESTION), una, "More of **them**.")
        answer(public(board, "Who waits?"), text="UNREAD", by=nora.person, at=clock.now())
        asked(board, "HIDDEN?")
        approve_all(board)
        return board

    @pytest.mark.parametrize("path", ["una/", "guide/", "compare/?who=una&who=nora"])
    def test_are_read_wherever_a_candidate_is(self, path: str) -> None:
        page = get(LIST + path)
        assert "<p>More of <strong>them</strong>.</p>" in page
        assert "UNREAD" not in page
        assert "HIDDEN" not in page

    def test_a_question_is_read_to_its_end(self) -> None:
        for path in ("una/", "guide/"):
            assert get(LIST + path).count("and what you would tell them.") == 1, path

    @pytest.mark.parametrize(
        ("path", "silent"), [("una/", 1), ("nora/", 2), ("guide/", 3), ("compare/?who=una&who=nora", 3)]
    )
    def test_silence_is_neutral(self, path: str, silent: int) -> None:
        assert get(LIST + path).count("No answer yet") == silent

    def test_who_withdrew_before_answering_is_not_waited_for(self) -> None:
        nora = Nominee.objects.get(name="Nora")
        withdraw(nora, by=nora.person, at=clock.now())
        assert get(LIST + "guide/").count("No answer yet") == 1
        assert get(LIST + "compare/?who=una&who=nora").count("No answer yet") == 1

    def test_nothing_of_them_before_the_announcement(self) -> None:
        Election.objects.update(candidates_announced=clock.now() + timedelta(minutes=1))
        assert "What members asked" not in get(LIST + "guide/")

    def test_where_none_are_taken_nothing_speaks_of_them(self, board: Election) -> None:
        Election.objects.update(questions_open=None, questions_close=None)
        for path in ("una/", "guide/", "compare/?who=una&who=nora"):
            page = get(LIST + path)
            assert "Answers to members" not in page, path
            assert "No answer yet" not in page, path

    def test_cost_the_same_for_two_candidates_and_for_three(self, board: Election) -> None:
        costs = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                get(LIST + "guide/")
            costs.append(len(queries))
            third = standing(board, "Third")
            approve_all(board)
            answered(public(board, "More?"), third)
        assert costs[0] == costs[1] <= 12


class TestTwentySix:
    @pytest.fixture(autouse=True)
    def board(self) -> Election:
        return many()

    def test_the_list_stays_light(self) -> None:
        for view in ("", "?view=table", "?order=alphabetical"):
            page = Client().get(LIST + view).content
            assert page.count(b'name="who"') == 26, view
            photos = re.findall(rb'<img[^>]*src="/pictures/[^>]*>', page)
            assert all(b"loading=lazy" in photo.replace(b'"', b"") and b"width=" in photo for photo in photos), view
            assert view == "?view=table" or len(photos) > 10

    def test_the_list_weighs_little_with_everything_but_fonts_and_photos(self) -> None:
        for view in ("", "?view=table", "?q=grants&standing=new"):
            page = get(LIST + view)
            loaded = set(
                re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|script[^>]* src)="/static/([^"]+)"', page)
            )
            assert {"css/parts.css", "css/candidates.css", "js/shortlist.js", "img/mark.svg"} <= loaded
            sheets = sum((settings.BASE_DIR / "static" / name).stat().st_size for name in loaded)
            assert len(page.encode()) + sheets < 100_000, view

    def test_pages_and_files_cost_few_queries(self) -> None:
        for path in ("", "guide/", "compare/"):
            with CaptureQueriesContext(connection) as queries:
                get(LIST + path)
            assert len(queries) <= 9, path

    def test_a_book_is_made_once(self) -> None:
        cache.clear()
        costs = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert Client().get("/elections/board-2026/candidates.epub").status_code == 200
            costs.append(len(queries))
        assert costs[1] < costs[0] <= 16
