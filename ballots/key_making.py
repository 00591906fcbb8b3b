"""Where the making of the trustees' keys stands: who gave which file, what comes next, and the keys in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ballots.protocol.ceremony import (
    check_certificate,
    check_polynomial,
    check_voutput,
    make_vinput,
    threshold_parameters,
)
from ballots.protocol.ceremony_messages import Polynomial, read_certificate, read_polynomial, read_voutput
from ballots.protocol.errors import OutOfPlace, Reason
from ballots.protocol.keys import PublicKey, read_public_key
from ballots.protocol.pedersen import Certificate
from ballots.protocol.trustees import Member, Single, Trustees
from ballots.trustee_models import Ceremony, Contribution, Trustee
from ballots.trustees import ceremony_of, present
from elections.models import Election

Step = Contribution.Step
ALONE = (Step.KEY,)
IN_A_GROUP = (Step.CERTIFICATE, Step.POLYNOMIAL, Step.ACKNOWLEDGEMENT)


@dataclass(frozen=True)
class KeyMaking:
    """One ceremony as it stands. Files are read in the trustees' order; each was checked when it came."""

    ceremony: Ceremony
    trustees: tuple[Trustee, ...]
    files: Mapping[tuple[str, int], bytes]
    """By the step and the trustee's key."""

    @property
    def threshold(self) -> int | None:
        return self.ceremony.threshold

    @property
    def needed(self) -> int:
        """How many of them open the totals, together with the server."""
        return self.threshold or len(self.trustees)

    @property
    def steps(self) -> tuple[Contribution.Step, ...]:
        return ALONE if self.threshold is None else IN_A_GROUP

    @property
    def is_complete(self) -> bool:
        return not self.missing(self.steps[-1])

    def missing(self, step: Contribution.Step) -> list[Trustee]:
        """Who has not given this file yet."""
        return [trustee for trustee in self.trustees if (step, trustee.pk) not in self.files]

    def next_of(self, trustee: Trustee) -> Contribution.Step | None:
        """What this trustee can give now; None where others come first, or all is given."""
        for step in self.steps:
            if (step, trustee.pk) not in self.files:
                return step
            if self.missing(step):
                return None
        return None

    def given(self, step: Contribution.Step) -> list[bytes]:
        """Everybody's file of a step that is complete."""
        return [self.files[step, trustee.pk] for trustee in self.trustees]

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(map(read_certificate, self.given(Step.CERTIFICATE)))

    @cached_property
    def polynomials(self) -> tuple[Polynomial, ...]:
        return tuple(map(read_polynomial, self.given(Step.POLYNOMIAL)))

    def check(self, trustee: Trustee, step: Contribution.Step, raw: bytes) -> bytes:
        """The file as it is kept, without the newline at its end; raises Refused where it is not what is asked for."""
        raw, index = raw.removesuffix(b"\n"), trustee.number
        if step is Step.KEY:
            self._refuse_repeated(read_public_key(raw))
        elif step is Step.CERTIFICATE:
            check_certificate(
                read_certificate(raw), threshold=self.threshold or 0, size=len(self.trustees), index=index
            )
        elif step is Step.POLYNOMIAL:
            check_polynomial(self.certificates, index, read_polynomial(raw))
        else:
            check_voutput(self.certificates, self.polynomials, index, read_voutput(raw))
        return raw

    def to_check(self, trustee: Trustee) -> bytes:
        """What a trustee of a group checks before they confirm: of every polynomial, what concerns them."""
        return make_vinput(self.certificates, self.polynomials, trustee.number).to_bytes()

    def sealed_key(self, trustee: Trustee) -> bytes:
        """The private key of a group's trustee, sealed for themselves alone: it takes the file that they kept."""
        voutput = read_voutput(self.files[Step.ACKNOWLEDGEMENT, trustee.pk])
        return voutput.private_key.text.encode()

    def members(self) -> tuple[Member, ...]:
        """What they are in the sealed election, all of it checked once more."""
        if self.threshold is None:
            return tuple(Single(read_public_key(raw)) for raw in self.given(Step.KEY))
        voutputs = [read_voutput(raw) for raw in self.given(Step.ACKNOWLEDGEMENT)]
        return (threshold_parameters(self.certificates, self.polynomials, voutputs),)

    def _refuse_repeated(self, key: PublicKey) -> None:
        """A key that somebody else gave was copied from them."""
        others = {read_public_key(raw).element for (step, _pk), raw in self.files.items() if step == Step.KEY}
        if key.element in others:
            raise OutOfPlace(Reason.REPEATED_KEY)


def key_making(election: Election) -> KeyMaking | None:
    """As it stands; None where the office has not asked for keys."""
    ceremony = ceremony_of(election)
    if ceremony is None:
        return None
    trustees = tuple(present(election))
    given = Contribution.objects.filter(ceremony=ceremony, trustee__in=trustees)
    files = {(each.step, each.trustee_id): bytes(each.content) for each in given}
    return KeyMaking(ceremony, trustees, files)


def all_trustees(server: PublicKey, making: KeyMaking | None) -> Trustees:
    """The server, then the others: the order of their numbers in the record."""
    others: Sequence[Member] = making.members() if making else ()
    return Trustees((Single(server), *others))
