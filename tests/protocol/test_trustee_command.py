"""`trustee`: a key made, proved and used once; a group's ceremony; and `verify` with what comes out."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ballots.protocol.credentials import derive
from ballots.protocol.errors import Reason
from ballots.protocol.keys import read_private_key, read_public_key
from ballots.protocol.pedersen import read_threshold_group
from ballots.protocol.record import Kind, Step, end_step, result_step, share_step, tally_step
from ballots.protocol.rehearsal import check_key, read_rehearsal
from ballots.protocol.tally import check_partial_decryption, read_share_file
from tests.protocol.commands import Done, Run
from tests.protocol.elections import ABSTAIN, EXPECTED, Polls
from tests.protocol.records import archive, place_of, verified
from tests.protocol.vectors import vector

Steps = list[Step]


@pytest.fixture
def kept(polls: Polls, tmp_path: Path) -> Path:
    """The file of trustee 1."""
    path = tmp_path / "trustee.json"
    path.write_bytes(polls.keys[1].to_bytes() + b"\n")
    return path


@pytest.fixture
def record(polls: Polls, tmp_path: Path) -> Path:
    """Added up, and waiting for both trustees."""
    path = tmp_path / f"{polls.election.uuid}.bel"
    path.write_bytes(archive(polls.steps_to_tally()))
    return path


def _one(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def test_a_key_and_its_proof(run: Run, tmp_path: Path) -> None:
    assert run("trustee", "make-key", "--folder", tmp_path).status == 0
    public, kept = _one(tmp_path, "*-public.json"), _one(tmp_path, "trustee-????????.json")
    assert kept.stat().st_mode & 0o777 == 0o400
    key, private = read_public_key(public.read_bytes()), read_private_key(kept.read_bytes())
    nonce = "1" * 22
    done = run("trustee", "prove", nonce, kept, "--folder", tmp_path)
    assert (done.status, done.err) == (0, "")
    check_key(key.element, nonce, read_rehearsal(_one(tmp_path, "*-rehearsal-*").read_bytes()))
    assert str(private.secret) not in done.out
    assert run("trustee", "prove", "no nonce", kept, "--folder", tmp_path).err == (
        f"REFUSED. {Reason.BAD_NONCE.sentence} [bad-nonce]"
    )


def test_is_my_key_one_of_this_elections(run: Run, shared_polls: Polls, kept: Path, record: Path) -> None:
    assert run("trustee", "check", record, kept).out == "You are trustee 1 of 2; 2 are needed to open the totals.\n"
    record.write_bytes(archive(shared_polls.steps()[:1]))
    assert run("trustee", "check", record, kept).err == f"REFUSED. {Reason.UNKNOWN_TRUSTEE.sentence} [unknown-trustee]"
    kept.write_bytes(shared_polls.keys[3].to_bytes())
    assert run("trustee", "check", record, kept).out == "You are trustee 3 of 4; 3 are needed to open the totals.\n"


def _decrypt(run: Run, record: Path, kept: Path, *more: object, typed: str = "yes\n") -> Done:
    return run("trustee", "decrypt", record, kept, "--cores", 1, "--folder", record.parent, *more, typed=typed)


def test_decrypting_once(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    done = _decrypt(run, record, kept)
    assert (done.status, done.err) == (0, "")
    assert "To be opened: 10 totals of 3 ballots" in done.out
    assert "So few ballots count that their totals can tell" in done.out
    owner, share = read_share_file(polls.setup, _one(record.parent, "*.share-1.json").read_bytes())
    assert owner == 1
    check_partial_decryption(polls.setup, polls.tally, 1, share)
    assert share.factors == polls.shares[1].factors
    assert _decrypt(run, record, kept).err.endswith("is there already, and nothing is overwritten.")


def test_the_record_with_what_came_out(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    """Strong proofs are checked beside the record; a share without one rests on its trustee's honesty."""
    _decrypt(run, record, kept)
    _, share = read_share_file(polls.setup, _one(record.parent, "*.share-1.json").read_bytes())
    steps = polls.steps_to_tally()
    steps.append(share_step(steps[-1].head, 1, share))
    steps.append(share_step(steps[-1].head, 2, polls.shares[2]))
    steps.append(result_step(steps[-1].head, EXPECTED))
    record.write_bytes(archive(steps))
    strong = _one(record.parent, "*.share-1.strong.json")
    done = run("verify", record, "--cores", 1, "--strong", strong)
    assert done.status == 0
    assert "strong proofs of trustees 1 hold" in done.out
    assert "those of 2 rest on the trustee's honesty (no strong proof)" in done.out
    assert "those of 1, 2 rest" in run("verify", record, "--cores", 1).out
    record.write_bytes(archive(steps[:4]))
    done = run("verify", record, "--cores", 1, "--strong", strong)
    assert (done.status, done.err) == (1, "The record is not added up yet, so there is no share to prove.")
    record.write_bytes(archive(steps))
    strong.chmod(0o600)
    strong.write_bytes(strong.read_bytes().replace(b'"response":"', b'"response":"1', 1))
    assert run("verify", record, "--cores", 1, "--strong", strong).status == 1


