"""Taking over the member list: what is added, what changes, what stays, and that it is all or nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from base.models import JournalLine
from members.addressing import add_address
from members.import_words import changes, sentence
from members.importing import changes_nothing, compare_again, compare_items, forget, last_taken_over, take_over
from members.linking import person_for
from members.mapping import ReadAs
from members.member_list import BadMemberListError, LeftOut, Problem, Row, Wrong
from members.models import Address, Affirmation, ImportLine, MemberImport, Membership, Outcome, Person
from members.reporting import by_class, dropped, same_names
from tests.ballots.elections import Office, added_late
from tests.members.lists import AFFIRMED, AL, AT, DAY, JO, compared, everything, outcomes, taken_over

pytestmark = pytest.mark.django_db


def held() -> list[tuple[str, str, date | None, date | None]]:
    return list(Membership.objects.order_by("pk").values_list("name", "membership_class", "since", "until"))


def refused(*rows: Row) -> list[Problem]:
    before = everything()
    with pytest.raises(BadMemberListError) as error:
        taken_over(rows)
    assert everything() == before
    return error.value.problems


def test_new_people_come_with_address_membership_and_affirmation() -> None:
    assert outcomes(compared([JO, AL])) == [Outcome.NEW_PERSON, Outcome.NEW_PERSON]
    taken_over([JO, AL])
    assert held() == [("Jo", "basic", None, None), ("Al", "supporting", date(2020, 1, 1), date(2027, 1, 1))]
    assert list(Address.objects.order_by("pk").values_list("person__name", "email", "normalised")) == [
        ("Jo", "Jo@Example.org", "jo@example.org"),
        ("Al", "al@example.org", "al@example.org"),
    ]
    assert list(Affirmation.objects.values_list("person__name", "affirmed_at", "carried_over", "email", "source")) == [
        ("Al", AFFIRMED, False, "al@example.org", "2026.csv, row 3")
    ]
    assert Membership.objects.get(name="Jo").source == "2026.csv, row 2"


def test_comparing_writes_nothing_about_members() -> None:
    of = compared([JO, AL])
    assert everything() == [[], [], [], [], []]
    assert not JournalLine.objects.exists()
    assert of.numbers["rows"] == 2


def test_importing_twice_changes_nothing_and_leaves_nothing_behind() -> None:
    rows = [JO, AL, Row(4, "Cy", "cy@example.org", "fellow", carried_over=True, number="7")]
    taken_over(rows)
    before = everything()
    of = taken_over(rows, source="again.csv")
    assert everything() == before
    assert not MemberImport.objects.filter(pk=of.pk).exists()
    assert (MemberImport.objects.count(), JournalLine.objects.count()) == (1, 1)


def test_what_differs_is_brought_up_to_date_and_named() -> None:
    taken_over([JO, AL])
    later = [
        Row(2, "Jo Doe", "JO@example.org", "basic"),
        Row(3, "Al", "al@example.org", "supporting", None, date(2028, 1, 1)),
    ]
    of = taken_over(later, source="later.csv")
    was = of.lines.values_list("outcome", "was_person", "was_since", "was_until")
    assert list(was) == [
        (Outcome.CHANGED, "Jo", None, None),
        (Outcome.CHANGED, "Al", date(2020, 1, 1), date(2027, 1, 1)),
    ]
    assert held() == [("Jo Doe", "basic", None, None), ("Al", "supporting", None, date(2028, 1, 1))]
    assert Person.objects.filter(name="Jo Doe").exists()
    assert changes_nothing(compared(later))


def test_a_second_class_is_a_second_membership_of_the_same_person() -> None:
    fellow, supporting = Row(3, "Jo", "jo@example.org", "fellow"), Row(4, "Jo", "jo@example.org", "supporting")
    assert outcomes(compared([JO, fellow])) == [Outcome.NEW_PERSON, Outcome.NEW_MEMBERSHIP]
    taken_over([JO, fellow])
    assert Person.objects.count() == 1
    again = compared([JO, fellow, supporting])
    assert outcomes(again) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.NEW_MEMBERSHIP]


def test_one_affirmation_over_two_rows_is_one() -> None:
    rows = [
        Row(2 + n, "Jo", "jo@example.org", name, affirmed_at=AFFIRMED) for n, name in enumerate(("basic", "fellow"))
    ]
    assert taken_over(rows).numbers["affirmations"] == 1
    assert Affirmation.objects.count() == 1


def test_a_person_known_by_the_address_is_not_made_again() -> None:
    nominated = person_for(name="Jo", email="jo@example.org")
    assert outcomes(compared([JO])) == [Outcome.NEW_MEMBERSHIP]
    taken_over([JO])
    assert Membership.objects.get().person == nominated


def test_mergers_are_followed_to_their_end() -> None:
    jo, joe, joseph = (person_for(name="Jo", email=f"{name}@example.org") for name in ("jo", "joe", "joseph"))
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    Person.objects.filter(pk=joe.pk).update(merged_into=joseph)
    taken_over([JO])
    assert Membership.objects.get().person == joseph


def test_merging_in_a_circle_is_a_fault() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    Person.objects.filter(pk=joe.pk).update(merged_into=jo)
    with pytest.raises(RuntimeError, match="circle"):
        compared([JO])


@pytest.mark.parametrize("again", ["Jo@Example.org", "jo@example.org", "JO@EXAMPLE.ORG"])
def test_the_same_address_in_the_same_class_twice_names_both_rows(again: str) -> None:
    assert refused(JO, AL, Row(4, "Jo", again, "basic")) == [Problem(4, Wrong.TWICE, again, 2)]


def test_an_address_under_two_names_names_both_rows() -> None:
    assert refused(JO, Row(3, "Joe", "jo@example.org", "fellow")) == [Problem(3, Wrong.TWO_NAMES, "jo@example.org", 2)]


def test_two_addresses_of_one_person_in_one_class_are_refused_with_both_rows() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    assert refused(JO, AL, Row(4, "Jo", "joe@example.org", "basic")) == [Problem(4, Wrong.TWICE, "joe@example.org", 2)]


def test_two_addresses_of_one_person_in_two_classes_are_taken() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Jo", email="joe@example.org")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    taken_over([JO, Row(4, "Jo", "joe@example.org", "fellow")])
    assert {membership.person for membership in Membership.objects.all()} == {joe}


def test_carried_over_counts_from_the_day_of_the_list() -> None:
    taken_over([Row(2, "Jo", "jo@example.org", "basic", carried_over=True)])
    affirmation = Affirmation.objects.get()
    assert (affirmation.affirmed_at, affirmation.carried_over) == (datetime(2026, 8, 25, tzinfo=UTC), True)


def test_classes_are_counted_on_the_day_of_the_list_beside_the_last_list() -> None:
    taken_over([JO, AL])
    rows = [
        JO,
        Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), DAY),  # over on this very day
        Row(4, "Bo", "bo@example.org", "supporting", DAY),  # begins on this very day
        Row(5, "Cy", "cy@example.org", "fellow", date(2026, 8, 26)),  # begins tomorrow
        Row(6, "Di", "di@example.org", "fellow", None, date(2026, 8, 26)),  # its last day
    ]
    counted = {each.membership_class: each[1:] for each in by_class(compared(rows))}
    assert (counted["basic"], counted["supporting"], counted["fellow"]) == ((1, 1, 1, 1), (1, 1, 1, 1), (0, 1, 0, 1))
    taken_over(rows)
    now = {each.membership_class: each.now for each in by_class(compared(rows))}
    assert now == {name: after for name, (_last, _listed, _now, after) in counted.items()}


def test_a_class_that_lost_members_since_the_last_list_is_told() -> None:
    fellows = [Row(n, f"F{n}", f"f{n}@example.org", "fellow") for n in range(2, 12)]
    taken_over(fellows)
    assert not dropped(compared(fellows))
    assert [tuple(drop) for drop in dropped(compared([*fellows[:9], JO]))] == [("fellow", 10, 9)]


def test_who_is_not_in_the_list_is_named_and_stays() -> None:
    taken_over([JO, AL])
    of = compared([JO])
    assert list(of.lines.filter(outcome=Outcome.LAPSED).values_list("name", "was_until")) == [("Al", date(2027, 1, 1))]
    assert changes_nothing(of)


def test_a_complete_list_ends_what_it_does_not_have() -> None:
    taken_over([JO, AL])
    of = taken_over([JO], complete=True)
    assert Membership.objects.get(name="Al").until == DAY
    assert {each.membership_class: each.after for each in by_class(of)}["supporting"] == 0
    assert changes_nothing(compared([JO], complete=True))


def test_what_began_on_the_day_of_the_list_does_not_end_on_it() -> None:
    taken_over([JO, Row(3, "Al", "al@example.org", "supporting", DAY)])
    assert changes_nothing(compared([JO], complete=True))


def test_a_member_number_tells_who_has_another_address_by_now() -> None:
    taken_over([Row(2, "Jo", "jo@example.org", "basic", number="17")])
    of = compared([Row(2, "Jo", "new@example.org", "basic", number="17")])
    assert list(of.lines.values_list("outcome", "address", "was_email")) == [("changed", "new", "jo@example.org")]
    take_over(of, by="test", at=AT)
    jo = Person.objects.get()
    assert list(jo.addresses.values_list("email", "position")) == [("new@example.org", 0), ("jo@example.org", 1)]
    assert list(jo.numbers.values_list("number", flat=True)) == ["17"]


def test_a_former_address_becomes_the_one_of_record_again() -> None:
    for email in ("jo@example.org", "new@example.org", "jo@example.org"):
        taken_over([Row(2, "Jo", email, "basic", number="17")])
    jo = Person.objects.get()
    assert list(jo.addresses.values_list("email", flat=True)) == ["jo@example.org", "new@example.org"]


def test_without_a_member_number_an_unknown_address_is_somebody_new() -> None:
    taken_over([JO])
    assert outcomes(compared([Row(2, "Jo", "new@example.org", "basic")])) == [Outcome.NEW_PERSON]


def test_a_number_and_an_address_of_two_people_are_refused() -> None:
    taken_over([Row(2, "Jo", "jo@example.org", "basic", number="17"), AL])
    row = Row(2, "Al", "al@example.org", "basic", number="17")
    assert refused(row) == [Problem(2, Wrong.TWO_PEOPLE, "17, al@example.org")]


def test_numbers_and_addresses_that_contradict_each_other_are_refused() -> None:
    assert refused(
        Row(2, "Jo", "jo@example.org", "basic", number="17"),
        Row(3, "Jo", "joe@example.org", "fellow", number="17"),
        Row(4, "Jo", "jo@example.org", "fellow", number="18"),
    ) == [
        Problem(3, Wrong.TWO_ADDRESSES, "joe@example.org", 2),
        Problem(4, Wrong.TWO_NUMBERS, "jo@example.org", 2),
    ]


class TestFurtherAddresses:
    """They come behind the address of record, and are nobody else's."""

    JO = Row(2, "Jo", "jo@example.org", "basic", further=("J@Example.org", "jo@home.example"))

    def addresses(self, name: str = "Jo") -> list[tuple[str, int]]:
        return list(Address.objects.filter(person__name=name).values_list("email", "position"))

    def test_of_somebody_new(self) -> None:
        of = compared([self.JO, AL])
        assert (of.numbers["further addresses"], changes(of.lines.all()[0])) == (
            2,
            ["further addresses: J@Example.org, jo@home.example"],
        )
        take_over(of, by="test", at=AT)
        assert self.addresses() == [("jo@example.org", 0), ("J@Example.org", 1), ("jo@home.example", 2)]
        assert Address.objects.get(position=1).normalised == "j@example.org"
        assert self.addresses("Al") == [("al@example.org", 0)]

    def test_come_behind_those_that_are_known_and_once(self) -> None:
        taken_over([JO])
        add_address(Person.objects.get(), "j@example.org", by=Person.objects.get(), at=AT, reason="They said so.")
        of = compared([self.JO])
        assert (outcomes(of), of.lines.get().adds) == ([Outcome.CHANGED], ["jo@home.example"])
        take_over(of, by="test", at=AT)
        assert self.addresses() == [("j@example.org", 0), ("Jo@Example.org", 1), ("jo@home.example", 3)]
        assert changes_nothing(compared([self.JO]))
        assert outcomes(compared([self.JO])) == [Outcome.UNCHANGED]

    def test_over_several_rows_of_one_person_are_all_theirs(self) -> None:
        other = Row(3, "Jo", "jo@example.org", "fellow", further=("jo@home.example", "jo@work.example"))
        taken_over([self.JO, other])
        assert {email for email, _position in self.addresses()} == {
            "jo@example.org",
            "J@Example.org",
            "jo@home.example",
            "jo@work.example",
        }

    def test_a_former_address_of_record_is_known_already(self) -> None:
        taken_over([Row(2, "Jo", "old@example.org", "basic", number="17")])
        taken_over([Row(2, "Jo", "jo@example.org", "basic", number="17", further=("old@example.org", "j@example.org"))])
        assert self.addresses() == [("jo@example.org", 0), ("old@example.org", 1), ("j@example.org", 3)]

    def test_of_somebody_else_in_the_list_name_both_rows(self) -> None:
        assert refused(JO, Row(3, "Al", "al@example.org", "basic", further=("j@example.org", "JO@example.org"))) == [
            Problem(3, Wrong.LISTED, "JO@example.org", 2)
        ]
        assert refused(self.JO, Row(3, "Al", "al@example.org", "basic", further=("j@example.org",))) == [
            Problem(3, Wrong.LISTED, "j@example.org", 2)
        ]

    def test_in_a_row_above_that_of_its_owner_are_refused_there(self) -> None:
        first = Row(2, "Al", "al@example.org", "basic", further=("jo@example.org",))
        assert refused(first, Row(3, "Jo", "jo@example.org", "basic")) == [
            Problem(2, Wrong.LISTED, "jo@example.org", 3)
        ]

    def test_of_somebody_else_who_is_known_are_refused(self) -> None:
        person_for(name="Kim", email="J@example.org")
        assert refused(self.JO) == [Problem(2, Wrong.KNOWN, "J@Example.org")]
        person_for(name="Jo", email="jo@example.org")
        assert refused(self.JO) == [Problem(2, Wrong.KNOWN, "J@Example.org")]

    def test_of_somebody_else_who_is_known_and_listed_are_refused_once(self) -> None:
        taken_over([AL])
        assert refused(AL, Row(4, "Jo", "jo@example.org", "basic", further=("al@example.org",))) == [
            Problem(4, Wrong.LISTED, "al@example.org", 3)
        ]

    def test_of_who_was_merged_are_those_of_who_they_became(self) -> None:
        jo, joe = person_for(name="Jo", email="jo@example.org"), person_for(name="Joe", email="j@example.org")
        Person.objects.filter(pk=joe.pk).update(merged_into=jo)
        taken_over([self.JO])
        assert self.addresses() == [("jo@example.org", 0), ("jo@home.example", 2)]

    def test_wait_while_a_vote_is_on(self) -> None:
        taken_over([JO, AL])
        office = Office()
        jo = Person.objects.get(name="Jo")
        office.election.roll.create(
            person=jo, name="Jo", membership_class="basic", source="x", **added_late(office.election)
        )
        al = Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), date(2027, 1, 1), further=("a@b.example",))
        of = compared([self.JO, al])
        assert (outcomes(of), of.numbers["addresses that wait"]) == ([Outcome.UNCHANGED, Outcome.CHANGED], 1)
        assert changes(of.lines.all()[0]) == ["further addresses wait until the vote is over"]
        take_over(of, by="test", at=AT)
        assert self.addresses() == [("Jo@Example.org", 0)]
        office.move(cancelled_at=office.now, cancelled_by=office.first)
        take_over(compared([self.JO]), by="test", at=AT)
        assert len(self.addresses()) == 3


