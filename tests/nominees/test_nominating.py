"""Who may nominate, endorse, accept, decline and withdraw, and until when."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from base.mail_html import as_html
from base.models import JournalLine, Mail
from elections.models import Election
from members.models import Address, Membership
from nominees import links
from nominees.models import MailedLink, Nomination, Nominee
from nominees.nominating import accept, decline, endorse, nominate, withdraw
from tests.cast import officer, person
from tests.nominees.nominations import (
    ANSWERED,
    CLOSED,
    DURING,
    OPEN,
    SECOND,
    VOTING,
    election,
    member,
    named,
    seal,
    standing,
)

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def nominate_nora(board: Election, **more: object) -> Nomination:
    said = {"name": "Nora Nominee", "email": "nora@example.org", "text": "Why not?", "at": DURING, **more}
    return nominate(board, **({"by": member()} | said))  # type: ignore[arg-type]


class TestNominate:
    def test_names_somebody_who_has_not_answered_yet(self) -> None:
        nomination = nominate_nora(election(), by=member("Mia Member"))

        nominee = nomination.nominee
        assert (nominee.name, nominee.slug, nominee.accepted_at) == ("Nora Nominee", "nora-nominee", None)
        assert nomination.nominator_name == "Mia Member"
        assert [revision.text for revision in nomination.revisions.all()] == ["Why not?"]

    def test_finds_the_person_by_their_address(self) -> None:
        nora = person("Nora N. Nominee")
        Address.objects.create(person=nora, email="Nora@Example.org", normalised="nora@example.org")
        assert nominate_nora(election()).nominee.person == nora

    @pytest.mark.parametrize(
        ("at", "is_open"), [(OPEN - SECOND, False), (OPEN, True), (CLOSED - SECOND, True), (CLOSED, False)]
    )
    def test_while_nominations_are_open(self, at: datetime, is_open: bool) -> None:
        board = election()
        if is_open:
            assert nominate_nora(board, at=at).pk
        else:
            with pytest.raises(ValidationError, match="not open"):
                nominate_nora(board, at=at)

    def test_by_members_where_the_election_says_so(self) -> None:
        with pytest.raises(PermissionDenied):
            nominate_nora(election(), by=person())
        open_to_all = election("open", who_may_nominate="anyone")
        assert nominate_nora(open_to_all, by=person()).pk

    def test_not_by_who_was_a_member_once(self) -> None:
        former = member()
        Membership.objects.filter(person=former).update(until=DURING.date())
        with pytest.raises(PermissionDenied):
            nominate_nora(election(), by=former)

    def test_twice_by_the_same_person_is_refused(self) -> None:
        board, mia = election(), member()
        nominate_nora(board, by=mia)
        with pytest.raises(ValidationError, match="already"):
            nominate_nora(board, by=mia, email="NORA@example.org ")

    def test_twice_by_the_same_person_is_refused_by_the_database_too(self) -> None:
        nomination = nominate_nora(election())
        with pytest.raises(IntegrityError), transaction.atomic():
            Nomination.objects.create(
                nominee=nomination.nominee, nominator=nomination.nominator, nominator_name="Again"
            )

    def test_of_somebody_named_already_is_an_endorsement(self) -> None:
        board = election()
        first, second = nominate_nora(board), nominate_nora(board, by=member("Max"), name="Nora!", text="Yes.")
        assert first.nominee == second.nominee
        assert Nominee.objects.get().name == "Nora Nominee"

    @pytest.mark.parametrize("name", ["Zoë Ångström", " zoe  ANGSTROM"])
    def test_under_the_name_of_who_stands_means_them_unless_one_says_so(self, name: str) -> None:
        board = election()
        standing(board, "Zoë Ångström", "zoe@example.org")
        with pytest.raises(ValidationError, match="of this name stands already") as error:
            nominate_nora(board, name=name, email="zoe@elsewhere.example")
        assert list(error.value.message_dict) == ["name"]
        assert Nominee.objects.count() == 1
        assert nominate_nora(board, name=name, email="zoe@elsewhere.example", is_another=True).nominee.slug
        assert Nominee.objects.count() == 2

    def test_under_the_name_of_who_has_not_agreed_tells_nothing_of_them(self) -> None:
        board = election()
        nominee = nominate_nora(board).nominee
        for by, email in ((member("Max"), "other@example.org"), (member("Mo"), "third@example.org")):
            assert nominate_nora(board, by=by, email=email).nominee != nominee
        withdrawn = standing(election("second"))
        withdraw(withdrawn, by=withdrawn.person, at=DURING)
        assert nominate_nora(withdrawn.election, email="other@example.org").pk

    def test_the_mail_has_the_words_as_plain_text_marked_as_anothers(self) -> None:
        nominate_nora(election(), text="She *keeps* things going:\n\n* [here](https://example.org/)\n* there\n")
        said = Mail.objects.get(kind="nominated").text
        assert "> She keeps things going:\n>\n> - here (https://example.org/)\n> - there\n" in said

    def test_of_somebody_who_declined_is_refused(self) -> None:
        board = election()
        nominee = nominate_nora(board).nominee
        decline(nominee, by=nominee.person, at=DURING)
        with pytest.raises(ValidationError, match="does not stand"):
            nominate_nora(board, by=member("Max"))

    @pytest.mark.parametrize(
        "email", ["not-an-email", "", "a@b", "two@at@example.org", "x@example.org\nBcc: y@example.org"]
    )
    def test_needs_an_address(self, email: str) -> None:
        with pytest.raises(ValidationError) as error:
            nominate_nora(election(), email=email)
        assert list(error.value.message_dict) == ["email"]

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201, "Nora\x07"])
    def test_needs_a_name(self, name: str) -> None:
        with pytest.raises(ValidationError) as error:
            nominate_nora(election(), name=name)
        assert list(error.value.message_dict) == ["name"]

    def test_of_more_than_20_kb_is_refused_with_its_size_and_the_limit(self) -> None:
        with pytest.raises(ValidationError) as error:
            nominate_nora(election(), text="é" * 10_001)
        assert "20,002" in refused(error)
        assert "20,000" in refused(error)
        assert nominate_nora(election("second"), text="é" * 10_000).pk

    def test_tells_the_nominee_and_thanks_the_nominator(self) -> None:
        nominate_nora(election(), by=member("Mia Member", "mia@example.org"), text="One.\n\nhttps://evil.example/")
        to_nominee, to_nominator = Mail.objects.order_by("pk")
        assert (to_nominee.recipient, to_nominator.recipient) == ("nora@example.org", "mia@example.org")
        assert "> One." in to_nominee.text
        assert "evil.example" not in "".join(part for part in as_html(to_nominee.text, "x").split("<a ")[1:])

    def test_keeps_only_the_hash_of_the_mailed_token(self) -> None:
        nominate_nora(election())
        text = Mail.objects.get(kind="nominated").text
        token = text.split("/nominations/")[1].split("/")[0]
        link = links.find(token)
        assert link is not None
        assert link.email == "nora@example.org"
        assert token not in str(MailedLink.objects.values().get())
        assert links.find(token[:-1]) is None

    def test_is_journaled(self) -> None:
        nominate_nora(election(), by=member("Mia"))
        line = JournalLine.objects.get(act="nominate")
        assert (line.actor, line.subject, line.public) == ("Mia", "Nora Nominee", False)


class TestNominateOneself:
    def test_is_to_accept(self) -> None:
        nominee = standing(election())
        assert (nominee.accepted_at, nominee.accepted_by) == (DURING, nominee.person)
        profile = nominee.profiles.get()
        assert (profile.text, profile.employer, profile.previous_service) == (
            "I stand *because* I can.",
            "Example Works",
            None,
        )
        assert not nominee.nominations.get().revisions.exists()

    def test_by_any_of_ones_own_addresses(self) -> None:
        mia = member("Mia", "mia@example.org")
        Address.objects.create(person=mia, email="Mia@work.example", normalised="mia@work.example")
        nomination = nominate_nora(election(), by=mia, email="MIA@Work.example", agrees_to_code_of_conduct=True)
        assert nomination.by_self
        assert nomination.nominee.person == mia

    def test_needs_agreement_to_the_code_of_conduct(self) -> None:
        mia = member()
        with pytest.raises(ValidationError) as error:
            nominate_nora(election(), by=mia, email=mia.user.email)
        assert "agrees_to_code_of_conduct" in error.value.message_dict
        assert not Nominee.objects.exists()

    def test_of_who_was_nominated_already_is_refused_with_the_way_out(self) -> None:
        board, nora = election(), member("Nora", "nora@example.org")
        named(board)
        with pytest.raises(ValidationError, match="Accept that nomination"):
            nominate_nora(board, by=nora, agrees_to_code_of_conduct=True)

    def test_who_stands_can_be_endorsed_and_is_told_without_a_link(self) -> None:
        board = election()
        nominee = standing(board, email="nora@example.org")
        endorse(nominee, text="Yes!", by=member("Max"), at=DURING)
        assert Mail.objects.get(recipient="nora@example.org").kind == "endorsed"
        assert not MailedLink.objects.exists()


class TestEndorse:
    def test_oneself_is_refused(self) -> None:
        nominee = standing(election())
        with pytest.raises(ValidationError, match="yourself"):
            endorse(nominee, text="I am good.", by=nominee.person, at=DURING)

    def test_twice_is_refused(self) -> None:
        nominee, max_ = standing(election()), member("Max")
        endorse(nominee, text="Yes!", by=max_, at=DURING)
        with pytest.raises(ValidationError, match="already"):
            endorse(nominee, text="Yes again!", by=max_, at=DURING)

    def test_after_the_close_is_refused(self) -> None:
        nominee = standing(election())
        with pytest.raises(ValidationError, match="not open"):
            endorse(nominee, text="Yes!", by=member("Max"), at=CLOSED)


class TestAcceptAndDecline:
    def test_by_the_nominee(self) -> None:
        nominee = named(election()).nominee
        accepted = accept(nominee, by=nominee.person, at=DURING)
        assert (accepted.accepted_at, accepted.accepted_by, accepted.accepted_through) == (DURING, nominee.person, None)

    def test_through_the_mailed_link_without_an_account(self) -> None:
        nominee = named(election()).nominee
        link = nominee.links.get()
        declined = decline(nominee, link=link, at=DURING)
        assert (declined.declined_by, declined.declined_through) == (None, link)

    def test_not_by_anybody_else_or_through_somebody_elses_link(self) -> None:
        board = election()
        nominee, other = named(board).nominee, named(board, "Otis Other", "otis@example.org", member("Max")).nominee
        with pytest.raises(PermissionDenied):
            accept(nominee, by=person(), at=DURING)
        with pytest.raises(PermissionDenied):
            accept(nominee, link=other.links.get(), at=DURING)
        with pytest.raises(PermissionDenied):
            accept(nominee, at=DURING)

    @pytest.mark.parametrize(
        ("at", "in_time"), [(CLOSED - SECOND, True), (CLOSED, True), (ANSWERED - SECOND, True), (ANSWERED, False)]
    )
    @pytest.mark.parametrize("act", [accept, decline])
    def test_until_acceptance_closes(self, act: object, at: datetime, in_time: bool) -> None:
        """So also for who is nominated in the last second."""
        nominee = nominate_nora(election(), at=CLOSED - SECOND).nominee
        if in_time:
            assert act(nominee, link=nominee.links.get(), at=at).pk  # type: ignore[operator]
        else:
            with pytest.raises(ValidationError, match="over"):
                act(nominee, link=nominee.links.get(), at=at)  # type: ignore[operator]

    def test_links_go_on_working_when_acceptance_closes_later(self) -> None:
        board = election()
        nominee = named(board).nominee
        Election.objects.filter(pk=board.pk).update(acceptance_closes=ANSWERED + SECOND)
        assert accept(nominee, link=nominee.links.get(), at=ANSWERED).accepted_at

    def test_links_stop_when_acceptance_closes_earlier(self) -> None:
        board = election()
        nominee = named(board).nominee
        Election.objects.filter(pk=board.pk).update(acceptance_closes=CLOSED)
        with pytest.raises(ValidationError, match="over"):
            accept(nominee, link=nominee.links.get(), at=CLOSED)

    def test_who_declined_may_still_accept(self) -> None:
        nominee = named(election()).nominee
        decline(nominee, by=nominee.person, at=DURING)
        accepted = accept(nominee, by=nominee.person, at=DURING + SECOND)
        assert (accepted.declined_at, accepted.accepted_at) == (None, DURING + SECOND)
        assert list(JournalLine.objects.values_list("act", flat=True)) == ["nominate", "decline", "accept"]

    def test_who_accepted_does_not_decline_or_accept_again(self) -> None:
        nominee = standing(election())
        with pytest.raises(ValidationError, match="withdraw"):
            decline(nominee, by=nominee.person, at=DURING)
        with pytest.raises(ValidationError, match="already"):
            accept(nominee, by=nominee.person, at=DURING)

    @pytest.mark.parametrize(("act", "kind"), [(accept, "accepted"), (decline, "declined")])
    def test_every_nominator_is_told(self, act: object, kind: str) -> None:
        board = election()
        nominee = named(board, by=member("Mia", "mia@example.org")).nominee
        endorse(nominee, text="Yes!", by=member("Max", "max@example.org"), at=DURING)
        act(nominee, by=nominee.person, at=DURING)  # type: ignore[operator]
        assert set(Mail.objects.filter(kind=kind).values_list("recipient", flat=True)) == {
            "mia@example.org",
            "max@example.org",
        }

    def test_the_database_refuses_an_acceptance_by_nobody(self) -> None:
        nominee = named(election()).nominee
        with pytest.raises(IntegrityError), transaction.atomic():
            Nominee.objects.filter(pk=nominee.pk).update(accepted_at=DURING)


class TestWithdraw:
    def test_by_the_nominee_and_seen_as_withdrawn(self) -> None:
        nominee = standing(election())
        assert withdraw(nominee, by=nominee.person, at=VOTING - SECOND).withdrawn_at == VOTING - SECOND
        assert JournalLine.objects.get(act="withdraw").public

    def test_unannounced_is_nobodys_business(self) -> None:
        nominee = standing(election())
        withdraw(nominee, by=nominee.person, at=DURING)
        assert not JournalLine.objects.get(act="withdraw").public

    def test_not_by_anybody_else_nor_twice_nor_unaccepted(self) -> None:
        board = election()
        nominee = standing(board)
        with pytest.raises(PermissionDenied):
            withdraw(nominee, by=person(), at=DURING)
        withdraw(nominee, by=nominee.person, at=DURING)
        with pytest.raises(ValidationError, match="already"):
            withdraw(nominee, by=nominee.person, at=DURING)
        unanswered = named(board, "Una", "una@example.org", member("Max")).nominee
        with pytest.raises(ValidationError, match="decline"):
            withdraw(unanswered, by=unanswered.person, at=DURING)

    def test_also_from_a_sealed_ballot_where_the_name_stays(self) -> None:
        board = election()
        nominee = standing(board)
        seal(board)
        assert withdraw(nominee, by=nominee.person, at=VOTING + SECOND).withdrawn_at == VOTING + SECOND
        assert JournalLine.objects.get(act="withdraw").public

    def test_not_once_the_result_is_certified(self) -> None:
        board = election()
        nominee = standing(board)
        seal(board)
        facts = ("ballots_ended", "tallied", "counted", "certified")
        Election.objects.filter(pk=board.pk).update(
            **{f"{fact}_at": VOTING + SECOND for fact in facts} | {f"{fact}_by": nominee.person for fact in facts},
            officers_required=1,
        )
        with pytest.raises(ValidationError, match="certified"):
            withdraw(nominee, by=nominee.person, at=VOTING + 2 * SECOND)

    def test_by_an_officer_for_who_wrote_to_the_office(self) -> None:
        board = election()
        nominee, ines, jonas = standing(board), officer("Ines"), officer("Jonas")
        with pytest.raises(ValidationError, match="second officer"):
            withdraw(nominee, by=ines, at=DURING, reason="Asked by mail.")
        with pytest.raises(ValidationError, match="reason"):
            withdraw(nominee, by=ines, seconded_by=jonas, at=DURING)
        withdraw(nominee, by=ines, seconded_by=jonas, at=DURING, reason="Asked by mail.")
        line = JournalLine.objects.get(act="withdraw")
        assert (line.reason, line.second) == ("Asked by mail.", "Jonas")
        assert "Asked by mail." in Mail.objects.get(kind="withdrawal recorded").text

    def test_by_officers_only_until_they_know_who_would_be_seated(self) -> None:
        board = election(officers_required=1)
        nominee, ines = standing(board), officer("Ines")
        seal(board)
        facts = {f"{fact}_at": VOTING + SECOND for fact in ("ballots_ended", "tallied", "counted")}
        by = {name.replace("_at", "_by"): ines for name in facts}
        Election.objects.filter(pk=board.pk).update(**facts, **by)
        with pytest.raises(ValidationError, match="only the nominee"):
            withdraw(nominee, by=ines, at=VOTING + 2 * SECOND, reason="Asked by mail.")
        assert withdraw(nominee, by=nominee.person, at=VOTING + 2 * SECOND).withdrawn_at
