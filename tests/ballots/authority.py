"""Who makes voting codes at their own computer: they keep the codes, and hand in the public part."""

from dataclasses import dataclass, field

from ballots import authorities, issuing
from ballots.authority_models import CredentialAuthority, IssuedCredentials
from ballots.casting import Receipt, cast
from ballots.models import Credential
from ballots.protocol.ballot import seal
from ballots.protocol.issuing import make_codes, public_part, reserve_identity, write_public
from ballots.setup import prepared, setup_of
from elections.models import RollEntry
from members.models import Person
from tests.ballots.elections import Office


@dataclass
class Authority:
    """Named by the office of an election whose roll is sealed and whose ballot is not."""

    office: Office
    codes: dict[str, str] = field(default_factory=dict, repr=False)
    row: CredentialAuthority = field(init=False)

    def __post_init__(self) -> None:
        office = self.office
        office.move(strict_credentials=True, server_may_seal=False)
        said = {"name": "Cora Codes", "email": "cora@example.org"}
        self.row = authorities.name(office.election, **said, by=office.first, at=office.sealing)

    def make(self) -> bytes:
        """Codes for everybody on the list; who has one keeps it. The public part comes back."""
        listed = issuing.voter_list(self.row)
        self.codes = make_codes(listed.identities, kept=self.codes)
        return write_public(public_part(listed.uuid, self.codes))

    def give(self) -> IssuedCredentials:
        return issuing.give(self.row, raw=self.make(), at=self.office.sealing)

    def code(self, voter: Person) -> str:
        """What their letter says: their own, or that of the reserve which was assigned to them."""
        entry = RollEntry.objects.get(election=self.office.election, person=voter)
        held = Credential.objects.filter(roll_entry=entry, replaced_at=None).first()
        spare = held is not None and held.number <= setup_of(self.office.election).reserve_credentials
        return self.codes[reserve_identity(held.number) if held and spare else str(entry.pk)]

    def sealed(self, voter: Person, *, code: str = "") -> bytes:
        """In the voter's own browser, an abstention in every contest."""
        election = prepared(setup_of(self.office.election)).election
        blanks = [question.choose(blank=True) for question in election.questions]
        return seal(election, code or self.code(voter), blanks)

    def vote(self, voter: Person, *, code: str = "") -> Receipt:
        sealed = self.sealed(voter, code=code)
        return cast(self.office.election, sealed=sealed, by=voter, sealed_by_server=False)


def strict(office: Office) -> Authority:
    """A sealed ballot with codes from outside; voting is open."""
    authority = Authority(office)
    authority.give()
    office.seal()
    return authority
