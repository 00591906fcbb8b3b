"""The known faults of the nominations app before this one, each impossible here."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from base import clock
from base.models import Mail
from elections.models import Contest, Election
from elections.phases import Phase
from members.models import User
from nominees.models import EndorsementRevision, Nominee
from nominees.nominating import accept, endorse, nominate
from nominees.revising import revise_endorsement, write_profile
from tests.nominees.nominations import (
    ANNOUNCED,
    ANSWERED,
    CLOSED,
    DURING,
    MICROSECOND,
    OPEN,
    SECOND,
    VOTING,
    approve_all,
    election,
    member,
    named,
    seal,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced() -> Election:
    """Candidates were announced a second ago."""
    return election(shifted=clock.now() - ANNOUNCED - SECOND)


def listed(board: Election) -> str:
    answer = Client().get(reverse("nominees:candidates", args=[board.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_nominee_cannot_rewrite_an_endorsement() -> None:
    nominee = standing(election())
    nomination = endorse(nominee, text="Solid.", by=member("Mia"), at=DURING)
    approve_all(nominee.election)
    with pytest.raises(PermissionDenied):
        revise_endorsement(nomination, text="Superb!", by=nominee.person, at=DURING)
    words = EndorsementRevision.objects.get()
    assert (words.text, words.html) == ("Solid.", "<p>Solid.</p>")


def test_a_rewritten_endorsement_does_not_stay_approved(announced: Election) -> None:
    nominee, mia = standing(announced), member("Mia")
    nomination = endorse(nominee, text="Solid.", by=mia, at=announced.nominations_open or DURING)
    approve_all(announced)
    assert revise_endorsement(nomination, text="Superb!", by=mia, at=clock.now()).is_waiting
    html = Client().get(nominee.get_absolute_url()).content.decode()
    assert "Solid." in html
    assert "Superb!" not in html


def test_what_nobody_approved_is_not_published_with_the_nominee(announced: Election) -> None:
    nominee = standing(announced)
    html = listed(announced) + Client().get(nominee.get_absolute_url()).content.decode()
    assert "Nora Nominee" in html
    assert "because" not in html
    assert "Example Works" not in html


def test_names_without_latin_letters_or_alike_do_not_break_the_list(announced: Election) -> None:
    for number, name in enumerate(["山田 太郎", "山田 太郎", "Ann One", "Ann One", "🙂"]):
        standing(announced, name, f"n{number}@example.org")
    html = listed(announced)
    for nominee in Nominee.objects.all():
        assert nominee.slug
        assert nominee.get_absolute_url() in html
        assert Client().get(nominee.get_absolute_url()).status_code == 200


def test_the_database_takes_no_empty_and_no_second_slug() -> None:
    nominee = standing(election())
    other = standing(nominee.election, "Other", "other@example.org")
    for slug in ("", nominee.slug):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nominee.objects.filter(pk=other.pk).update(slug=slug)


def test_a_nominee_without_nominations_does_not_break_the_list(announced: Election) -> None:
    somebody = member("Lone Nominee")
    Nominee.objects.create(
        election=announced, person=somebody, slug="lone", name="Lone Nominee", accepted_at=DURING, accepted_by=somebody
    )
    assert "Lone Nominee" in listed(announced)
    assert "not provided" in Client().get(f"/elections/{announced.slug}/candidates/lone/").content.decode()


def test_deleting_an_account_erases_no_candidate_and_no_endorsement(announced: Election) -> None:
    nominee, mia = standing(announced), member("Mia Member")
    endorse(nominee, text="Solid.", by=mia, at=announced.nominations_open or DURING)
    approve_all(announced)
    User.objects.all().delete()
    html = Client().get(nominee.get_absolute_url()).content.decode()
    for words in ("Nora Nominee", "Example Works", "Solid.", "Mia Member"):
        assert words in html
    with pytest.raises(ProtectedError):
        nominee.person.delete()


def test_a_nomination_in_the_last_microsecond_can_be_accepted() -> None:
    nomination = nominate(
        election(), name="Nora", email="nora@example.org", text="Late.", by=member(), at=CLOSED - MICROSECOND
    )
    assert accept(nomination.nominee, link=nomination.nominee.links.get(), at=ANSWERED - MICROSECOND).accepted_at


def test_nothing_is_accepted_or_edited_outside_its_window_by_direct_address() -> None:
    """Voting has opened: every page that once changed something refuses, and nothing changes."""
    board = election(shifted=clock.now() - VOTING - SECOND)
    seal(board)
    stands, mia = standing(board), member("Mia")
    nomination = endorse(stands, text="Solid.", by=mia, at=board.nominations_open or DURING)
    named(board, "Una", "una@example.org", mia)
    una = Nominee.objects.get(name="Una")
    mailed = Mail.objects.get(kind="nominated").text.split("/nominations/")[1].split("/")[0]
    before = state()
    for somebody, page, said in (
        (stands.person, f"{stands.get_absolute_url()}edit/", {"text": "New."}),
        (stands.person, f"{stands.get_absolute_url()}endorsements/{nomination.pk}/hide/", {}),
        (stands.person, f"{stands.get_absolute_url()}endorsements/{nomination.pk}/correct/", {"what": "Mend."}),
        (mia, f"{stands.get_absolute_url()}endorse/", {"text": "New."}),
        (mia, f"/elections/{board.slug}/nominate/", {"name": "X", "email": "x@example.org", "text": "X"}),
    ):
        client = Client()
        client.force_login(somebody.user)
        assert client.post(page, said).status_code in {200, 302}
    for answer in ("accept", "decline"):
        page = Client().post(f"/nominations/{mailed}/", {"answer": answer}).content.decode()
        assert "The time to answer this nomination is over." in page
    with pytest.raises(ValidationError):
        accept(una, by=una.person, at=clock.now())
    assert state() == before


def state() -> list[object]:
    return [
        list(Nominee.objects.order_by("pk").values()),
        list(EndorsementRevision.objects.order_by("pk").values()),
        [list(nominee.profiles.values()) for nominee in Nominee.objects.order_by("pk")],
        [list(nominee.nominations.values()) for nominee in Nominee.objects.order_by("pk")],
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_no_link_in_a_statement_runs_a_script(address: str) -> None:
    nominee = standing(election())
    profile = write_profile(
        nominee, by=nominee.person, at=DURING, previous_service=None, employer=None, other_affiliations=None,
        summary="", text=f"[see]({address}) <a href='{address}'>here</a>",
    )  # fmt: skip
    assert "href" not in profile.html.replace("&lt;a href", "")


def test_800_kb_and_not_an_email_are_refused() -> None:
    with pytest.raises(ValidationError) as error:
        nominate(election(), name="Nora", email="not-an-email", text="x" * 800_000, by=member(), at=DURING)
    assert set(error.value.message_dict) == {"email", "text"}
    assert not Nominee.objects.exists()


def test_the_same_person_nominates_the_same_person_once() -> None:
    nominee = standing(election())
    mia = member("Mia")
    endorse(nominee, text="Once.", by=mia, at=DURING)
    with pytest.raises(ValidationError):
        endorse(nominee, text="Twice.", by=mia, at=DURING)
    with pytest.raises(IntegrityError), transaction.atomic():
        nominee.nominations.create(nominator=mia, nominator_name="Thrice")


def test_the_phase_is_the_one_that_it_is() -> None:
    board = election()
    assert board.phase(DURING) is Phase.NOMINATIONS
    assert board.phase(CLOSED) is Phase.ACCEPTANCE


@pytest.mark.parametrize(("since", "is_open"), [(OPEN, True), (CLOSED, False)])
def test_the_page_says_of_nominations_that_they_are_open_while_they_are(since: datetime, is_open: bool) -> None:
    board = election(shifted=clock.now() - since - SECOND)
    client = Client()
    client.force_login(member().user)
    form = client.get(f"/elections/{board.slug}/nominate/").content.decode()
    assert ("Nominations are not open." not in form) is is_open
    assert ('name="email"' in form) is is_open


def test_a_referendum_needs_no_nominations() -> None:
    board = election()
    Election.objects.update(
        nominations_open=None, nominations_close=None, acceptance_closes=None, candidates_announced=None
    )
    Contest.objects.create(election=board, position=1, kind="resolution", title="Resolution 1", majority="votes cast")
    assert "This vote has no candidates" in listed(board)
    with pytest.raises(ValidationError, match="not open"):
        nominate(board, name="Nora", email="nora@example.org", text="x", by=member(), at=DURING)
