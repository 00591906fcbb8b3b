"""Mail that came back: noted by webhook, mailbox or answer; held back, told, repaired; nobody else can say so."""

import hmac
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from base import bounces, clock, sending
from base.delivery_reports import Finding, Report
from base.mail_models import Bounce, Suppression
from base.models import JournalLine, Mail
from tests import cast
from tests.base.test_delivery_reports import FAILED, HEADERS, MAIL, REPORT
from tests.postbox import Postbox, postbox

pytestmark = pytest.mark.django_db
KEY = "a key of the test"
DAY = timedelta(days=1)


def letter(kind: str = "results", to: str = "Ada@example.org", *, uuid: UUID = MAIL, bulk: bool = True) -> Mail:
    return Mail.objects.create(uuid=uuid, kind=kind, recipient=to, subject="Hello", text="Words.", bulk=bulk)


def came_back(mail: Mail, finding: Finding = Finding.HARD) -> None:
    assert bounces.take(Report(mail.uuid, finding, mail.recipient, "5.1.1 no"), source="mailbox", at=clock.now())


def sent(mail: Mail) -> list[str | None]:
    with postbox() as box:
        connect(box)
        sending.send(mail)
    return [*mail.attempts.values_list("outcome", flat=True)]


def connect(box: Postbox) -> None:
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port


@pytest.fixture(autouse=True)
def own_settings(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 5
    settings.MAIL_WEBHOOK_KEY = KEY
    settings.EMAIL_BACKEND = settings.EMAIL_HOST = ""
    settings.EMAIL_PORT = 0


@pytest.mark.parametrize(
    ("finding", "kind", "goes"),
    [
        (Finding.HARD, "results", False),
        (Finding.HARD, "voting opened", False),
        (Finding.HARD, "sign-in code", True),  # somebody waits for it
        (Finding.COMPLAINT, "results", False),
        (Finding.COMPLAINT, "voting opened", True),  # necessary
        (Finding.SOFT, "results", True),
    ],
)
def test_what_still_goes_to_an_address_whose_mail_came_back(finding: Finding, kind: str, goes: bool) -> None:
    came_back(letter(), finding)
    after = letter(kind, "ada@EXAMPLE.org", uuid=UUID(int=2))
    assert sent(after) == (["sent"] if goes else ["withheld"])
    if not goes:
        assert after.attempts.get().answer


def test_the_same_report_twice_is_noted_once_and_opens_again_what_was_settled() -> None:
    mail, officer = letter(), cast.officer()
    came_back(mail)
    bounces.settle("ada@example.org", by=officer, at=clock.now())
    assert Bounce.objects.get().settled_by == officer.name
    came_back(mail)
    assert Bounce.objects.get().settled_at is None


@pytest.mark.parametrize(
    "report",
    [Report(UUID(int=9), Finding.HARD), Report(MAIL, Finding.HARD, "eve@example.org")],
    ids=["no mail of ours", "to somebody else"],
)
def test_nobody_is_suppressed_by_a_report_that_does_not_fit(report: Report) -> None:
    letter()
    assert not bounces.take(report, source="mailbox", at=clock.now())
    assert not Bounce.objects.exists()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("answer", "kinds", "suppressed"),
    [("550 5.1.1 No such user", ["hard"], True), ("554 5.7.1 Spam", ["soft"], False), ("451 Later", [], False)],
)
def test_a_servers_final_answer_is_noted_as_well(answer: str, kinds: list[str], suppressed: bool) -> None:
    mail = letter()
    with postbox() as box:
        connect(box)
        box.rcpt = answer
        try:
            sending.send(mail)
        except sending.TryAgain:
            assert answer.startswith("4")
    assert [each.kind for each in Bounce.objects.all()] == kinds
    assert Suppression.objects.exists() == suppressed


def test_a_mistyped_address_at_signing_in_is_nobodys_trouble() -> None:
    came_back(letter("sign-in code"))
    assert not Suppression.objects.exists()


def test_an_address_that_works_again_gets_what_it_missed_under_a_new_name() -> None:
    first, officer = letter(), cast.officer()
    assert sent(first) == ["sent"]
    came_back(first)
    missed = letter("voting opened", uuid=UUID(int=3))
    assert sent(missed) == ["withheld"]
    wiped = letter("nominated", uuid=UUID(int=4))
    assert sent(wiped) == ["withheld"]
    Mail.objects.filter(pk=wiped.pk).update(text="")
    assert bounces.lift("ada@example.org", by=officer, at=clock.now()) == 2
    copies = Mail.objects.filter(key__startswith="again").order_by("pk")
    assert [(each.kind, each.text) for each in copies] == [("results", "Words."), ("voting opened", "Words.")]
    assert not {each.uuid for each in copies} & {first.uuid, missed.uuid}
    assert sent(copies[1]) == ["sent"]
    assert JournalLine.objects.get(act="lift suppression").details == {"mails": 2}
    with pytest.raises(ValidationError, match="Nothing is held back"):
        bounces.lift("ada@example.org", by=officer, at=clock.now())


