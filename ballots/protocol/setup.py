"""Everything fixed when voting opens: election, trustees and sealed credentials (section Elections, `setup_data`)."""

from dataclasses import dataclass
from functools import cached_property

from .credentials import read_credentials, write_credentials
from .errors import OutOfPlace, Reason, at
from .group import Element
from .questions import Election, Question, read_election
from .trustees import Trustees, read_trustees
from .wire import dump, fields, load, same_bytes, sha256, text


@dataclass(frozen=True)
class Setup:
    """What ballots are checked against; prepare one and keep it."""

    election: Election
    trustees: Trustees
    credentials: tuple[Element, ...]

    def __post_init__(self) -> None:
        if self.election.public_key != self.trustees.election_key:
            raise OutOfPlace(Reason.WRONG_ELECTION_KEY)
        if len(self._places) != len(self.credentials):
            raise OutOfPlace(Reason.REPEATED_CREDENTIAL)

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.election.questions

    @property
    def files(self) -> tuple[bytes, bytes, bytes]:
        """`election.json`, `trustees.json` and `public_creds.json` as they stand in the record."""
        return self.election.raw, self.trustees.raw, write_credentials(self.credentials)

    @cached_property
    def raw(self) -> bytes:
        """The payload of the Setup event, which names the three files."""
        names = ("election", "trustees", "credentials")
        return dump({name: sha256(content) for name, content in zip(names, self.files, strict=True)})

    @cached_property
    def largest_ballot(self) -> int:
        """The most bytes that a valid ballot of this election can have."""
        proof = len('{"challenge":"","response":""},') + 2 * 76
        ciphertext = len('{"alpha":"","beta":""},') + 2 * 64
        size = 1024
        for question in self.questions:
            proofs = 2 * question.ciphertexts + len(question.allowed) + 3
            size += question.ciphertexts * (ciphertext + len("[],")) + proofs * proof + 100
        return size + len(self.election.uuid)

    def lists(self, credential: Element) -> bool:
        return credential in self._places

    def place(self, credential: Element) -> int:
        """Where on the sealed list a credential stands, from 0."""
        return self._places[credential]

    @cached_property
    def _places(self) -> dict[Element, int]:
        return {credential: place for place, credential in enumerate(self.credentials)}


def read_setup(election: bytes, trustees: bytes, credentials: bytes, *, trusted: bool = False) -> Setup:
    """Read and verify the three files. `trusted` skips proofs and group checks for bytes that passed them before."""
    with at("Election"):
        sealed = read_election(election)
    with at("Trustees"):
        holders = read_trustees(trustees, trusted=trusted)
    with at("Credentials"):
        listed = read_credentials(credentials, trusted=trusted)
    return Setup(sealed, holders, listed)


def read_setup_data(raw: bytes) -> tuple[str, str, str]:
    """The three hashes in the payload of a Setup event."""
    election, trustees, credentials = (
        text(value) for value in fields(load(raw), "election", "trustees", "credentials")
    )
    same_bytes(raw, dump({"election": election, "trustees": trustees, "credentials": credentials}))
    return election, trustees, credentials
