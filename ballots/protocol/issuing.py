"""What a credential authority makes: voters' private codes, which it mails itself, and the public part to hand in.

Both files are those of `belenios-tool setup generate-credentials` (sections Credentials and Public credentials). The
list of voters, from which they are made, is ours.
"""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .credentials import derive, new_private_credential, require_private_credential, require_uuid
from .errors import Malformed, OutOfPlace, Reason, at
from .group import Element, RandBelow, parse_element, require_member, write_element
from .wire import array, dump, fields, integer, load, text

_IDENTITY: Final = re.compile(r"[1-9][0-9]{0,18}|R[1-9][0-9]{0,9}")


@dataclass(frozen=True)
class Voter:
    """Who gets which code: a number of their own, or R with a number of the reserve."""

    code: str
    name: str
    address: str


@dataclass(frozen=True)
class VoterList:
    """For whom codes are made, and how many in reserve for who is added later."""

    uuid: str
    name: str
    page: str
    """The address at which they vote."""
    opens: str
    closes: str
    """When they can, in words."""
    reserve: int
    voters: tuple[Voter, ...]

    def __post_init__(self) -> None:
        require_uuid(self.uuid)
        codes = [require_identity(voter.code) for voter in self.voters]
        if len(set(codes)) != len(codes):
            raise OutOfPlace(Reason.REPEATED_VOTER)

    @property
    def identities(self) -> list[str]:
        """One for each code to make, a line each in the file for belenios-tool."""
        own = [voter.code for voter in self.voters if not is_reserve(voter.code)]
        return [*own, *reserve_identities(self.reserve)]

    def to_bytes(self) -> bytes:
        voters = [{"code": each.code, "name": each.name, "address": each.address} for each in self.voters]
        said = {"uuid": self.uuid, "name": self.name, "page": self.page, "opens": self.opens, "closes": self.closes}
        return dump({**said, "reserve": self.reserve, "voters": voters})


def read_voter_list(raw: bytes) -> VoterList:
    *said, reserve, voters = fields(load(raw), "uuid", "name", "page", "opens", "closes", "reserve", "voters")
    uuid, name, page, opens, closes = map(text, said)
    return VoterList(uuid, name, page, opens, closes, integer(reserve), tuple(map(_voter, array(voters))))


def _voter(value: object) -> Voter:
    code, name, address = fields(value, "code", "name", "address")
    return Voter(text(code), text(name), text(address))


def reserve_identity(number: int) -> str:
    return f"R{number}"


def reserve_identities(count: int) -> list[str]:
    return [reserve_identity(number) for number in range(1, count + 1)]


def is_reserve(identity: str) -> bool:
    return identity.startswith("R")


def require_identity(identity: str) -> str:
    if not _IDENTITY.fullmatch(identity):
        raise Malformed(Reason.BAD_IDENTITY)
    return identity


def make_codes(
    identities: Iterable[str], *, kept: Mapping[str, str], randbelow: RandBelow = secrets.randbelow
) -> dict[str, str]:
    """A private code for each identity; who has one among `kept` keeps it."""
    return {each: kept.get(each) or new_private_credential(randbelow) for each in identities}


def write_private(codes: Mapping[str, str]) -> bytes:
    """The file that never leaves its maker (`.privcreds`)."""
    return dump(dict(codes))


def read_private(raw: bytes) -> dict[str, str]:
    value = load(raw)
    if not isinstance(value, dict):
        raise Malformed(Reason.WRONG_TYPE)
    return {require_identity(each): require_private_credential(text(code)) for each, code in value.items()}


def public_part(uuid: str, codes: Mapping[str, str]) -> dict[str, Element]:
    """The public credential of each code, in an order that says nothing: that of the credentials."""
    made = [(derive(uuid, code), identity) for identity, code in codes.items()]
    return {identity: key.public for key, identity in sorted(made, key=lambda each: each[0].credential)}


def write_public(credentials: Mapping[str, Element]) -> bytes:
    """The file to hand in (`.pubcreds`). Nobody publishes it: whose credential is whose is no part of the record."""
    return dump([f"{write_element(public)},,{identity}" for identity, public in credentials.items()])


def read_public(raw: bytes, *, trusted: bool = False) -> dict[str, Element]:
    """Whose credential is which. `trusted` skips the costly membership check for bytes that passed it before."""
    found: dict[str, Element] = {}
    for number, value in enumerate(array(load(raw)), 1):
        with at(f"Entry {number}"):
            identity, element = _entry(text(value))
            found.setdefault(identity, element if trusted else require_member(element))
            if len(found) != number:
                raise OutOfPlace(Reason.REPEATED_VOTER)
    if len(set(found.values())) != len(found):
        raise OutOfPlace(Reason.REPEATED_CREDENTIAL)
    return found


def _entry(value: str) -> tuple[str, Element]:
    """`credential,weight,identity`; here every voter has one vote, so no weight."""
    element, weight, identity = (*value.split(","), "", "")[:3]
    if weight or value.count(",") != 2:
        raise Malformed(Reason.BAD_IDENTITY)
    return require_identity(identity), parse_element(element)


@dataclass(frozen=True)
class Comparison:
    """A sealed list beside the codes that were made for it, as numbers of credentials."""

    listed: int
    unlisted: tuple[str, ...]
    """Made, and not on the list: of who was removed from the roll before the sealing."""
    foreign: int
    """On the list, and of none of these codes."""


def compare(sealed: Collection[Element], made: Mapping[str, Element]) -> Comparison:
    on_list, own = set(sealed), set(made.values())
    unlisted = tuple(identity for identity, public in made.items() if public not in on_list)
    return Comparison(len(on_list & own), unlisted, len(on_list - own))