def test_what_nobody_needs_any_more_is_not_sent_again_and_the_rest_ends_in_its_time() -> None:
    now = clock.now()
    for number, until in enumerate((now - DAY, now + DAY), start=2):
        mail = letter("voting opened", uuid=UUID(int=number))
        mail.attempts.create(outcome="withheld", finished_at=now)
        Mail.objects.filter(pk=mail.pk).update(until=until)
    Suppression.objects.create(address="ada@example.org", reason="hard", since=now)
    assert bounces.lift("ada@example.org", by=cast.officer(), at=now) == 1
    copy = Mail.objects.get(key__startswith="again")
    assert (copy.until, copy.bulk, copy.due_at is None) == (now + DAY, True, False)


def test_what_tells_who_voted_is_not_sent_again_by_the_office() -> None:
    came_back(letter("vote reminder"))
    assert bounces.lift("ada@example.org", by=cast.officer(), at=clock.now()) == 0
    assert bounces.told("vote reminder") == bounces.told("ballot cast") == "a mail about the ballot"


def test_a_complaint_does_not_bring_back_a_mailbox_that_is_not_there() -> None:
    mail = letter()
    came_back(mail, Finding.COMPLAINT)
    came_back(mail, Finding.HARD)
    came_back(mail, Finding.COMPLAINT)
    assert Suppression.objects.get().reason == "hard"


class TestTheWebhook:
    def post(self, told: object, key: str = KEY, **headers: Any) -> Any:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        signature = hmac.new(key.encode(), body, "sha256").hexdigest()
        return Client(enforce_csrf_checks=True).post(
            "/mail/reports/", body, content_type="application/json", headers={"X-Signature": signature} | headers
        )

    def test_a_signed_report_is_taken(self) -> None:
        letter()
        told = {"message_id": f"<{MAIL}@x>", "finding": "complaint", "address": "ada@example.org", "words": "\0abuse"}
        answer = self.post([told, told | {"message_id": "<a@b>"}])
        assert (answer.status_code, answer.content) == (200, b"1 of 1\n")
        assert Bounce.objects.get().words == "abuse"

    def test_nobody_else_is_heard(self) -> None:
        letter()
        told = {"message_id": f"<{MAIL}@x>", "finding": "hard"}
        assert self.post(told, key="another").status_code == 403
        assert self.post(told, **{"X-Signature": "é"}).status_code == 403
        assert Client().post("/mail/reports/").status_code == 403
        assert not Bounce.objects.exists()

    @pytest.mark.parametrize("told", [b"{", b"\xff", [1], {"message_id": 7, "finding": "hard"}, {"finding": "hard"}])
    def test_what_is_not_a_report_is_refused(self, told: object) -> None:
        assert self.post(told).status_code == 400

    def test_an_unknown_finding_is_refused(self) -> None:
        assert self.post({"message_id": f"<{MAIL}@x>", "finding": "gone"}).status_code == 400

    def test_without_a_key_there_is_no_such_page(self, settings: Settings) -> None:
        settings.MAIL_WEBHOOK_KEY = ""
        assert self.post({}).status_code == 404

    def test_it_is_limited(self, settings: Settings) -> None:
        settings.RATES = settings.RATES | {"mail_report": (1, 60)}
        assert [self.post([]).status_code for _ in range(2)] == [200, 429]


class TestTheMailbox:
    DSN = REPORT.format(
        type="delivery-status",
        part="delivery-status",
        fields=FAILED.format(status="5.1.1", action="failed"),
        original="message/rfc822",
        headers=f"{HEADERS}\n\nHello",
    )

    def take(self, *arguments: str) -> str:
        out = StringIO()
        call_command("take_bounces", *arguments, stdout=out)
        return out.getvalue()

    def test_from_a_maildir_and_each_is_read_once(self, tmp_path: Path) -> None:
        letter()
        for folder in ("cur", "new", "tmp"):
            (tmp_path / folder).mkdir()
        (tmp_path / "new" / "1.x.host").write_text(self.DSN)
        (tmp_path / "new" / "2.x.host").write_text("Subject: I am away\n\nUntil Monday.")
        assert "Read 2 mails: 1 report taken, 1 mail that reports nothing of ours." in self.take(
            "--maildir", str(tmp_path)
        )
        assert "Read 0 mails" in self.take("--maildir", str(tmp_path))
        assert Bounce.objects.get().source == "mailbox"
        assert len(list((tmp_path / "cur").iterdir())) == 2

    def test_from_an_mbox(self, tmp_path: Path) -> None:
        letter()
        (tmp_path / "bounces").write_text(f"From MAILER-DAEMON Thu Sep  1 00:00:00 2026\n{self.DSN}\n")
        assert "1 report taken" in self.take("--mbox", str(tmp_path / "bounces"))
        assert Suppression.objects.get().address == "ada@example.org"

    def test_from_the_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import io
        import sys

        letter()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(self.DSN.encode())))
        assert "1 report taken" in self.take()
