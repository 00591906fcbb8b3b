"""All trustees of an election, who together hold its key (section Trustees)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .errors import Malformed, OutOfPlace, Reason, at
from .group import Element, power, product
from .keys import PublicKey, parse_public_key
from .pedersen import ThresholdGroup, parse_threshold_group
from .wire import array, dump, load, same_bytes


@dataclass(frozen=True)
class Single:
    """A trustee whose partial decryption is always needed."""

    key: PublicKey

    @property
    def keys(self) -> tuple[PublicKey, ...]:
        return (self.key,)

    @property
    def needed(self) -> int:
        return 1

    @property
    def sub_key(self) -> Element:
        return self.key.element

    def lagrange(self, indices: Collection[int], index: int) -> int:
        return 1

    def verify(self) -> None:
        self.key.verify()


Member = Single | ThresholdGroup


@dataclass(frozen=True)
class Trustees:
    """`trustees.json`. Owners are numbered from 1 over the keys of all members."""

    members: tuple[Member, ...]

    @cached_property
    def keys(self) -> tuple[PublicKey, ...]:
        return tuple(key for member in self.members for key in member.keys)

    @cached_property
    def election_key(self) -> Element:
        """y, the product of the members' sub-keys."""
        return product(member.sub_key for member in self.members)

    @cached_property
    def raw(self) -> bytes:
        return dump([[_KINDS[type(member)], _content(member)] for member in self.members])

    def key(self, owner: int) -> Element:
        if not 1 <= owner <= len(self.keys):
            raise OutOfPlace(Reason.UNKNOWN_TRUSTEE)
        return self.keys[owner - 1].element

    def owner(self, element: Element) -> int:
        """The number of the trustee with this key."""
        for number, key in enumerate(self.keys, 1):
            if key.element == element:
                return number
        raise OutOfPlace(Reason.UNKNOWN_TRUSTEE)

    def verify(self) -> None:
        for number, member in enumerate(self.members, 1):
            with at(f"Trustees, item {number}"):
                member.verify()
        if not self.members:
            raise Malformed(Reason.WRONG_COUNT)
        if len({key.element for key in self.keys}) != len(self.keys):
            raise OutOfPlace(Reason.REPEATED_KEY)

    def missing(self, owners: Collection[int]) -> int:
        """How many more partial decryptions are needed."""
        present = ((member, len(set(owners).intersection(numbers))) for member, numbers in self._numbered())
        return sum(max(member.needed - count, 0) for member, count in present)

    def useful(self, owner: int, owners: Collection[int]) -> bool:
        """Whether a share of this owner still brings the result nearer."""
        return self.missing({*owners, owner}) < self.missing(owners)

    def combine(self, factors: Mapping[int, Element]) -> Element:
        """F, from the decryption factors of one ciphertext by owner."""
        if self.missing(factors.keys()):
            raise OutOfPlace(Reason.MISSING_SHARES)
        return product(_sub_factor(member, numbers, factors) for member, numbers in self._numbered())

    def _numbered(self) -> Iterator[tuple[Member, range]]:
        first = 1
        for member in self.members:
            yield member, range(first, first + len(member.keys))
            first += len(member.keys)


_KINDS: dict[type[Member], str] = {Single: "Single", ThresholdGroup: "Pedersen"}


def _content(member: Member) -> dict[str, object]:
    return member.key.to_json() if isinstance(member, Single) else member.to_json()


def _sub_factor(member: Member, numbers: range, factors: Mapping[int, Element]) -> Element:
    """F for one member: a single trustee's factor, or k of the group's by Lagrange interpolation.

    The coefficients run over the indices inside the group, not over the owner numbers.
    """
    indices = [index for index, owner in enumerate(numbers, 1) if owner in factors][: member.needed]
    return product(power(factors[numbers[index - 1]], member.lagrange(indices, index)) for index in indices)


def single_trustees(keys: Sequence[PublicKey]) -> Trustees:
    return Trustees(tuple(Single(key) for key in keys))


def read_trustees(raw: bytes, *, trusted: bool = False) -> Trustees:
    """Read and verify the trustees. `trusted` skips the proofs for bytes that passed before."""
    members: list[Member] = []
    for number, item in enumerate(array(load(raw)), 1):
        with at(f"Trustees, item {number}"):
            kind, value = array(item, 2)
            if kind == "Single":
                members.append(Single(parse_public_key(value)))
            elif kind == "Pedersen":
                members.append(parse_threshold_group(value))
            else:
                raise Malformed(Reason.UNSUPPORTED)
    trustees = Trustees(tuple(members))
    same_bytes(raw, trustees.raw)
    if not trusted:
        trustees.verify()
    return trustees