def test_people_of_one_name_are_told_and_not_refused() -> None:
    taken_over([Row(2, "Zoë Doe", "zoe@example.org", "basic")])
    of = compared([Row(2, "zoe doe", "new@example.org", "basic"), Row(3, "Zoe Doe", "other@example.org", "basic")])
    told = [(pair.row, pair.other_row, pair.other_email, pair.other_lapses) for pair in same_names(of)]
    assert sorted(told, key=str) == [
        (2, None, "zoe@example.org", True),
        (3, 2, "new@example.org", False),
        (3, None, "zoe@example.org", True),
    ]


def test_rows_that_the_mapping_leaves_out_are_counted() -> None:
    of = taken_over([JO, LeftOut(3, "Newsletter"), LeftOut(4, "Newsletter")])
    assert of.numbers["left out"] == {"Newsletter": 2}
    assert Person.objects.count() == 1


def test_the_public_journal_has_numbers_and_no_names() -> None:
    taken_over([JO, AL], source="list-of-jo.csv")
    line = JournalLine.objects.get()
    assert (line.act, line.actor, line.public, line.subject) == ("member list imported", "test", True, "")
    assert (line.details["rows"], line.details["new person"]) == (2, 2)
    assert line.details["members by class"]["supporting"] == 1
    assert not any(word in str(line.details) for word in ("Jo", "example.org", "csv"))


