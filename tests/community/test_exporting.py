"""What is exported can be taken in: it changes nothing here, and makes the same elsewhere, byte for byte."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from base.pictures import Shape, keep
from community.models import Post, Story, Voice
from nominees.models import Affiliation, EndorsementRevision, Nomination, Nominee, ProfileRevision
from nominees.renaming import move
from tests.ballots.elections import Office
from tests.cast import person, picture_file
from tests.community.documents import FIXTURES, SEEDS, export, run, tables, undone
from tests.nominees.nominations import DURING

pytestmark = pytest.mark.django_db

EVERYTHING = ("elections.md", "endorsed.md", "list.md", "post.md", "quirky_post.md", "stories.md", "voices.md")
AWKWARD = "# Me\n\n\n\n\ttabbed\n- a\n\t\t* b\n+ ***Nomination by***: Nobody\n* **Employer**: Nobody\n---\n## Else\n"


def everywhere_the_same(tmp_path: Path, made: Callable[[], object]) -> dict[str, bytes]:
    """Exports what `made` makes, and holds the export against an import of it here and in an empty database."""
    with undone():
        made()
        first = export(tmp_path / "first")
        before = tables()
        said = run(tmp_path / "first")
        assert "0 taken over" in said
        assert "0 left out, 0 refused" in said
        assert tables() == before
    run(tmp_path / "first")
    assert export(tmp_path / "second") == first
    assert "0 taken over" in run(tmp_path / "second")
    return first


class TestTheFixtures:
    def test_come_out_and_go_in_again(self, tmp_path: Path) -> None:
        def made() -> None:
            run(*(FIXTURES / name for name in EVERYTHING))
            run(FIXTURES / "statement.md", election="2031 Other Election", nominee="Bo Muster")

        documents = everywhere_the_same(tmp_path, made)
        boards = [f"elections/{year}-example-software-foundation-board-election/nominees" for year in (2031, 2032)]
        assert sorted(documents) == [
            "elections.md",
            f"{boards[0]}/zoe-angstrom-iwu.md",
            "elections/2031-other-election/nominees/bo-muster.md",
            f"{boards[1]}/nominee-ed6d53c9.md",
            f"{boards[1]}/zoe-angstrom.md",
            "posts/2031/award.md",
            "posts/2031/tea-talks.md",
            "stories.md",
        ]

    def test_a_candidates_page_is_as_it_was(self, tmp_path: Path) -> None:
        run(FIXTURES / "endorsed.md")
        documents = export(tmp_path / "out")
        text = next(text.decode() for path, text in documents.items() if "nominees" in path)
        assert "title: Nominee for 2031 Example Software Foundation Board Election\ndescription: ...\n" in text
        assert "* **Employer**: Kettle \\& Sons\n" in text
        assert "\t\t- writes\\_docs\n\t\t\t* in three languages\n" in text
        assert "\t+ ***Nomination by***:\n\t \n\tA good choice." in text


def test_the_published_documents(tmp_path: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"no published documents in {SEEDS}")

    def made() -> None:
        for number, file in enumerate(sorted(SEEDS.glob("*.txt"))):
            run(file, **({"election": "2020 PSF Board Election", "nominee": "Dustin Ingram"} if number == 1 else {}))

    assert len(everywhere_the_same(tmp_path, made)) == 5


class TestWordsThatLookLikeTheFormat:
    def test_of_nominees_and_endorsers(self, tmp_path: Path) -> None:
        def made() -> None:
            run(FIXTURES / "endorsed.md", FIXTURES / "list.md")
            ProfileRevision.objects.update(text=AWKWARD, employer="*A* [b](c) \\& _x_ | 1. # +")
            EndorsementRevision.objects.update(text=AWKWARD)

        everywhere_the_same(tmp_path, made)

    def test_of_stories(self, tmp_path: Path) -> None:
        def made() -> None:
            run(FIXTURES / "voices.md")
            Story.objects.update(text=told)
            Story.objects.filter(attribution="Cy Nobody").update(attribution="")
            Voice.objects.filter(name="Cy Nobody").delete()

        told = "One\n\n* Ann One, Works\n\ntwo\n\n---\n\n## B\n\n```\n---\n```\n\n* last"
        everywhere_the_same(tmp_path, made)
        assert Story.objects.count() == 3

    def test_of_posts(self, tmp_path: Path) -> None:
        def made() -> None:
            run(FIXTURES / "post.md", FIXTURES / "quirky_post.md")
            text = "\n\n---\ntitle: no\n---\n\n  two\n\n\n"
            Post.objects.update(text=text, author="---\n", tags=["a, b", "[c]", "'d'"])

        everywhere_the_same(tmp_path, made)


class TestAnElectionHeldHere:
    @pytest.fixture
    def office(self) -> Office:
        office = Office()
        office.seal()
        return office

    def test_is_not_exported_before_it_is_published(self, office: Office, tmp_path: Path) -> None:
        assert export(tmp_path / "out") == {}

    def test_takes_no_other_words_in(self, office: Office, tmp_path: Path) -> None:
        page = f"## [Ann](/nominations/elections/{office.election.slug}/nominees/candidate-01/)\n\n* **Employer**: X\n"
        (tmp_path / "page.md").write_text(page)
        with pytest.raises(CommandError, match=r"page.md, line 1: .* is held here"):
            run(tmp_path)


def test_a_nominee_keeps_the_address_that_the_document_gives(tmp_path: Path) -> None:
    def made() -> None:
        run(FIXTURES / "endorsed.md")
        move(Nominee.objects.get(), "zoe", at=DURING)
        Nominee.objects.update(name="Zoë Renamed")

    documents = everywhere_the_same(tmp_path, made)
    assert any(path.endswith("nominees/zoe.md") for path in documents)
    assert (Nominee.objects.get().slug, Nominee.objects.get().name) == ("zoe", "Zoë Renamed")


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("x")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_documents", str(tmp_path), stdout=StringIO())


def test_an_election_held_here_is_exported_with_who_was_elected(tmp_path: Path) -> None:
    def made() -> None:
        office = Office(candidates=3)
        office.seal()
        first = office.election.nominees.order_by("pk")[0]
        second = person("Vera Voter")
        said = ProfileRevision.objects.create(
            nominee=first, number=1, text="Words.", written_by=first.person, approved_at=office.now,
            approved_by=office.first, photo=keep(picture_file(), Shape.PORTRAIT), photo_text="Me", pronouns="she/her",
        )  # fmt: skip
        Affiliation.objects.create(revision=said, position=1, organisation="Works", relation="employed", role="Baker")
        nomination = Nomination.objects.create(nominee=first, nominator=second, nominator_name="Vera Voter")
        EndorsementRevision.objects.create(
            nomination=nomination, number=1, text="A good choice.", written_by=second, approved_at=office.now,
            approved_by=office.first,
        )  # fmt: skip
        for voter in office.voters[:2]:
            office.vote(voter, (1,), ())
        office.count()
        office.certify()
        office.publish()

    documents = everywhere_the_same(tmp_path, made)
    told = documents["elections.md"].decode()
    assert told.count("\t+ ") == 1
    assert any("***Nomination by***: Vera Voter" in text.decode() for text in documents.values())
    assert len(documents) == 4
