"""Reads what other mail servers send back, in the forms that they use, and nothing else."""

from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest

from base.delivery_reports import Finding, Report, is_about_the_mailbox, number_in, reports

MAIL = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
OURS = f"<{MAIL}@elections.example.org>"

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: bounces@elections.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={type}; boundary="b"

--b
Content-Type: text/plain

I am sorry to say that it could not be delivered.

--b
Content-Type: message/{part}

{fields}

--b
Content-Type: {original}

{headers}

--b--
"""
FAILED = """\
Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; Ada@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user"""
HEADERS = f"From: elections@elections.example.org\nMessage-ID: {OURS}\nSubject: Voting is open"


def parsed(text: str) -> EmailMessage:
    return message_from_string(text, policy=default)


def bounce(status: str = "5.1.1", action: str = "failed", original: str = "message/rfc822") -> EmailMessage:
    fields = FAILED.format(status=status, action=action)
    headers = HEADERS + ("\n\nHello" if original == "message/rfc822" else "")
    return parsed(
        REPORT.format(type="delivery-status", part="delivery-status", fields=fields, original=original, headers=headers)
    )


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_mailbox_that_is_not_there(original: str) -> None:
    (found,) = reports(bounce(original=original))
    assert found == Report(MAIL, Finding.HARD, "Ada@example.org", "5.1.1 smtp; 550 5.1.1 no such user")


@pytest.mark.parametrize(
    ("status", "finding"),
    [("5.1.1", "hard"), ("5.2.1", "hard"), ("5.1.10", "hard"), ("5.2.2", "soft"), ("5.7.1", "soft"), ("4.4.1", "soft")],
)
def test_only_what_is_about_the_mailbox_is_hard(status: str, finding: str) -> None:
    assert [each.finding for each in reports(bounce(status))] == [finding]


def test_a_delay_is_no_failure() -> None:
    assert list(reports(bounce("4.4.1", action="delayed"))) == []
    assert list(reports(bounce("2.0.0", action="delivered"))) == []


def test_a_complaint() -> None:
    fields = "Feedback-Type: abuse\nUser-Agent: SomeProvider/1.0\nVersion: 1"
    (found,) = reports(
        parsed(
            REPORT.format(
                type="feedback-report",
                part="feedback-report",
                fields=fields,
                original="message/rfc822",
                headers=f"{HEADERS}\n\nHello",
            )
        )
    )
    assert found == Report(MAIL, Finding.COMPLAINT, "", "abuse")


@pytest.mark.parametrize(
    "message",
    [
        "Subject: On holiday\nAuto-Submitted: auto-replied\n\nI am away.",
        f"Subject: Re\nIn-Reply-To: {OURS}\n\nThank you.",
        REPORT.format(
            type="delivery-status",
            part="delivery-status",
            fields=FAILED.format(status="5.1.1", action="failed"),
            original="message/rfc822",
            headers="Message-ID: <somebody@elsewhere.example>\n\nHello",
        ),
        "",
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\0\n--b--",
    ],
    ids=["holiday", "answer", "of somebody else", "nothing", "malformed"],
)
def test_any_other_mail_says_nothing(message: str) -> None:
    assert list(reports(parsed(message))) == []


@pytest.mark.parametrize(
    ("message_id", "number"),
    [(OURS, MAIL), (OURS.strip("<>"), MAIL), (f" {OURS} ", MAIL), (f"<x{MAIL}@a>", None), ("", None), ("\0", None)],
)
def test_a_mail_of_ours_by_its_message_id(message_id: str, number: UUID | None) -> None:
    assert number_in(message_id) == number


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        ("550 5.1.1 The email account does not exist", True),
        ("550 #5.1.0 Address rejected.", True),
        ("550-5.1.1 The email account does not exist", True),
        ("smtp; 550 5.1.1 No such user", True),
        ("554 5.7.1 blocked, see 5.1.1 above", False),
        ("554 Message from 5.1.2.3 refused as spam", False),
        ("554 5.1.2.3 is on a list", False),
        ("550 No such mailbox", False),
        ("452 4.2.2 mailbox full", False),
    ],
)
def test_a_servers_answer_about_the_mailbox(answer: str, about: bool) -> None:
    assert is_about_the_mailbox(answer) == about
