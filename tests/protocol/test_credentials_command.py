"""`credentials …`: codes for every voter, the check of a record, and letters, with files that nobody else reads."""

import csv
import json
import stat
from email import message_from_bytes
from email.policy import compat32, default
from email.utils import getaddresses
from pathlib import Path

import pytest

from ballots.protocol.credentials import derive
from ballots.protocol.errors import Refused
from ballots.protocol.group import write_element
from ballots.protocol.issuing import Voter, VoterList, compare, public_part, read_public, read_voter_list, write_private
from tests.protocol.commands import Run
from tests.protocol.elections import Polls
from tests.protocol.records import archive

UUID = "23456789abcdef"
PAGE = "https://elections.example.org/elections/board-2026/ballot/"
VOTERS = (
    Voter("7", "Ada Émile", "ada@example.org"),
    Voter("12", "=Bob, Jr.", ""),
    Voter("R2", " ＠Lena", "l@example.org"),
)
OPENS, CLOSES = "Tue 1 Sep 2026, 14:00 UTC", "Tue 15 Sep 2026, 14:00 UTC"
LIST = VoterList(UUID, "Board election 2026", PAGE, OPENS, CLOSES, 2, VOTERS)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("voters.json").write_bytes(LIST.to_bytes() + b"\n")
    return tmp_path


def codes(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / f"{UUID}.privcreds").read_bytes())
    return found


class TestMaking:
    def test_a_code_for_each_number_and_the_reserve(self, desk: Path, run: Run) -> None:
        done = run("credentials", "make", "voters.json")
        assert (done.status, "4 codes" in done.out, "2 of them in reserve" in done.out) == (0, True, True)
        made, public = codes(desk), read_public((desk / f"{UUID}.pubcreds").read_bytes())
        assert set(made) == set(public) == {"7", "12", "R1", "R2"}
        assert {each: derive(UUID, code).public for each, code in made.items()} == public
        assert not any(code in done.out for code in made.values())

    def test_the_codes_are_their_makers_alone(self, desk: Path, run: Run) -> None:
        run("credentials", "make", "voters.json")
        assert stat.S_IMODE((desk / f"{UUID}.privcreds").stat().st_mode) == 0o400

    def test_nothing_is_overwritten_and_codes_can_be_kept(self, desk: Path, run: Run) -> None:
        run("credentials", "make", "voters.json")
        again = run("credentials", "make", "voters.json")
        assert (again.status, "nothing is overwritten" in again.err) == (1, True)
        longer = VoterList(UUID, LIST.name, PAGE, OPENS, CLOSES, 3, (*VOTERS, Voter("15", "Cy", "cy@example.org")))
        Path("voters.json").write_bytes(longer.to_bytes())
        done = run("credentials", "make", "voters.json", "--keep", f"{UUID}.privcreds", "--folder", "new")
        assert "2 are new" in done.out
        assert codes(desk).items() <= codes(desk / "new").items()


