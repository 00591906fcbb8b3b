"""What the pre-flight asks for and does itself: a trial of the count, the mail domain, a test mail, a backup."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from base import clock
from base.models import JournalLine, Mail
from tests.ballots.elections import Office


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def assure(office: Office, what: str) -> str:
    return reverse("office:assure", args=[office.election.slug, what])


def test_it_says_who_can_mend_what_and_where(office: Office, desk: Client) -> None:
    text = desk.get(reverse("office:preflight", args=[office.election.slug])).content.decode()
    assert "Who can mend it: who runs the server." in text
    assert assure(office, "trial") in text
    assert reverse("office:board") in text


def test_the_count_is_tried_by_a_button(office: Office, desk: Client) -> None:
    text = desk.post(assure(office, "trial"), follow=True).content.decode()
    assert "its numbers agree" in text
    assert JournalLine.objects.get(act="try count").actor == "Ines Castellano"


def test_the_mail_domain_is_looked_up_and_said_plainly_where_that_is_not_possible(
    office: Office, desk: Client, settings: Settings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Elections <elections@nowhere.invalid>"
    text = desk.post(assure(office, "mail-domain"), follow=True).content.decode()
    assert "No name server could be asked about nowhere.invalid" in text


def test_a_test_mail_is_received_by_its_link(office: Office, desk: Client, stranger: Client) -> None:
    desk.post(assure(office, "test-mail"))
    words = Mail.objects.get(kind="test mail").text
    link = re.search(r"/office/checks/test-mail/\S+", words)
    assert link
    assert stranger.post(link[0]).status_code == 403
    assert "You followed its link" in desk.get(link[0]).content.decode()
    assert not JournalLine.objects.filter(act="receive test mail").exists()
    for _again in range(2):
        desk.post(link[0])
    assert JournalLine.objects.filter(act="receive test mail").count() == 1
    text = desk.get(reverse("office:preflight", args=[office.election.slug])).content.decode()
    assert "A test mail reached Ines Castellano" in text


def test_a_made_up_link_is_refused(office: Office, desk: Client) -> None:
    text = desk.post(reverse("office:test_mail", args=["made-up"])).content.decode()
    assert "This link is not good" in text
    assert not JournalLine.objects.filter(act="receive test mail").exists()


def test_there_is_nothing_else_to_assure(office: Office, desk: Client) -> None:
    assert desk.post(assure(office, "luck")).status_code == 404


def test_a_backup_is_recorded_and_what_was_typed_is_kept(office: Office, desk: Client) -> None:
    address = reverse("office:record_backup", args=[office.election.slug])
    ahead = clock.now() + timedelta(days=1)
    text = desk.post(address, {"made_at": f"{ahead:%Y-%m-%dT%H:%M}", "how": "Restored"}).content.decode()
    assert "A backup was made in the past." in text
    assert "Restored" in text
    text = desk.post(address, {"made_at": "2026-08-31T02:00", "how": "Restored"}, follow=True).content.decode()
    assert "A backup was verified just now, by Ines Castellano." in text


@pytest.mark.django_db
def test_a_script_records_a_backup_too() -> None:
    out = StringIO()
    call_command("record_backup", made="2026-08-31T02:00Z", how="Restored", by="night job", stdout=out)
    assert "2026-08-31 02:00" in out.getvalue()
    line = JournalLine.objects.get(act="record backup")
    assert (line.actor, line.details["how"]) == ("night job", "Restored")
    for made, how in (("2026-08-31T02:00", "x"), ("soon", "x"), ("2999-01-01T00:00Z", "x"), ("2026-01-01T00:00Z", " ")):
        with pytest.raises(CommandError):
            call_command("record_backup", made=made, how=how)
