"""What an officer asks for that takes longer than a page, watched until it has ended."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from base import clock
from base.models import Work
from elections.models import Appointment, Election
from members.models import MemberImport, Membership, Person, SavedMapping
from office import long_lists
from office.acts import ACTS
from tests.ballots.elections import Office
from tests.office.test_members import CHOSEN, LIST, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seal-roll", "seal-ballot", "count"):
        monkeypatch.setitem(ACTS, name, replace(ACTS[name], at_once=-1))
    monkeypatch.setattr(long_lists, "LARGE_FILE", -1)
    monkeypatch.setattr(long_lists, "MANY_ROWS", -1)


def worked_off() -> None:
    """What the worker would do now, as it would be called."""
    for job in ProcrastinateJob.objects.filter(queue_name="work").order_by("pk"):
        app.tasks[job.task_name].func(**job.args)


def page_after(client: Client, answer: Any) -> str:
    """The page that an officer is sent to, followed to its end."""
    return client.get(answer["Location"], follow=True).content.decode()


def agreed(client: Client, address: str) -> HttpResponse:
    return client.post(address, {"agree": ""})  # type: ignore[return-value]


class TestActs:
    @pytest.fixture
    def ended(self) -> Office:
        office = Office()
        office.seal()
        office.vote(office.voters[0], (1,), (0,))
        office.end()
        return office

    def test_a_count_is_watched_and_then_shown(self, ended: Office, desk: Client) -> None:
        page = reverse("office:act", args=[ended.election.slug, "count"])
        answer = desk.post(page)
        waiting = desk.get(answer["Location"]).content.decode()
        assert "<progress></progress>" in waiting
        assert "goes on when you close this page" in waiting
        assert desk.post(page)["Location"] == answer["Location"]
        assert "The worker is at what you asked for:" in desk.get(reverse("office:home")).content.decode()
        worked_off()
        assert "The ballots are counted." in page_after(desk, answer)
        ended.election.refresh_from_db()
        assert ended.election.counted_at
        assert "The worker is at" not in desk.get(reverse("office:home")).content.decode()

    def test_one_that_is_refused_says_why(self, ended: Office, desk: Client) -> None:
        answer = desk.post(reverse("office:act", args=[ended.election.slug, "count"]))
        Election.objects.update(tallied_at=clock.now(), tallied_by=ended.first)
        worked_off()
        page = page_after(desk, answer)
        assert "The ballots can be counted once" in page
        assert "<title>Error:" in page
        assert "Not done:" in desk.get(reverse("office:home")).content.decode()

    def test_what_cannot_be_done_now_is_refused_at_once(self, desk: Client) -> None:
        office = Office()
        answer = desk.post(reverse("office:act", args=[office.election.slug, "count"]))
        assert "This cannot be done now." in answer.content.decode()
        assert not Work.objects.exists()

    def test_the_second_officer_agrees_and_watches(self, desk: Client, other_desk: Client) -> None:
        office = Office()
        page = reverse("office:act", args=[office.election.slug, "seal-ballot"])
        seen = re.search(r'name="seen" value="(\w+)"', desk.get(page).content.decode())
        assert seen
        proposal = desk.post(page, {"seen": seen[1]})["Location"]
        answer = agreed(other_desk, proposal)
        assert answer["Location"] == reverse("office:work", args=[Work.objects.get().uuid])
        assert not Election.objects.exclude(ballot_sealed_at=None).exists()
        assert desk.get(answer["Location"]).status_code == 404
        worked_off()
        assert "The ballot is sealed" in page_after(other_desk, answer)
        office.election.refresh_from_db()
        assert office.election.ballot_sealed_at
        assert "agreed, and it is done" in desk.get(proposal).content.decode()

    def test_who_asked_cannot_agree_alone(self, desk: Client) -> None:
        office = Office()
        proposal = desk.post(reverse("office:act", args=[office.election.slug, "seal-ballot"]))["Location"]
        answer = agreed(desk, proposal)
        worked_off()
        assert "another officer must agree" in page_after(desk, answer)
        office.election.refresh_from_db()
        assert office.election.ballot_sealed_at is None


class TestLists:
    def test_a_list_is_compared_taken_over_and_undone(self, desk: Client) -> None:
        compared = desk.post(sent(desk)["Location"], CHOSEN)
        worked_off()
        assert "2 new" in page_after(desk, compared)
        of = reverse("office:member_import", args=[MemberImport.objects.get().pk])
        taken = desk.post(of, {"take": ""})
        assert not Membership.objects.exists()
        worked_off()
        assert "The list is taken over: 2 new" in page_after(desk, taken)
        assert Membership.objects.count() == 2
        undone = desk.post(f"{of}undo/", {"reason": "It was last year’s."})
        worked_off()
        assert "The import is undone." in page_after(desk, undone)
        assert not Membership.objects.exists()

    def test_it_is_compared_again(self, desk: Client) -> None:
        desk.post(sent(desk)["Location"], CHOSEN)
        worked_off()
        again = desk.post(reverse("office:member_import", args=[MemberImport.objects.get().pk]), {"again": ""})
        worked_off()
        assert "compared anew" in page_after(desk, again)

    def test_what_is_wrong_is_told_by_row_and_leads_back_to_the_columns(self, desk: Client, ines: Person) -> None:
        desk.post(sent(desk)["Location"], CHOSEN | {"save_as": "The shop"})
        saved = SavedMapping.objects.get()
        answer = sent(desk, LIST.replace("1.9.2020", "the first"), mapping=str(saved.pk))
        worked_off()
        page = page_after(desk, answer)
        assert "Row 2: “the first” is not a day." in page
        columns = reverse("office:columns", args=[MemberImport.objects.latest("pk").pk])
        assert f'href="{columns}"' in page
        assert desk.get(columns).status_code == 200

    def test_one_that_was_forgotten_meanwhile(self, desk: Client) -> None:
        answer = desk.post(sent(desk)["Location"], CHOSEN)
        MemberImport.objects.all().delete()
        worked_off()
        assert "This list was forgotten meanwhile." in page_after(desk, answer)

    def test_who_lost_the_role_meanwhile_changes_nothing(self, desk: Client, ines: Person) -> None:
        desk.post(sent(desk)["Location"], CHOSEN)
        worked_off()
        desk.post(reverse("office:member_import", args=[MemberImport.objects.get().pk]), {"take": ""})
        Appointment.objects.filter(person=ines).delete()
        worked_off()
        assert Work.objects.latest("pk").problems == [
            "Your role in the election office reads this page, and changes nothing on it."
        ]
        assert not Membership.objects.exists()

    def test_what_would_be_lost_is_told(self, desk: Client) -> None:
        desk.post(sent(desk)["Location"], CHOSEN)
        worked_off()
        of = MemberImport.objects.get()
        desk.post(reverse("office:member_import", args=[of.pk]), {"take": ""})
        worked_off()
        Membership.objects.filter(name="Ada Ahn").update(since=None)
        undone = desk.post(reverse("office:undo_import", args=[of.pk]), {"reason": "It was last year’s."})
        worked_off()
        assert "Ada Ahn" in page_after(desk, undone)
        assert Membership.objects.count() == 2


class TestWatching:
    @pytest.fixture
    def asked(self, desk: Client) -> Work:
        desk.post(sent(desk)["Location"], CHOSEN)
        return Work.objects.get()

    def test_how_far_it_is(self, desk: Client, asked: Work) -> None:
        Work.objects.update(began_at=clock.now(), steps=8, steps_done=3)
        page = desk.get(reverse("office:work", args=[asked.uuid])).content.decode()
        assert '<progress value="3" max="8"></progress>' in page
        assert "37 % done" in page

    def test_a_script_that_looks_takes_no_message_away(self, desk: Client, asked: Work) -> None:
        worked_off()
        page = reverse("office:work", args=[asked.uuid])
        looked = desk.get(page, {"look": ""})
        assert looked.status_code == 200
        assert "data-work" not in looked.content.decode()
        assert desk.get(page, follow=True).content.decode().count("This is what the list would change.") == 2

    def test_a_worker_that_does_not_begin_is_told_of(self, desk: Client, asked: Work) -> None:
        page = reverse("office:work", args=[asked.uuid])
        assert "No worker has taken it up" not in desk.get(page).content.decode()
        Work.objects.update(asked_at=clock.now() - timedelta(seconds=61))
        assert "No worker has taken it up" in desk.get(page).content.decode()

    def test_nobody_else_sees_it(self, other_desk: Client, stranger: Client, asked: Work) -> None:
        page = reverse("office:work", args=[asked.uuid])
        assert other_desk.get(page).status_code == 404
        assert stranger.get(page).status_code == 403