class TestLetters:
    @pytest.fixture
    def write(self, desk: Path, run: Run) -> Run:
        run("credentials", "make", "voters.json")

        def write(*options: str) -> object:
            sender = ("--from", "Cora Codes <cora@example.org>")
            return run("credentials", "letters", "voters.json", f"{UUID}.privcreds", *sender, *options)

        return write  # type: ignore[return-value]

    def test_one_for_each_voter_with_an_address(self, desk: Path, write: Run) -> None:
        done = write()
        assert "Wrote 2 letters" in done.out
        assert "No address: =Bob, Jr. (12)." in done.out
        assert sorted(each.name for each in (desk / "letters").iterdir()) == ["7.eml", "R2.eml", "table.csv"]
        letter = message_from_bytes((desk / "letters/7.eml").read_bytes(), policy=default)
        text = letter.get_content()
        assert (letter["To"], letter["From"]) == ("Ada Émile <ada@example.org>", "Cora Codes <cora@example.org>")
        assert f"{PAGE}#code={codes(desk)['7']}" in text.splitlines()
        assert f"{OPENS} until {CLOSES}" in " ".join(text.split())
        assert max(len(line) for line in text.splitlines() if "#code=" not in line) <= 72
        assert letter.get_content_type() == "text/plain"

    def test_the_folder_is_its_writers_alone(self, desk: Path, write: Run) -> None:
        write()
        assert stat.S_IMODE((desk / "letters").stat().st_mode) == 0o700
        assert {stat.S_IMODE(each.stat().st_mode) for each in (desk / "letters").iterdir()} == {0o400}
        assert "is there already" in write().err

    def test_the_table_holds_no_formula(self, desk: Path, write: Run) -> None:
        write()
        rows = {row["number"]: row for row in csv.DictReader((desk / "letters/table.csv").open(encoding="utf-8"))}
        assert [rows[number]["name"] for number in ("12", "R2")] == ["'=Bob, Jr.", "' ＠Lena"]
        assert rows["R2"]["code"] == codes(desk)["R2"]

    def test_one_alone(self, desk: Path, write: Run) -> None:
        assert "Wrote 1 letter," in write("--only", "R2", "--folder", "one").out
        assert sorted(each.name for each in (desk / "one").iterdir()) == ["R2.eml", "table.csv"]
        assert "No voter of the list has R1" in write("--only", "R1", "--folder", "two").err

    @pytest.mark.parametrize("others", ["eve@example.org, " * 8, "É, " + "eve@example.org, " * 8, 'E" <e@e.org>, ' * 8])
    def test_no_name_adds_a_recipient(self, desk: Path, write: Run, others: str) -> None:
        """Who reads `To:` from the file is `sendmail -t`, which knows no encoded words."""
        voters = (Voter("7", f"Ada, {others}", "ada@example.org"), *VOTERS[1:])
        Path("voters.json").write_bytes(VoterList(UUID, LIST.name, PAGE, OPENS, CLOSES, 2, voters).to_bytes())
        write()
        letter = message_from_bytes((desk / "letters/7.eml").read_bytes(), policy=compat32)
        assert [address for _name, address in getaddresses(letter.get_all("To", []))] == ["ada@example.org"]

    def test_a_domain_of_another_script_is_one_that_mail_reaches(self, desk: Path, write: Run) -> None:
        voters = (Voter("7", "Ada", "ada@exämple.org"), *VOTERS[1:])
        Path("voters.json").write_bytes(VoterList(UUID, LIST.name, PAGE, OPENS, CLOSES, 2, voters).to_bytes())
        write()
        assert b"<ada@xn--exmple-cua.org>" in (desk / "letters/7.eml").read_bytes()

    def test_own_words(self, desk: Path, write: Run) -> None:
        Path("words").write_text("Dear {name}: {code}\n", encoding="utf-8")
        write("--words", "words")
        letter = message_from_bytes((desk / "letters/7.eml").read_bytes(), policy=default)
        assert letter.get_content() == f"Dear Ada Émile: {codes(desk)['7']}\n"

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [("Hello {name}", "neither {code} nor {link}"), ("{code} {voter}", "have {voter}"), ("{code", "has no other")],
    )
    def test_own_words_that_say_too_little(self, desk: Path, write: Run, words: str, sentence: str) -> None:
        Path("words").write_text(words, encoding="utf-8")
        done = write("--words", "words")
        assert sentence in done.err
        assert not (desk / "letters").exists()

    def test_codes_of_another_list(self, desk: Path, write: Run) -> None:
        Path("other.privcreds").write_bytes(write_private({"7": codes(desk)["7"]}))
        Path(f"{UUID}.privcreds").unlink()
        Path("other.privcreds").rename(f"{UUID}.privcreds")
        assert "There is no code 12 in your file" in write().err


class TestChecking:
    def test_a_record_with_keys_that_nobody_made(self, tmp_path: Path, polls: Polls, run: Run) -> None:
        (tmp_path / "record.bel").write_bytes(archive(polls.steps()))
        (tmp_path / "codes").write_bytes(write_private({"1": "11111-111111-11111-111111"}))
        done = run("credentials", "check", tmp_path / "record.bel", tmp_path / "codes")
        assert (done.status, "keys on the sealed list are of none of your codes" in done.err) == (1, True)

    def test_who_was_removed_is_named(self) -> None:
        made = public_part(UUID, {"1": "11111-111111-11111-111111", "2": "22222-222222-22222-222222"})
        found = compare([made["1"]], made)
        assert (found.listed, found.unlisted, found.foreign) == (1, ("2",), 0)
        assert compare(list(made.values()), {"1": made["1"]}).foreign == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'["aa,,1"]', "not-an-element"),
        (b'["%s,,0"]', "bad-identity"),
        (b'["%s,,R"]', "bad-identity"),
        (b'["%s,,R01"]', "bad-identity"),
        (b'["%s,1,1"]', "bad-identity"),
        (b'["%s"]', "bad-identity"),
        (b'["%s,,1,"]', "bad-identity"),
        (b'["%s,,1","%s,,2"]', "repeated-credential"),
        (b'{"1":"%s"}', "wrong-type"),
        (b"[1]", "wrong-type"),
    ],
)
def test_a_public_part_is_read_strictly(raw: bytes, reason: str) -> None:
    element = write_element(derive(UUID, "11111-111111-11111-111111").public).encode()
    with pytest.raises(Refused) as refused:
        read_public(raw.replace(b"%s", element))
    assert refused.value.code == reason


def test_a_list_names_each_voter_once() -> None:
    assert read_voter_list(LIST.to_bytes()) == LIST
    assert LIST.identities == ["7", "12", "R1", "R2"]
    with pytest.raises(Refused, match="two codes for one voter"):
        VoterList(UUID, "x", PAGE, OPENS, CLOSES, 2, (VOTERS[0], VOTERS[0]))
