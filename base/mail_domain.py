"""The domain that our mail comes from, as mail servers see it: its SPF, DKIM and DMARC records in the DNS.

Ballots went to spam every year. What is published decides much of that, and anybody may look it up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from dns.exception import DNSException
from dns.rdatatype import NS, TXT
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

LIFETIME = 4.0
"""Seconds that one question may take."""


class NotReachable(Exception):  # noqa: N818  it names what is
    """No name server answered: nothing is known, neither good nor bad."""


@dataclass(frozen=True)
class MailDomain:
    """What was found; a record that is not there is empty."""

    domain: str
    reachable: bool
    spf: str = ""
    dmarc: str = ""
    dkim: str = ""
    selector: str = ""
    """Names the DKIM key; without it the key cannot be looked up."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Records that mail servers look for and do not find. An unknown selector is not held against the domain."""
        found = {"SPF": self.spf, "DMARC": self.dmarc} | ({"DKIM": self.dkim} if self.selector else {})
        return tuple(name for name, record in found.items() if not record)


def domain_of(sender: str) -> str:
    """Of an address such as “PSF Elections <elections@example.org>”."""
    return parseaddr(sender)[1].lower().partition("@")[2]


def look_up(domain: str, selector: str = "", *, resolver: Resolver | None = None) -> MailDomain:
    """Ask the DNS. DMARC may stand at a parent of the domain, as receivers look there too [RFC 7489]."""
    try:
        resolver = resolver or _resolver()
        _require_knowledge(resolver, domain)
        return MailDomain(
            domain=domain,
            reachable=True,
            spf=_record(resolver, domain, "v=spf1"),
            dmarc=next(
                filter(None, (_record(resolver, f"_dmarc.{each}", "v=DMARC1") for each in _parents(domain))), ""
            ),
            dkim=_record(resolver, f"{selector}._domainkey.{domain}", "p=") if selector else "",
            selector=selector,
        )
    except NotReachable:
        return MailDomain(domain=domain, reachable=False, selector=selector)
    except DNSException:  # no name servers are configured at all
        return MailDomain(domain=domain, reachable=False, selector=selector)


def _resolver() -> Resolver:
    resolver = Resolver()
    resolver.lifetime = LIFETIME
    return resolver


def _require_knowledge(resolver: Resolver, domain: str) -> None:
    """A name server behind a closed door denies everything: one that does not know “org” knows nothing of us either."""
    try:
        resolver.resolve(domain.rpartition(".")[2] + ".", NS)
    except (DNSException, OSError) as error:
        raise NotReachable from error


def _parents(domain: str) -> Iterator[str]:
    """The domain and those above it, as long as they have two labels."""
    labels = domain.split(".")
    for number in range(max(len(labels) - 1, 1)):
        yield ".".join(labels[number:])


def _record(resolver: Resolver, name: str, mark: str) -> str:
    """The text record of a name that has the mark in it; empty where there is none."""
    try:
        answer = resolver.resolve(name, TXT)
    except (NXDOMAIN, NoAnswer):
        return ""
    except (DNSException, OSError) as error:
        raise NotReachable from error
    texts = (b"".join(row.strings).decode("utf-8", "replace") for row in answer)
    return next((text for text in texts if mark.lower() in text.lower()), "")[:500]
