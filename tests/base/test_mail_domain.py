"""The mail domain in the DNS, asked of a name server that the test runs itself."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from dns.flags import QR
from dns.message import from_wire, make_response
from dns.rcode import NXDOMAIN
from dns.rdatatype import NS
from dns.resolver import Resolver
from dns.rrset import from_text

from base.mail_domain import MailDomain, domain_of, look_up

SPF, DMARC, DKIM = "v=spf1 include:_spf.example.net -all", "v=DMARC1; p=reject", "v=DKIM1; k=rsa; p=MIGf"
ZONE = {
    "example.org.": ["some other text", SPF],
    "_dmarc.example.org.": [DMARC],
    "mail2026._domainkey.example.org.": [DKIM],
    "bare.example.": ["nothing of ours"],
}


def serve(server: socket.socket) -> None:
    """Answer until the socket is closed."""
    while True:
        try:
            wire, asker = server.recvfrom(4096)
        except OSError:
            return
        query = from_wire(wire)
        answer = make_response(query)
        answer.flags |= QR
        name = query.question[0].name.to_text()
        if query.question[0].rdtype == NS and name in {"org.", "example."}:
            answer.answer.append(from_text(name, 60, "IN", "NS", "ns.example.net."))
        elif name in ZONE:
            answer.answer.append(from_text(name, 60, "IN", "TXT", *(f'"{text}"' for text in ZONE[name])))
        else:
            answer.set_rcode(NXDOMAIN)
        server.sendto(answer.to_wire(), asker)


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        Thread(target=serve, args=[server], daemon=True).start()
        asking = Resolver(configure=False)
        asking.nameservers, asking.port = ["127.0.0.1"], server.getsockname()[1]
        yield asking


@pytest.mark.parametrize(
    ("domain", "selector", "found", "missing"),
    [
        ("example.org", "mail2026", MailDomain("example.org", True, SPF, DMARC, DKIM, "mail2026"), ()),
        ("example.org", "", MailDomain("example.org", True, SPF, DMARC), ()),
        ("example.org", "old", MailDomain("example.org", True, SPF, DMARC, "", "old"), ("DKIM",)),
        ("elections.example.org", "", MailDomain("elections.example.org", True, "", DMARC), ("SPF",)),
        ("bare.example", "", MailDomain("bare.example", True), ("SPF", "DMARC")),
        ("nowhere.example", "", MailDomain("nowhere.example", True), ("SPF", "DMARC")),
    ],
)
def test_what_is_published_is_found(
    resolver: Resolver, domain: str, selector: str, found: MailDomain, missing: tuple[str, ...]
) -> None:
    assert look_up(domain, selector, resolver=resolver) == found
    assert found.missing == missing


def test_no_answer_is_no_verdict() -> None:
    nobody = Resolver(configure=False)
    nobody.nameservers, nobody.port = ["127.0.0.1"], 9  # where nothing listens
    nobody.lifetime = 0.1
    assert look_up("example.org", resolver=nobody) == MailDomain("example.org", False)


def test_a_server_that_denies_everything_is_not_believed(resolver: Resolver) -> None:
    assert look_up("example.com", resolver=resolver) == MailDomain("example.com", False)


@pytest.mark.parametrize(
    ("sender", "domain"),
    [("PSF Elections <elections@Example.org>", "example.org"), ("a@b.example", "b.example"), ("nobody", "")],
)
def test_the_domain_of_a_sender(sender: str, domain: str) -> None:
    assert domain_of(sender) == domain
