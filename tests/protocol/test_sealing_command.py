"""`seal` and `audit`: from the public election file and a voting code to a file that can be cast, or one to check."""

import json
from pathlib import Path

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.commands.choosing import in_words, read_choice
from ballots.protocol.commands.files import Stopped
from ballots.protocol.errors import Reason, Refused
from ballots.protocol.giving_up import read_given_up
from ballots.protocol.group import write_element
from ballots.protocol.questions import Question
from ballots.protocol.revealed import read_revealed
from tests.protocol.commands import Run
from tests.protocol.elections import COMMITTEE, RESOLUTION, SEATS, Polls
from tests.protocol.records import archive

CHOOSE = ("--choose", "1 3", "--choose", "abstain", "--choose", "red; GREEN")
WORDS = ["Ada Alpha; Céline “Gamma”", "(abstention)", "Red; Green"]


@pytest.fixture
def election(polls: Polls, tmp_path: Path) -> Path:
    path = tmp_path / "election.json"
    path.write_bytes(polls.election.raw + b"\n")
    return path


@pytest.fixture
def code(polls: Polls, tmp_path: Path) -> Path:
    path = tmp_path / "code"
    path.write_text(f"{polls.voters[3]}\n")
    return path


def _written(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def test_a_ballot_that_the_site_accepts(run: Run, polls: Polls, election: Path, code: Path, tmp_path: Path) -> None:
    done = run("seal", election, "--code", code, *CHOOSE, "--cast", "--folder", tmp_path)
    assert (done.status, done.err) == (0, "")
    ballot = check(polls.setup, _written(tmp_path, "*-ballot.json").read_bytes().removesuffix(b"\n"))
    assert ballot.credential == polls.signing_key(3).credential
    assert all(line in done.out for line in (ballot.hash, ballot.tracker, polls.election.fingerprint, *WORDS))
    assert polls.voters[3] not in done.out


def test_asked_question_by_question(run: Run, polls: Polls, election: Path, code: Path, tmp_path: Path) -> None:
    """A choice that is not allowed is asked for again; the code is shown before the last question."""
    typed = "1 2 3\nNobody\n2\nAbstain\n1\n1,2\ncast\n"
    done = run("seal", election, "--code", code, "--folder", tmp_path, typed=typed)
    assert done.status == 0
    assert Reason.BAD_CHOICE.sentence in done.out
    assert "there is no “Nobody”" in done.out
    ballot = check(polls.setup, _written(tmp_path, "*-ballot.json").read_bytes().removesuffix(b"\n"))
    assert done.out.index(ballot.hash) < done.out.index("cast, test or stop?") < done.out.index(ballot.tracker)


def test_tested_instead_of_cast(run: Run, polls: Polls, election: Path, code: Path, tmp_path: Path) -> None:
    done = run("seal", election, "--code", code, *CHOOSE, "--folder", tmp_path, typed="test\nno\n")
    assert done.status == 0
    assert not list(tmp_path.glob("*-give-up-*.json"))
    assert not list(tmp_path.glob("*-ballot.json"))
    tested = _written(tmp_path, "*-tested-*.json")
    assert tested.stat().st_mode & 0o777 == 0o400
    shown = done.out.partition("The code of this sealed ballot is ")[2].partition("\n")[0]
    audited = run("audit", election, tested, "--code", shown)
    assert (audited.status, audited.err) == (0, "")
    assert all(words in audited.out for words in (*WORDS, shown))
    with pytest.raises(Refused):
        check(polls.setup, tested.read_bytes().removesuffix(b"\n"))


@pytest.mark.parametrize(
    ("arguments", "typed"), [((), "test\nyes\n\n"), (("--test", "--give-up"), "\n")], ids=["asked", "told"]
)
def test_given_up_before_it_is_opened(
    run: Run, polls: Polls, election: Path, code: Path, tmp_path: Path, arguments: tuple[str, ...], typed: str
) -> None:
    done = run("seal", election, "--code", code, *CHOOSE, *arguments, "--folder", tmp_path, typed=typed)
    assert done.status == 0
    given_up, tested = _written(tmp_path, "*-give-up-*"), _written(tmp_path, "*-tested-*")
    assert done.out.index(given_up.name) < done.out.index("Then press Enter") < done.out.index(tested.name)
    opened = read_revealed(polls.election, tested.read_bytes())
    alphas = [write_element(choice.alpha) for answer in opened.ballot.answers for choice in answer.choices]
    assert read_given_up(polls.election, given_up.read_bytes()) == alphas
    secrets = [str(number) for row in opened.randomness for number in row]
    assert not any(secret in given_up.read_text() for secret in secrets)
    assert set(json.loads(given_up.read_bytes())) == {"election_uuid", "election_hash", "alphas"}


def test_it_is_not_opened_before_one_says_so(run: Run, election: Path, code: Path, tmp_path: Path) -> None:
    """Who was refused by the site, or goes away, has opened nothing."""
    done = run("seal", election, "--code", code, *CHOOSE, "--test", "--give-up", "--folder", tmp_path)
    assert (done.status, done.err) == (1, "There is no answer.")
    assert len(list(tmp_path.glob("*-give-up-*"))) == 1
    assert not list(tmp_path.glob("*-tested-*"))


def test_another_code_than_the_one_shown(run: Run, election: Path, code: Path, tmp_path: Path) -> None:
    run("seal", election, "--code", code, *CHOOSE, "--test", "--folder", tmp_path)
    done = run("audit", election, _written(tmp_path, "*-tested-*"), "--code", "A" * 43)
    assert done.status == 1
    assert done.err.startswith("This is not the ballot with the code AAA")


def test_a_spoiled_file(run: Run, election: Path, code: Path, tmp_path: Path) -> None:
    run("seal", election, "--code", code, *CHOOSE, "--test", "--folder", tmp_path)
    tested = _written(tmp_path, "*-tested-*")
    spoiled = tmp_path / "spoiled"
    spoiled.write_bytes(tested.read_bytes().replace(b"[[0,1,0,1]", b"[[0,1,1,0]"))
    done = run("audit", election, spoiled)
    assert (done.status, done.out) == (1, "")
    assert done.err == f"REFUSED. Question 1, choice 3: {Reason.OTHER_PLAINTEXT.sentence} [other-plaintext]"


def test_from_the_record(run: Run, polls: Polls, code: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.bel"
    record.write_bytes(archive(polls.steps()[:2]))
    assert run("seal", record, "--code", code, *CHOOSE, "--cast", "--folder", tmp_path).status == 0
    code.write_text("1" * 5 + "-" + "1" * 6 + "-" + "1" * 5 + "-" + "1" * 6)
    done = run("seal", record, "--code", code, *CHOOSE, "--cast", "--folder", tmp_path)
    assert done.err == f"REFUSED. {Reason.UNKNOWN_CREDENTIAL.sentence} [unknown-credential]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cast", "--test", *CHOOSE), "A ballot is cast or tested, never both."),
        (("--give-up", "--cast", *CHOOSE), "A ballot is given up to be tested: add --test."),
        (("--choose", "1"), "This election has 3 questions: give --choose once for each."),
        ((*CHOOSE[:-1], "1"), f"REFUSED. {Reason.BAD_CHOICE.sentence} [bad-choice]"),
        ((*CHOOSE[:-1], "1 7"), "Committee, at least two: there is no number 7."),
        (CHOOSE, "There is no answer."),
    ],
)
def test_nothing_is_written(
    run: Run, election: Path, code: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("seal", election, "--code", code, *arguments, "--folder", tmp_path)
    assert (done.status, done.err) == (1, said)
    assert {path.name for path in tmp_path.iterdir()} == {"election.json", "code"}


def test_stopped(run: Run, election: Path, code: Path, tmp_path: Path) -> None:
    done = run("seal", election, "--code", code, *CHOOSE, "--folder", tmp_path, typed="stop\n")
    assert (done.status, done.err) == (1, "Nothing was written.")


def test_nothing_is_overwritten(run: Run, election: Path, code: Path, tmp_path: Path) -> None:
    arguments = ("seal", election, "--code", code, *CHOOSE, "--cast", "--folder", tmp_path)
    assert run(*arguments).status == 0
    before = _written(tmp_path, "*-ballot.json").read_bytes()
    done = run(*arguments)
    assert done.status == 1
    assert done.err.endswith("is there already, and nothing is overwritten.")
    assert _written(tmp_path, "*-ballot.json").read_bytes() == before


def test_a_wrong_code_or_file(run: Run, polls: Polls, election: Path, code: Path, tmp_path: Path) -> None:
    code.write_text("not a code")
    done = run("seal", election, "--code", code, *CHOOSE, "--cast", "--folder", tmp_path)
    assert done.err == f"REFUSED. {Reason.BAD_CREDENTIAL.sentence} [bad-credential]"
    done = run("seal", tmp_path / "none", "--code", code, *CHOOSE)
    assert (done.status, done.err) == (2, "The file cannot be read: No such file or directory.")
    for content in (archive([]), archive(polls.steps())[:4096], b"{}"):
        election.write_bytes(content)
        assert run("seal", election, "--code", code, *CHOOSE).err.startswith("REFUSED. ")


# What people type


@pytest.mark.parametrize(
    ("question", "typed", "plaintext"),
    [
        (SEATS, "1", (0, 1, 0, 0)),
        (SEATS, " 3, 1 ", (0, 1, 0, 1)),
        (SEATS, "ben  BETA", (0, 0, 1, 0)),
        (SEATS, "Ce\u0301line “gamma”; Ben Beta;", (0, 0, 1, 1)),
        (SEATS, "ABSTAIN", (1, 0, 0, 0)),
        (RESOLUTION, "against", (0, 0, 1)),
        (COMMITTEE, "1 2 3", (1, 1, 1)),
        (Question("Optional", ("A", "B"), 0, 1, blank=False), "", (0, 0)),
    ],
)
def test_what_is_typed(question: Question, typed: str, plaintext: tuple[int, ...]) -> None:
    assert read_choice(question, typed) == plaintext


@pytest.mark.parametrize(
    ("question", "typed"), [(SEATS, ""), (SEATS, "1 2 3"), (COMMITTEE, "1"), (SEATS, "4"), (SEATS, "0"), (SEATS, "-1")]
)
def test_what_is_not_allowed(question: Question, typed: str) -> None:
    with pytest.raises((Refused, Stopped)):
        read_choice(question, typed)


def test_abstaining_where_nobody_can(polls: Polls) -> None:
    with pytest.raises(Stopped, match="there is no “abstain”"):
        read_choice(COMMITTEE, "abstain")
    assert in_words(COMMITTEE, (0, 0, 0)) == ["(nothing)"]
    assert in_words(SEATS, (1, 0, 0, 0)) == ["(abstention)"]