def test_a_report_that_the_members_have_overtaken_is_not_written() -> None:
    of = compared([JO, AL])
    person_for(name="Jo", email="jo@example.org")
    before = everything()
    with pytest.raises(ValidationError, match="Compare again"):
        take_over(of, by="test", at=AT)
    assert everything() == before
    compare_again(of, at=AT)
    take_over(of, by="test", at=AT)
    assert Person.objects.count() == 2


def test_a_list_is_taken_over_once() -> None:
    of = compared([JO])
    take_over(of, by="test", at=AT)
    with pytest.raises(ValidationError, match="already"):
        take_over(of, by="test", at=AT)


def test_what_was_taken_over_is_neither_compared_nor_forgotten_by_who_read_it_before() -> None:
    of = compared([JO])
    read_before = MemberImport.objects.get(pk=of.pk)
    take_over(of, by="test", at=AT)
    with pytest.raises(ValidationError, match="taken over already"):
        compare_items(read_before, [JO], read_as=ReadAs(), at=AT)
    with pytest.raises(ValidationError, match="It can be undone"):
        forget(read_before)
    assert outcomes(of) == [Outcome.NEW_PERSON]


def test_what_was_forgotten_is_not_taken_over_by_who_read_it_before() -> None:
    of = compared([JO])
    read_before = MemberImport.objects.get(pk=of.pk)
    forget(of)
    assert not ImportLine.objects.exists()
    with pytest.raises(ValidationError, match="forgotten meanwhile"):
        take_over(read_before, by="test", at=AT)


