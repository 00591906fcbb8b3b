"""A real SMTP server on a free port, which accepts, refuses or breaks off as a test wants."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What arrived. `mail`, `rcpt` and `data` answer these commands; `break_off` ends the line after the mail.

    With `shut` as well, nobody answers from then on.
    """

    port: int = 0
    mail: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    break_off: bool = False
    shut: bool = False
    server: asyncio.Server | None = None
    conversations: int = 0
    arrived: list[EmailMessage] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.arrived.append(message)
        if self.shut and self.server:
            self.server.close()
        if self.break_off and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return self.data


@contextlib.contextmanager
def postbox() -> Iterator[Postbox]:
    """A server in a thread of its own, until the block ends."""
    box, loop = Postbox(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(box, hostname="postbox", loop=loop), "127.0.0.1", 0)

    async def stop() -> None:
        server.close()
        await server.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = box.server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
