"""Key ceremonies with all parties at one table, and what is said about a wrong contribution."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from ballots.protocol.ceremony import (
    make_certificate,
    make_polynomial,
    make_vinput,
    make_voutput,
)
from ballots.protocol.ceremony_messages import (
    Vinput,
    Voutput,
    read_certificate,
    read_polynomial,
    read_vinput,
    read_voutput,
)
from ballots.protocol.channel import new_ceremony_key
from ballots.protocol.errors import Reason, Refused
from ballots.protocol.pedersen import Certificate
from tests.protocol.elections import chance


@dataclass
class Ceremony:
    """All parties at one table; every file goes through its bytes, as it would between machines."""

    threshold: int
    size: int
    randbelow: Any = field(default_factory=lambda: chance("ceremony"))

    def __post_init__(self) -> None:
        self.keys = [new_ceremony_key(self.randbelow) for _ in range(self.size)]
        made = [self.certificate(index) for index in range(1, self.size + 1)]
        self.certificates = [read_certificate(certificate.to_bytes()) for certificate in made]
        self.polynomials = [
            read_polynomial(make_polynomial(key, self.certificates, randbelow=self.randbelow).to_bytes())
            for key in self.keys
        ]

    def certificate(self, number: int, **changed: int) -> Certificate:
        place = {"threshold": self.threshold, "size": self.size, "index": number, **changed}
        return make_certificate(self.keys[number - 1], **place, randbelow=self.randbelow)

    def vinput(self, index: int) -> Vinput:
        return read_vinput(make_vinput(self.certificates, self.polynomials, index).to_bytes())

    def voutput(self, index: int, vinput: Vinput | None = None) -> Voutput:
        made = make_voutput(
            self.keys[index - 1], self.certificates, vinput or self.vinput(index), randbelow=self.randbelow
        )
        return read_voutput(made.to_bytes())


def refusal(step: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        step(*arguments, **options)
    return str(refused.value)


def blames(index: int, reason: Reason) -> str:
    return f"Trustee {index} of the group: {reason.sentence}"
