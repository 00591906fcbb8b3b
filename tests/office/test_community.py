"""Awards, stories and the board at the office."""

from datetime import date, timedelta

import pytest
from django.test import Client

from base import clock
from community.models import Award, Story
from elections.models import BoardTerm, Election
from nominees.models import Elected
from tests.cast import person
from tests.community.posts import DAY, RESOLUTION, published, story
from tests.office.test_costs import cost

pytestmark = pytest.mark.django_db


def words(desk: Client, address: str) -> str:
    return desk.get(address).content.decode()


class TestAwards:
    @pytest.fixture
    def award(self, db: None) -> Award:
        return published("Award", RESOLUTION).awards.get()

    def test_wait_until_somebody_says_whose_they_are(self, award: Award, desk: Client) -> None:
        ada = person("Ada Okafor")
        assert "Nothing waits" not in words(desk, "/office/awards/")
        assert "ada okafor" in words(desk, f"/office/awards/{award.pk}/").lower()
        desk.post(f"/office/awards/{award.pk}/", {"person": str(ada.pk)})
        award.refresh_from_db()
        assert award.person == ada
        assert "Nothing waits" in words(desk, "/office/awards/")
        desk.post(f"/office/awards/{award.pk}/", {"take_back": ""})
        award.refresh_from_db()
        assert award.person is None

    def test_people_of_other_names_are_looked_for(self, award: Award, desk: Client) -> None:
        person("Adaeze Okafor-Lind")
        assert "Nobody here is named Ada Okafor." in words(desk, f"/office/awards/{award.pk}/")
        assert "Adaeze Okafor-Lind" in words(desk, f"/office/awards/{award.pk}/?q=lind")
        assert "Nobody here has a name with" in words(desk, f"/office/awards/{award.pk}/?q=zzz")

    @pytest.mark.parametrize("chosen", ["", "0", "x", "-1"])
    def test_nobody_is_not_a_person(self, award: Award, desk: Client, chosen: str) -> None:
        assert desk.post(f"/office/awards/{award.pk}/", {"person": chosen}).status_code == 404

    def test_one_is_confirmed_once(self, award: Award, desk: Client) -> None:
        ada = person("Ada Okafor")
        for _ in range(2):
            answer = desk.post(f"/office/awards/{award.pk}/", {"person": str(ada.pk)})
        assert "said already who this is" in answer.content.decode()

    def test_are_for_the_office(self, award: Award, stranger: Client) -> None:
        assert stranger.post(f"/office/awards/{award.pk}/", {"person": str(person().pk)}).status_code == 403

    def test_cost_the_same_for_one_and_for_three(self, award: Award, desk: Client) -> None:
        person("Ada Okafor")
        before = [cost(desk, "/office/awards/"), cost(desk, f"/office/awards/{award.pk}/")]
        for number in range(3):
            published(f"Award {number}", RESOLUTION)
            person("Ada Okafor")
        assert [cost(desk, "/office/awards/"), cost(desk, f"/office/awards/{award.pk}/")] == before


class TestStories:
    def test_one_stands_on_the_home_page(self, desk: Client) -> None:
        first, second = story("Grants", "One.", "Ada"), story("Grants", "Two.", "Bo")
        for told in (first, second):
            desk.post("/office/stories/", {"feature": str(told.pk)})
        assert list(Story.objects.filter(featured_at__isnull=False)) == [second]
        assert "on the home page" in words(desk, "/office/stories/")
        desk.post("/office/stories/", {"feature_none": ""})
        assert not Story.objects.filter(featured_at__isnull=False).exists()
        assert desk.post("/office/stories/", {"feature": "0"}).status_code == 404

    def test_cost_the_same_for_one_and_for_three(self, desk: Client) -> None:
        story("Grants", "One.", "Ada")
        before = cost(desk, "/office/stories/")
        for number in range(3):
            story(f"Programme {number}", "Two.", "Bo", "Cy")
        assert cost(desk, "/office/stories/") == before


class TestTheBoard:
    def archive(self, year: int) -> Election:
        election = Election.objects.create(
            slug=f"board-{year}", name=f"{year} board election", imported_at=DAY, roll_closes=DAY, voting_opens=DAY,
            voting_closes=DAY + timedelta(days=9),
        )  # fmt: skip
        Elected.objects.create(election=election, position=1, name="Ada Okafor", years=3)
        return election

    def test_who_was_elected_is_entered_once(self, desk: Client) -> None:
        election = self.archive(2019)
        assert "Enter who was elected" in words(desk, "/office/board/")
        desk.post("/office/board/", {"enter": str(election.pk)})
        assert BoardTerm.objects.get().name == "Ada Okafor"
        assert "Enter who was elected" not in words(desk, "/office/board/")
        shown = desk.post("/office/board/", {"enter": str(election.pk)}).content.decode()
        assert "in the register already" in shown
        assert BoardTerm.objects.count() == 1

    def test_each_body_has_its_register(self, desk: Client, client: Client) -> None:
        typed = {"name": "Bo", "how": "elected", "since": "2019-07-01", "until": "2021-07-01", "reason": "Old."}
        assert desk.post("/office/board/add/", typed | {"body": "packaging-council"}).status_code == 302
        assert desk.post("/office/board/add/", typed | {"body": "unheard-of"}).status_code == 200
        assert BoardTerm.objects.get().body == "packaging-council"
        assert "Packaging Council" in words(desk, "/office/board/")
        assert "Bo" in words(client, "/bodies/packaging-council/")
        assert client.get("/bodies/packaging-council.json").json()["terms"][0]["name"] == "Bo"
        assert client.get("/board.json").json()["terms"] == []
        assert "/bodies/packaging-council/" in words(client, "/board/")
        assert client.get("/bodies/unheard-of/").status_code == 404

    def test_costs_the_same_for_one_and_for_three(self, desk: Client) -> None:
        self.archive(2018)
        today = clock.now().date()
        BoardTerm.objects.create(name="Ada", since=today, until=date(2120, 1, 1))
        before = cost(desk, "/office/board/")
        for year in (2019, 2020, 2021):
            self.archive(year)
            BoardTerm.objects.create(name="Ada", since=today, until=date(2120, 1, 1))
        assert cost(desk, "/office/board/") == before

    def test_a_term_is_added_put_right_and_taken_out(self, desk: Client) -> None:
        typed = {
            "name": "Ada Okafor",
            "body": "board",
            "how": "appointed",
            "since": "2019-07-01",
            "until": "2018-07-01",
            "reason": "Old.",
        }
        refused = desk.post("/office/board/add/", typed).content.decode()
        assert ("A term ends after it began." in refused, 'value="Ada Okafor"' in refused) == (True, True)
        assert "<title>Error:" in refused
        assert desk.post("/office/board/add/", typed | {"until": "2022-07-01"}).status_code == 302
        held = BoardTerm.objects.get()
        address = f"/office/board/{held.pk}/"
        assert address in words(desk, "/office/board/")
        assert 'value="2019-07-01"' in words(desk, address)
        desk.post(address, typed | {"until": "2021-01-01", "organisations": "Acme, Club"})
        held.refresh_from_db()
        assert (held.until.year, held.organisations.count()) == (2021, 2)
        refused = desk.post(address, {"remove": "remove", "removal_reason": ""}).content.decode()
        assert "Give a reason" in refused
        assert desk.post(address, {"remove": "remove", "removal_reason": "Never sat."}).status_code == 302
        assert not BoardTerm.objects.exists()
