"""The nightly import: it writes what changes, says nothing where nothing does, and is loud where it is refused."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from base.models import JournalLine, Mail
from members.mapping import Column, ReadAs
from members.models import Affirmation, MemberImport, Membership, Person, SavedMapping
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "name,email,class,since,until,affirmed\nJo,jo@example.org,basic,,,\nAl,al@example.org,fellow,,,carried over\n"


class Run:
    """Calls the command on a file of this content; returns what it said."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "members.csv"

    def __call__(self, content: bytes | str, *options: str) -> str:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = StringIO()
        call_command("import_members", str(self.path), *options, stdout=out)
        return out.getvalue()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_what_changes_is_written_and_told(run: Run) -> None:
    said = run(LIST, "--as-of", "2026-08-25")
    assert "fellow                 –          1          0          1" in said.splitlines()[6]
    assert said.endswith("Written.\n")
    assert Person.objects.count() == 2
    assert Affirmation.objects.get().affirmed_at == datetime(2026, 8, 25, tzinfo=UTC)
    assert JournalLine.objects.get().actor == "import_members"


def test_where_nothing_changes_nothing_is_said(run: Run) -> None:
    run(LIST, "--as-of", "2026-08-25")
    assert run(LIST, "--as-of", "2026-08-25") == ""
    assert MemberImport.objects.count() == 1


def test_a_dry_run_says_row_by_row_what_it_would_do(run: Run) -> None:
    said = run(LIST, "--dry-run", "--verbosity", "2")
    assert "2  new        basic         Jo <jo@example.org>" in said
    assert said.endswith("Nothing was written.\n")
    assert not Person.objects.exists()
    assert not MemberImport.objects.exists()


def test_a_saved_mapping_reads_a_list_in_its_own_words(run: Run) -> None:
    columns = {Column.NAME: "Who", Column.EMAIL: "Mail", Column.CLASS: "Level"}
    read_as = ReadAs(columns=columns, classes={"psf fellow": "fellow"})
    SavedMapping.objects.create(
        name="shop", read_as=read_as.as_data(), saved_at=datetime(2026, 8, 1, tzinfo=UTC), saved_by=cast.person()
    )
    run("Who;Mail;Level;Phone\nJo;jo@example.org;PSF Fellow;1\n", "--mapping", "shop")
    assert Membership.objects.get().membership_class == "fellow"
    with pytest.raises(CommandError, match="no mapping “stop”"):
        run(LIST, "--mapping", "stop")


def test_what_is_refused_fails_changes_nothing_and_is_mailed_to_officers(run: Run) -> None:
    officer = cast.officer()
    with pytest.raises(CommandError) as refused:
        run(LIST + "Bo,bo,Friend,,,\n")
    assert str(refused.value).splitlines() == [
        "Nothing was written.",
        "Row 4: “bo” is not an e-mail address.",
        "Row 4: the class “Friend” is unknown. The classes are basic, supporting, managing, contributing, fellow.",
    ]
    assert not Membership.objects.exists()
    assert not MemberImport.objects.exists()
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("member list refused", officer.user.email)
    assert "– Row 4: “bo” is not an e-mail address." in mail.text


def test_a_dry_run_mails_nobody(run: Run) -> None:
    cast.officer()
    with pytest.raises(CommandError):
        run(LIST + "Bo,bo,Friend,,,\n", "--dry-run")
    assert not Mail.objects.exists()


def members(number: int) -> str:
    rows = "".join(f"M{n},m{n}@example.org,fellow,,,\n" for n in range(number))
    return f"name,email,class,since,until,affirmed\n{rows}"


@pytest.mark.parametrize(("left", "is_refused"), [(16, False), (15, True), (0, True)])
def test_a_list_that_was_cut_short_is_refused_at_night(run: Run, left: int, is_refused: bool) -> None:
    run(members(20))
    shorter = members(left) + "Jo,jo@example.org,basic,,,\n"
    if is_refused:
        with pytest.raises(CommandError, match=f"Fellow: 20 before, {left} in this list."):
            run(shorter, "--complete")
        assert Membership.objects.filter(until=None).count() == 20
        run(shorter, "--complete", "--allow-drops")
    else:
        run(shorter, "--complete")
    assert Membership.objects.filter(until=None).count() == left + 1


def test_a_file_that_is_not_there_is_told_to_officers(tmp_path: Path) -> None:
    cast.officer()
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_members", str(tmp_path / "none.csv"))
    assert "No such file" in Mail.objects.get().text
