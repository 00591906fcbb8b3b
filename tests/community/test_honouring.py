"""Awards follow the words of their post, until an officer says whose they are."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from base.models import JournalLine
from community.honouring import confirm, public_awards, suggestions, take_back
from community.models import Award
from community.publishing import Words, revise
from members.models import Person
from tests.cast import officer, person
from tests.community.posts import DAY, RESOLUTION, draft, published

pytestmark = pytest.mark.django_db
ANOTHER = RESOLUTION.replace("Ada Okafor", "Bo Li")


def names() -> list[str]:
    return list(Award.objects.order_by("position").values_list("recipient", flat=True))


class TestAwardsOfAPost:
    def test_are_what_its_resolutions_say(self) -> None:
        award = published("Award", f"{RESOLUTION}\n\n{ANOTHER}").awards.get(recipient="Ada Okafor")
        assert names() == ["Ada Okafor", "Bo Li"]
        assert (award.series, award.citation) == ("Q1 2020 Community Service Award", "her work on grants")
        assert (award.awarded_on, award.resolution, award.position) == (DAY.date(), RESOLUTION, 1)

    def test_follow_its_words(self) -> None:
        post = published("Award", RESOLUTION)
        kept = Award.objects.get().pk
        revise(post, Words(title="Award", text=f"{ANOTHER}\n\n{RESOLUTION}"), by=officer(), at=DAY)
        assert names() == ["Bo Li", "Ada Okafor"]
        assert Award.objects.get(recipient="Ada Okafor").pk == kept
        revise(post, Words(title="Award", text=ANOTHER), by=officer(), at=DAY)
        assert names() == ["Bo Li"]

    def test_stay_once_an_officer_confirmed_them(self) -> None:
        post = published("Award", RESOLUTION)
        confirm(Award.objects.get(), person=person("Ada Okafor"), by=officer(), at=DAY)
        revise(post, Words(title="Award", text="Nothing."), by=officer(), at=DAY)
        assert names() == ["Ada Okafor"]

    def test_of_a_person_who_gets_two_are_two(self) -> None:
        second = RESOLUTION.replace("Q1", "Q2")
        post = published("Award", f"{RESOLUTION}\n\n{second}\n\n{RESOLUTION}")
        assert [award.series[:2] for award in Award.objects.order_by("position")] == ["Q1", "Q2"]
        kept = Award.objects.get(series__startswith="Q2")
        revise(post, Words(title="Award", text=second.replace("Q2", "Q3")), by=officer(), at=DAY)
        corrected = Award.objects.get()
        assert corrected.series == "Q3 2020 Community Service Award"
        revise(post, Words(title="Award", text=f"{second}\n\n{RESOLUTION}"), by=officer(), at=DAY)
        assert [award.series[:2] for award in Award.objects.order_by("position")] == ["Q2", "Q1"]
        assert kept.recipient == corrected.recipient

    def test_are_public_with_it(self) -> None:
        draft("Draft", RESOLUTION)
        Award.objects.create(series="Lifetime Award", recipient="Cy Dee")
        assert [award.recipient for award in public_awards(DAY)] == ["Cy Dee"]
        published("Award", ANOTHER)
        assert {award.recipient for award in public_awards(DAY)} == {"Bo Li", "Cy Dee"}


class TestConfirming:
    @pytest.fixture
    def award(self, db: None) -> Award:
        return published("Award", RESOLUTION).awards.get()

    def test_puts_it_on_the_pages_of_the_person(self, award: Award) -> None:
        ada, olga = person("Ada Okafor"), officer()
        confirm(award, person=ada, by=olga, at=DAY)
        [given] = ada.awards.all()
        assert (given, given.confirmed_by, given.confirmed_at) == (award, olga, DAY)
        line = JournalLine.objects.latest("id")
        assert (line.act, line.details) == ("confirm award", {"person": ada.pk})

    def test_names_who_the_person_is_after_a_merge(self, award: Award) -> None:
        ada = person("Ada Okafor")
        double = Person.objects.create(name="Ada O.", merged_into=ada)
        assert confirm(award, person=double, by=officer(), at=DAY).person == ada

    def test_is_done_once_and_can_be_taken_back(self, award: Award) -> None:
        ada, bo, olga = person("Ada Okafor"), person("Ada Okafor"), officer()
        confirm(award, person=ada, by=olga, at=DAY)
        with pytest.raises(ValidationError, match="said already"):
            confirm(award, person=bo, by=olga, at=DAY)
        with pytest.raises(ValidationError, match="somebody else meanwhile"):
            take_back(award, by=olga, at=DAY, seen=str(bo.pk))
        take_back(award, by=olga, at=DAY, seen=str(ada.pk))
        assert not ada.awards.exists()
        with pytest.raises(ValidationError, match="Nobody has said"):
            take_back(award, by=olga, at=DAY)
        confirm(award, person=bo, by=olga, at=DAY)

    def test_is_for_the_office(self, award: Award) -> None:
        ada = person("Ada Okafor")
        with pytest.raises(PermissionDenied):
            confirm(award, person=ada, by=ada, at=DAY)
        confirm(award, person=ada, by=officer(), at=DAY)
        with pytest.raises(PermissionDenied):
            take_back(award, by=ada, at=DAY)

    def test_the_database_knows_no_person_without_who_confirmed_them(self, award: Award) -> None:
        award.person = person("Ada Okafor")
        with pytest.raises(IntegrityError), transaction.atomic():
            award.save()

    def test_people_of_the_name_are_suggested_and_others_looked_for(self, award: Award) -> None:
        ada, double = person("ada okafor"), person("Ada Okafor-Lind")
        Person.objects.create(name="Ada Okafor", merged_into=ada)
        assert list(suggestions(award)) == [ada]
        assert set(suggestions(award, "okafor")) == {ada, double}
        assert list(suggestions(award, "lind ada")) == [double]
        assert list(suggestions(award, "%")) == []