def test_a_list_that_changes_nothing_is_not_taken_over() -> None:
    taken_over([JO])
    with pytest.raises(ValidationError, match="changes nothing"):
        take_over(compared([JO]), by="test", at=AT)


def test_nothing_is_taken_over_before_it_was_compared() -> None:
    with pytest.raises(ValidationError, match="Read first"):
        take_over(MemberImport.objects.create(source="x", as_of=DAY), by="test", at=AT)


def test_all_or_nothing() -> None:
    Person.objects.create(name="Bo")
    bad = Row(3, "", "al@example.org", "basic")  # as if it had slipped through: the database refuses the empty name
    with pytest.raises(IntegrityError):
        taken_over([JO, bad])
    assert list(Person.objects.values_list("name", flat=True)) == ["Bo"]


def test_rows_that_are_wrong_are_counted_and_the_first_ones_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.staging.MOST_PROBLEMS", 2)
    with pytest.raises(BadMemberListError) as error:
        taken_over([JO, *(Problem(row, Wrong.EMAIL, "x") for row in (5, 4, 3))])
    assert ([problem.row for problem in error.value.problems], error.value.number) == ([4, 5], 3)
    assert not MemberImport.objects.exists()


def test_the_number_of_queries_does_not_depend_on_the_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def rows(first: int, number: int) -> list[Row]:
        numbers = range(first, first + number)
        return [
            Row(
                n,
                f"P{n}",
                f"p{n}@example.org",
                "basic",
                affirmed_at=AFFIRMED,
                number=str(n),
                further=(f"q{n}@b.example",),
            )
            for n in numbers
        ]

    with CaptureQueriesContext(connection) as one:
        taken_over(rows(2, 1))
    with django_assert_num_queries(len(one)):
        taken_over(rows(100, 300))


def test_what_a_list_left_as_it_was_is_not_kept() -> None:
    taken_over([JO, AL])
    of = taken_over([JO, AL, Row(4, "Cy", "cy@example.org", "fellow")], at=AT + timedelta(days=1))
    assert list(ImportLine.objects.filter(of=of).values_list("name", flat=True)) == ["Cy"]
    assert last_taken_over() == of


def test_every_problem_has_a_sentence_that_names_its_row() -> None:
    for wrong in Wrong:
        words = sentence(Problem(7, wrong, "value", 3))
        assert words.startswith("Row 7: ")
        assert "{" not in words
