"""Key ceremonies held together with belenios-tool 3.3: it as a trustee, and it as the one who collects."""

import re
from pathlib import Path

import pytest

from ballots.protocol.ceremony import (
    check_polynomial,
    check_voutput,
    decryption_key,
    file_name,
    make_certificate,
    make_polynomial,
    make_vinput,
    make_voutput,
    threshold_parameters,
)
from ballots.protocol.ceremony_messages import (
    Polynomial,
    Vinput,
    read_certificate,
    read_polynomial,
    read_sealed_key,
    read_vinput,
    read_voutput,
)
from ballots.protocol.channel import new_ceremony_key
from ballots.protocol.keys import new_private_key
from ballots.protocol.pedersen import Certificate, ThresholdGroup, read_threshold_group
from ballots.protocol.questions import Election
from ballots.protocol.setup import Setup
from ballots.protocol.tally import check_partial_decryption, read_owned, read_partial_decryption
from ballots.protocol.trustees import Single, Trustees
from tests.protocol.belenios import Belenios, tools_at_hand
from tests.protocol.elections import EXPECTED, Polls, chance, open_polls, voted

pytestmark = pytest.mark.interop

STEP = ("setup", "generate-trustee-key-threshold", "--group", "Ed25519")
THEIRS, OURS = 2, (1, 3)
"""Trustee 2 of 3 uses belenios-tool; two of them can decrypt."""


@pytest.fixture
def belenios(tmp_path: Path) -> Belenios:
    """Of the tools at hand one that holds ceremonies as 3.3 does."""
    for tool in filter(None, tools_at_hand()):
        belenios = Belenios(tool, tmp_path)
        found = re.match(rb"(\d+)\.(\d+)", belenios.run("--version").stdout)
        if found and tuple(map(int, found.groups())) >= (3, 3):
            return belenios
    pytest.skip("no belenios-tool 3.3 or later: run bin/get-belenios-tool sid, or set BELENIOS_TOOL")


def step(belenios: Belenios, number: int, *arguments: object, given: bytes = b"") -> bytes:
    done = belenios.run(*STEP, "--step", number, *arguments, given=given)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Table:
    """Three trustees, of whom one uses belenios-tool, up to the polynomials."""

    def __init__(self, belenios: Belenios) -> None:
        self.belenios = belenios
        self.keys = {index: new_ceremony_key() for index in OURS}
        self.id = step(belenios, 1, "--threshold-context", f"{THEIRS}/2/3").decode().strip()
        certificates = {
            index: make_certificate(key, threshold=2, size=3, index=index) for index, key in self.keys.items()
        }
        certificates[THEIRS] = read_certificate((belenios.folder / f"{self.id}.cert").read_bytes())
        self.certificates = [certificates[index] for index in (1, 2, 3)]
        assert file_name(self.certificates[THEIRS - 1]) == self.id
        self.lines("certs.jsons", self.certificates)
        polynomials = {index: make_polynomial(key, self.certificates) for index, key in self.keys.items()}
        polynomials[THEIRS] = read_polynomial(self.theirs(3))
        self.polynomials = [polynomials[index] for index in (1, 2, 3)]
        self.lines("polynomials.jsons", self.polynomials)

    def theirs(self, number: int, given: bytes = b"") -> bytes:
        """A step of the trustee who uses belenios-tool."""
        return step(self.belenios, number, "--certs", "certs.jsons", "--key", f"{self.id}.key", given=given)

    def collect(self, number: int, given: bytes = b"") -> bytes:
        """A step of belenios-tool as the one who collects."""
        files = ("--certs", "certs.jsons", "--polynomials", "polynomials.jsons")
        return step(self.belenios, number, *files, given=given)

    def lines(self, name: str, parts: list[Certificate] | list[Polynomial]) -> None:
        (self.belenios.folder / name).write_bytes(b"".join(part.to_bytes() + b"\n" for part in parts))

    def file(self, index: int, ending: str) -> bytes:
        return (self.belenios.folder / f"{file_name(self.certificates[index - 1])}.{ending}").read_bytes()


