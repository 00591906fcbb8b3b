"""PURE. Reads what mail servers send back: reports of delivery (RFC 3464) and of complaints (RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from enum import StrEnum
from typing import cast
from uuid import UUID

OUR_ID = re.compile(r"<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^\s<>@]+>?", re.IGNORECASE)
STATUS = re.compile(r"(?:[\w-]+;\s*)?(?:\d{3}[ -])?#?([245])\.(\d{1,3})\.(\d{1,3})(?![.\d])")
"""Where a server puts it: at the beginning, alone or after its reply code. Further on it may be part of anything."""


class Finding(StrEnum):
    """What became of a mail. A delay is not reported on: the server still tries."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Report:
    """One mail of ours, by the number in its Message-ID, which nobody but its reader knows; and what is said of it."""

    mail: UUID
    finding: Finding
    address: str = ""
    words: str = ""


def reports(message: EmailMessage) -> Iterator[Report]:
    """Everything that a mail to the mailbox for bounces says of mails of ours; nothing for any other mail."""
    about = _original(message)
    if about is None or message.get_content_type() != "multipart/report":
        return
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            yield from _of_delivery(part, about)
        elif kind == "message/feedback-report":
            fields = _blocks(part)
            if any(block.get("feedback-type", "").strip().lower() != "not-spam" for block in fields):
                yield Report(about, Finding.COMPLAINT, words=_first(fields, "feedback-type"))


def is_about_the_mailbox(words: str) -> bool:
    """Whether an answer says that the mailbox is not there or takes nothing: 5.1.x or 5.2.1, by RFC 3463."""
    found = STATUS.match(words)
    return found is not None and found[1] == "5" and (found[2] == "1" or (found[2], found[3]) == ("2", "1"))


def number_in(message_id: str) -> UUID | None:
    """The number of a mail of ours in a Message-ID."""
    found = OUR_ID.fullmatch(message_id.strip())
    return UUID(found[1]) if found else None


def _of_delivery(part: Message, about: UUID) -> Iterator[Report]:
    for block in _blocks(part):
        if block.get("action", "").strip().lower() != "failed":
            continue
        words = " ".join(f"{block.get('status', '')} {block.get('diagnostic-code', '')}".split())
        finding = Finding.HARD if is_about_the_mailbox(words) else Finding.SOFT
        address = block.get("original-recipient") or block.get("final-recipient") or ""
        yield Report(about, finding, address.rpartition(";")[2].strip(), words[:500])


def _blocks(part: Message) -> list[dict[str, str]]:
    """The groups of fields in a report; Python's parser makes a message of each, or leaves one text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [{name.lower(): str(value) for name, value in block.items()} for block in cast("list[Message]", payload)]
    groups = re.split(r"\r?\n\r?\n", str(payload))
    return [dict(_field(line) for line in group.splitlines() if ":" in line) for group in groups]


def _field(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _first(blocks: list[dict[str, str]], name: str) -> str:
    return next((block[name] for block in blocks if name in block), "")


def _original(message: EmailMessage) -> UUID | None:
    """The Message-ID of the mail that is reported on, from its copy or the headers that came along."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            copies = part.get_payload()
            if isinstance(copies, list) and copies:
                return number_in(str(cast("Message", copies[0]).get("Message-ID", "")))
        if kind == "text/rfc822-headers":
            found = re.search(r"^message-id:\s*(\S+)", str(part.get_payload()), re.IGNORECASE | re.MULTILINE)
            return number_in(found[1]) if found else None
    return None
