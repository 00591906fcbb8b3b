"""Published documents are taken over whole, once, or not at all; whose they are is told, never guessed."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from base.models import JournalLine
from elections.models import Election
from members.models import Person
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from tests.nominees.nominations import election

CHECKOUT = Path(__file__).resolve().parents[2]
FIXTURES = CHECKOUT / "tests" / "fixtures" / "documents"
SEEDS = Path(os.environ.get("SHARED_DIR", CHECKOUT.parent / "shared")) / "seeds"

pytestmark = pytest.mark.django_db


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("import_documents", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def seed(number: str) -> Path:
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"no seed {number} in {SEEDS}")
    return found[0]


def tables() -> list[object]:
    models = (Person, Election, Nominee, Nomination, ProfileRevision, EndorsementRevision, JournalLine)
    return [list(model.objects.order_by("pk").values()) for model in models]


class TestAPublishedNominee:
    """Seed 000: a page with disclosures and endorsements."""

    def test_comes_out_as_it_went_in(self) -> None:
        source = seed("000")
        run(source)
        board = Election.objects.get()
        assert (board.name, board.is_imported) == ("2019 Python Software Foundation Board Election", True)
        nominee = board.nominees.get()
        profile = nominee.profiles.get()
        assert (nominee.name, nominee.slug) == ("Dustin Ingram", "dustin-ingram")
        assert profile.previous_service == "New board member"
        assert profile.employer == "Google"
        assert profile.other_affiliations == "PyPA, PyTexas, Philly Python Users Group"
        names = [nomination.nominator_name for nomination in nominee.nominations.order_by("pk")]
        assert names[:5] == ["Kevin Horn", "Chris Wilcox", "Sarah Gray", "Paul Ganssle", "Timothy Allen"]
        assert len(names) == source.read_text().count("***Nomination by***")
        under_a_tab = [line[1:] for line in source.read_text().splitlines() if line.startswith("\t") and line.strip()]
        told = [line for line in under_a_tab if "***Nomination by***" not in line]
        kept = EndorsementRevision.objects.order_by("nomination_id").values_list("text", flat=True)
        assert [line for text in kept for line in text.splitlines() if line] == told

    def test_is_shown_with_every_endorsement(self, client: Client) -> None:
        run(seed("000"))
        nominee = Nominee.objects.get()
        page = client.get(nominee.get_absolute_url()).content.decode()
        assert page.count('class="endorsement"') == nominee.nominations.count()
        assert "health and well-being of the Python community" in page
        assert "https://dustingram.com/articles/2019/04/02/pypi-as-a-service/" in page
        listed = client.get(f"/elections/{nominee.election.slug}/candidates/").content.decode()
        assert "new candidate" in listed
        assert "Google" in listed

    def test_twice_changes_nothing(self) -> None:
        first = run(seed("000"))
        before = tables()
        second = run(seed("000"))
        assert "Dustin Ingram: new" in first
        assert "Dustin Ingram: unchanged" in second
        assert tables() == before


class TestANomineesOwnStatement:
    """Seed 001: neither name nor year nor affiliations in its text."""

    def test_needs_to_be_told_whose_it_is(self) -> None:
        with pytest.raises(CommandError, match=r"line 1: This is a nominee's own statement, and neither its path"):
            run(seed("001"))
        with pytest.raises(CommandError, match="neither its path"):
            run(seed("001"), election="2020 board")
        assert not Election.objects.exists()

    def test_says_nothing_of_what_it_lacks(self, client: Client) -> None:
        run(seed("001"), election="2020 PSF Board Election", nominee="Dustin Ingram")
        nominee = Nominee.objects.get()
        profile = nominee.profiles.get()
        assert (nominee.election.slug, profile.employer) == ("2020-psf-board-election", None)
        assert profile.text.startswith("# Introduction\n\nI’m Dustin")
        page = client.get(nominee.get_absolute_url()).content.decode()
        assert page.count("not provided") >= 3
        assert 'href="https://www.python.org/dev/peps/pep-0566/"' in page
        assert "PyCon US (2016, 2017, 2018, 2019, 2020)" in page

    @pytest.mark.parametrize("order", [("000", "001"), ("001", "000")])
    def test_joins_the_page_of_the_same_nominee_in_any_order(self, order: tuple[str, str]) -> None:
        for number in order:
            run(seed(number), election="2019 Board", nominee="Dustin Ingram")
        profile = Nominee.objects.get().profiles.order_by("-number")[0]
        assert profile.employer == "Google"
        assert "# Introduction" in profile.text


class TestWhoseAndWhich:
    def test_the_path_tells(self, tmp_path: Path) -> None:
        folder = tmp_path / "2031-example-board" / "nominees"
        folder.mkdir(parents=True)
        (folder / "bo-muster.md").write_text((FIXTURES / "statement.md").read_text())
        run(tmp_path)
        nominee = Nominee.objects.get()
        assert (nominee.election.slug, nominee.slug, nominee.name) == ("2031-example-board", "bo-muster", "Bo Muster")

    def test_a_list_holds_many_and_any_script(self) -> None:
        run(FIXTURES / "list.md")
        slugs = dict(Nominee.objects.values_list("name", "slug"))
        assert slugs["Zoë Ångström"] == "zoe-angstrom"
        assert slugs["山田 太郎"].startswith("nominee-")
        before = tables()
        run(FIXTURES / "list.md")
        assert tables() == before

    def test_two_of_the_same_name_in_one_list_are_two(self, tmp_path: Path) -> None:
        nominee = "## Ann Twice\n\n* **Employer**: Works {}\n\n"
        (tmp_path / "list.md").write_text(
            "---\ntitle: Nominees for 2031 Board Election\n---\n\n# \n\n" + nominee.format(1) + nominee.format(2)
        )
        run(tmp_path)
        run(tmp_path)
        assert list(Nominee.objects.order_by("pk").values_list("slug", flat=True)) == ["ann-twice", "ann-twice-2"]
        assert ProfileRevision.objects.count() == 2

    def test_blank_nominators_are_kept_as_nobody(self, tmp_path: Path) -> None:
        (tmp_path / "page.md").write_text(
            "---\ntitle: Nominee for 2031 Board Election\n---\n\n# \n\n## Ann One\n\n* **Employer**: Works\n"
            "* **Nomination Statements**:\n\t+ ***Nomination by***: \n\t \n\tFine.\n"
            "\t+ ***Nomination by***: \n\t \n\tToo.\n"
        )
        run(tmp_path)
        assert Nomination.objects.filter(nominator=None, nominator_name="").count() == Nomination.objects.count() == 2

    def test_a_year_is_needed(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="names no year"):
            run(FIXTURES / "statement.md", election="board", nominee="Bo Muster")

    def test_an_election_held_here_takes_nothing_in(self) -> None:
        election("board-2026")
        with pytest.raises(CommandError, match="held here"):
            run(FIXTURES / "statement.md", election="board-2026", nominee="Bo Muster")
        assert not Nominee.objects.exists()

    def test_a_referendum_names_nobody(self) -> None:
        assert "0 taken over" in run(FIXTURES / "referendum.md", FIXTURES / "named_referendum.md")


class TestAllOrNothing:
    def test_what_is_named_and_no_document_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "notes.md").write_text("Buy tea.")
        with pytest.raises(CommandError, match=r"notes.md, line 1: It is of no kind that is known here"):
            run(FIXTURES / "list.md", tmp_path / "notes.md")
        assert not Election.objects.exists()
        assert not JournalLine.objects.exists()

    def test_a_broken_file_is_named_with_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes((FIXTURES / "list.md").read_bytes())
        (tmp_path / "b.md").write_bytes(b"---\ntitle: Nominee for 2031 Board\n---\n\n## Jos\xe9\n")
        with pytest.raises(CommandError, match=r"b\.md, line 5: The byte 0xe9 is not UTF-8"):
            run(tmp_path)
        assert not Nominee.objects.exists()

    def test_a_dry_run_writes_nothing(self) -> None:
        said = run(FIXTURES / "list.md", dry_run=True)
        assert "Zoë Ångström: new" in said
        assert "Nothing was written" in said
        assert not Person.objects.exists()

    def test_a_changed_document_makes_a_new_revision(self, tmp_path: Path) -> None:
        page = "---\ntitle: Nominee for 2031 Board Election\n---\n\n# \n\n## Ann One\n\n* **Employer**: {}\n"
        (tmp_path / "page.md").write_text(page.format("Works"))
        run(tmp_path)
        (tmp_path / "page.md").write_text(page.format("Elsewhere"))
        assert "Ann One: changed" in run(tmp_path)
        assert list(ProfileRevision.objects.values_list("number", "employer")) == [(1, "Works"), (2, "Elsewhere")]