@pytest.fixture
def table(belenios: Belenios) -> Table:
    return Table(belenios)


def test_we_collect_and_one_trustee_uses_belenios_tool(table: Table) -> None:
    voutputs = []
    for index in (1, 2, 3):
        check_polynomial(table.certificates, index, table.polynomials[index - 1])
        vinput = make_vinput(table.certificates, table.polynomials, index)
        if index == THEIRS:
            voutputs.append(read_voutput(table.theirs(5, vinput.to_bytes() + b"\n")))
        else:
            voutputs.append(make_voutput(table.keys[index], table.certificates, vinput))
        check_voutput(table.certificates, table.polynomials, index, voutputs[-1])
    group = threshold_parameters(table.certificates, table.polynomials, voutputs)
    (table.belenios.folder / "theirs.dkey").write_text(voutputs[THEIRS - 1].private_key.text)
    _hold_an_election(table, group, {index: voutputs[index - 1].private_key.text.encode() for index in OURS})


def test_belenios_tool_collects(table: Table) -> None:
    assert table.belenios.run(*STEP, "--certs", "certs.jsons", "--step", 2).returncode == 0
    table.collect(4)
    voutputs = {THEIRS: table.theirs(5, table.file(THEIRS, "vinput"))}
    for index in OURS:
        vinput = read_vinput(table.file(index, "vinput"))
        voutputs[index] = make_voutput(table.keys[index], table.certificates, vinput).to_bytes() + b"\n"
    written = table.collect(6, b"".join(voutputs[index] for index in (1, 2, 3)))
    (table.belenios.folder / "theirs.dkey").write_bytes(table.file(THEIRS, "dkey"))
    _hold_an_election(table, read_threshold_group(written), {index: table.file(index, "dkey") for index in OURS})


def _hold_an_election(table: Table, group: ThresholdGroup, sealed: dict[int, bytes]) -> None:
    """A key of the server in front, then the group; one trustee of ours and the one with belenios-tool decrypt."""
    server = new_private_key(chance("server"))
    trustees = Trustees((Single(server.public(chance("pok"))), group))
    polls = open_polls(seed="a group with belenios-tool")
    election = Election(polls.election.uuid, "Mixed", "", trustees.election_key, polls.election.questions)
    private = decryption_key(table.keys[1], read_sealed_key(sealed[1]))
    setup = Setup(election, trustees, polls.setup.credentials)
    mixed = voted(Polls(setup, {1: server, 2: private}, polls.voters, polls.randbelow))
    table.belenios.keep(election.uuid, mixed.steps_to_tally())
    key = ("--key", f"{table.id}.key", "--decryption-key", "theirs.dkey")
    made = table.belenios.run("election", "decrypt-threshold", *key, "--trustee-id", 1 + THEIRS)
    decryption, owned = made.stdout.splitlines()
    share = read_partial_decryption(setup, decryption)
    assert read_owned(owned)[0] == 1 + THEIRS
    check_partial_decryption(setup, mixed.tally, 1 + THEIRS, share)
    mixed.shares = {**mixed.shares, 1 + THEIRS: share}
    assert mixed.result == EXPECTED
    assert table.belenios.verifies(election.uuid, mixed.steps())


def test_belenios_tool_refuses_what_we_refuse(table: Table) -> None:
    """A secret that does not fit what its sender published is named by both."""
    vinput = make_vinput(table.certificates, table.polynomials, THEIRS)
    other = make_polynomial(table.keys[1], table.certificates)
    wrong = Vinput(
        vinput.polynomial, (other.secrets[THEIRS - 1], *vinput.secrets[1:]), vinput.coefexps, vinput.signatures
    )
    arguments = ("--certs", "certs.jsons", "--key", f"{table.id}.key")
    done = table.belenios.run(*STEP, "--step", 5, *arguments, given=wrong.to_bytes() + b"\n")
    assert done.returncode != 0
    assert b"secret 1 does not validate" in b" ".join(done.stderr.split())