def test_nothing_without_a_yes(run: Run, record: Path, kept: Path) -> None:
    done = _decrypt(run, record, kept, typed="no\n")
    assert (done.status, done.err) == (1, "Nothing was decrypted.")
    assert not list(record.parent.glob("*.share-*"))


def _until(kind: Kind) -> Callable[[Polls], Steps]:
    def steps(polls: Polls) -> Steps:
        everything = polls.steps()
        return everything[: place_of(everything, kind) + 1]

    return steps


def _of_one_ballot(polls: Polls) -> Steps:
    steps = polls.steps()[:2]
    steps.append(end_step(steps[-1].head))
    return steps


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (_until(Kind.SETUP), "Voting has not ended: nothing is decrypted."),
        (_until(Kind.BALLOT), "Voting has not ended: nothing is decrypted."),
        (_until(Kind.END_BALLOTS), "Voting has ended, but the ballots are not added up in this record"),
        (_until(Kind.RESULT), "This record has its result already: nothing is left to decrypt."),
        (_until(Kind.PARTIAL_DECRYPTION), f"REFUSED. Trustee 1: {Reason.REPEATED_SHARE.sentence}"),
        (_of_one_ballot, "Voting has ended, but the ballots are not added up in this record"),
    ],
)
def test_records_that_are_not_decrypted(
    run: Run, polls: Polls, record: Path, kept: Path, steps: Callable[[Polls], Steps], said: str
) -> None:
    record.write_bytes(archive(steps(polls)))
    done = _decrypt(run, record, kept)
    assert done.status == 1
    assert done.err.startswith(said)
    assert not list(record.parent.glob("*.share-*"))


def test_a_false_record_is_not_decrypted(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    record.write_bytes(record.read_bytes().replace(b'"challenge":"1', b'"challenge":"2', 1))
    assert _decrypt(run, record, kept).err.startswith("REFUSED. ")


def test_someone_elses_key(run: Run, record: Path, kept: Path) -> None:
    kept.write_bytes(b'"1234"')
    assert _decrypt(run, record, kept).err == f"REFUSED. {Reason.UNKNOWN_TRUSTEE.sentence} [unknown-trustee]"


def test_an_election_is_opened_once(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    """The same totals again, to hand them in anew; never others, with a ballot more or less."""
    assert _decrypt(run, record, kept).status == 0
    for path in record.parent.glob("*.share-*"):
        path.unlink()
    assert _decrypt(run, record, kept).status == 0
    for path in record.parent.glob("*.share-*"):
        path.unlink()
    steps = polls.steps()[:2]
    steps.append(end_step(steps[-1].head))
    (ballot,) = (step.data[0] for step in steps[1:2])
    fewer = Polls(polls.setup, polls.keys, polls.voters, polls.randbelow, cast=[(0, ballot)])
    steps.append(tally_step(steps[-1].head, fewer.tally))
    record.write_bytes(archive(steps))
    assert verified(record.read_bytes()).counted == 1
    done = _decrypt(run, record, kept)
    assert done.status == 1
    assert "This key opened other totals of this election already" in done.err
    assert not list(record.parent.glob("*.share-*"))


def made_up(polls: Polls) -> Polls:
    """The same election with one of its ballots, and others by whoever made this list of credentials."""
    others = ("11111-111111-11111-111111", "22222-222222-22222-222222")
    listed = sorted([polls.signing_key(0).public, *(derive(polls.election.uuid, each).public for each in others)])
    setup = replace(polls.setup, credentials=tuple(listed))
    false = Polls(setup, polls.keys, (polls.voters[0], *others), polls.randbelow, polls.cast[:1])
    for voter in (1, 2):
        false.vote(voter, ABSTAIN, ABSTAIN, (0, 1))
    return false


def test_a_head_that_was_seen_tells_a_record_that_was_made_up(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    """Nothing else does: the election's fingerprint names no list of credentials. The true totals stay closed then."""
    false = record.with_name("false.bel")
    false.write_bytes(archive(made_up(polls).steps_to_tally()))
    assert verified(false.read_bytes()).setup.election.fingerprint == polls.election.fingerprint
    seen = polls.steps()[3].head.hash
    assert _decrypt(run, false, kept, "--head", seen).err.startswith("This record does not continue the one with")
    assert _decrypt(run, false, kept).status == 0
    assert "opened other totals of this election already" in _decrypt(run, record, kept).err


def test_an_older_head(run: Run, polls: Polls, record: Path, kept: Path) -> None:
    seen = polls.steps()[3].head.hash
    assert _decrypt(run, record, kept, "--head", "0" * 64).err.startswith("This record does not continue the one with")
    assert _decrypt(run, record, kept, "--head", seen).status == 0


# The ceremony of a group


def test_a_group_of_two_of_three(run: Run, tmp_path: Path) -> None:
    def act(*arguments: object) -> None:
        done = run("trustee", "ceremony", *arguments, "--folder", tmp_path)
        assert (done.status, done.err) == (0, "")

    def together(name: str, ending: str) -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join((tmp_path / f"{each}.{ending}").read_bytes() for each in trustees))
        return path

    trustees: list[str] = []
    for index in (1, 2, 3):
        act("certificate", f"{index}/2/3")
        trustees += [path.stem for path in tmp_path.glob("*.cert") if path.stem not in trustees]
    certificates = together("certificates", "cert")
    assert run("trustee", "ceremony", "check", certificates).out == "3 certificates; any 2 of them can decrypt.\n"
    for each in trustees:
        act("polynomial", tmp_path / f"{each}.key", certificates)
    polynomials = together("polynomials", "polynomial")
    act("vinputs", certificates, polynomials)
    for each in trustees:
        act("voutput", tmp_path / f"{each}.key", certificates, tmp_path / f"{each}.vinput")
    act("finish", certificates, polynomials, together("voutputs", "voutput"))
    group = read_threshold_group((tmp_path / "threshold.json").read_bytes())
    kept, sealed = tmp_path / f"{trustees[2]}.key", tmp_path / f"{trustees[2]}.dkey"
    assert run("trustee", "prove", "1" * 22, kept, "--folder", tmp_path).err.endswith("it also needs --sealed-key.")
    assert run("trustee", "prove", "1" * 22, kept, "--sealed-key", sealed, "--folder", tmp_path).status == 0
    check_key(group.keys[2].element, "1" * 22, read_rehearsal(_one(tmp_path, "*-rehearsal-*").read_bytes()))
    other = run("trustee", "prove", "1" * 22, tmp_path / f"{trustees[0]}.key", "--sealed-key", sealed)
    assert other.err == f"REFUSED. {Reason.CANNOT_OPEN.sentence} [cannot-open]"


def test_places_that_are_none(run: Run, tmp_path: Path) -> None:
    for place in ("2", "a/b/c", "1/2/3/4"):
        assert run("trustee", "ceremony", "certificate", place).err.startswith("The place is I/K/N")
    assert run("trustee", "ceremony", "certificate", "1/3/3").err.startswith("REFUSED. ")


def test_files_of_belenios_tool(run: Run, tmp_path: Path) -> None:
    """The trustee of its worked group proves and decrypts with ours."""
    worked = vector("threshold-33")
    record = worked.folder / "stages" / "2-tally.bel"
    key, sealed = worked.folder / "trustee3.key", worked.folder / "trustee3.dkey"
    kept = tmp_path / "trustee3.key"
    kept.write_bytes(key.read_bytes())
    arguments = ("--sealed-key", sealed, "--cores", 1, "--folder", tmp_path, "--yes")
    done = run("trustee", "decrypt", record, kept, *arguments)
    assert (done.status, done.err) == (0, "")
    ours = json.loads(_one(tmp_path, "*.share-3.json").read_bytes().splitlines()[0])
    theirs = json.loads((worked.folder / "decryption-3.out").read_bytes().splitlines()[0])
    assert ours["decryption_factors"] == theirs["decryption_factors"]
