"""Posts, stories and lists of elections are taken over whole, once, or not at all; what is left out is told."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from base.documents import MOST_BYTES
from base.models import JournalLine
from community.models import Post, PostRevision, Programme, Story
from community.publishing import Words, publish, revise
from elections.models import Election
from nominees.models import Archive, Elected, Nominee
from tests.cast import officer
from tests.community.documents import FIXTURES, run, tables

pytestmark = pytest.mark.django_db

POST = (FIXTURES / "quirky_post.md").read_text()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


class TestPosts:
    def test_all_that_a_post_says(self) -> None:
        run(FIXTURES / "post.md")
        post = Post.objects.get()
        assert (post.title, post.author, post.description) == (
            "It's an award: Zoë",
            "Ravi Example",
            'She said "yes" ...',
        )
        assert (post.published_at, post.updated_on) == (utc(2031, 2, 3), date(2031, 2, 3))
        assert (post.legacy_url, post.slug, post.tags) == ("/2031/02/award.html", "its-an-award-zoe", [])
        assert post.revisions.get().text == post.text == "Zoë has an award.  \n\n![](https://pictures.example/1.png)"

    def test_a_draft_stays_a_draft_and_html_is_cleaned(self) -> None:
        said = run(FIXTURES / "quirky_post.md")
        post = Post.objects.get()
        assert post.published_at is None
        assert post.tags == ["grants", "Tea talks"]
        assert 'href="https://www.python.org/community/notes/"' in post.html
        assert "3-4 March." in post.html
        assert set(re.findall(r"<(\w+)", post.html)) <= {"p", "br", "a", "ol", "li"}
        assert "Grant" in post.html
        line = POST.split("\n").index("![the hall](images/hall.png)") + 1
        assert f"quirky_post.md, line {line}: no picture images/hall.png" in said
        assert f"quirky_post.md, line {line + 1}: no picture ../tea.jpg" in said
        assert [note[:32] for note in post.notes] == [
            "The picture images/hall.png (lin",
            "The picture ../tea.jpg (line 20)",
        ]

    def test_twice_changes_nothing(self) -> None:
        for name in ("post.md", "quirky_post.md"):
            assert "1 new, 0 changed, 0 unchanged" in run(FIXTURES / name)
        before = tables()
        assert "0 new, 0 changed, 2 unchanged" in run(FIXTURES / "post.md", FIXTURES / "quirky_post.md")
        assert tables() == before

    def test_an_edit_updates_and_keeps_the_version_before(self, tmp_path: Path) -> None:
        file = tmp_path / "post.md"
        file.write_text(POST)
        run(file)
        file.write_text(POST.replace("Tea & talks", "Tea").replace("published: false", "published: true"))
        assert "1 changed" in run(file)
        post = Post.objects.get()
        assert (post.title, post.published_at) == ('Tea: "a report"', utc(2031, 3, 4))
        assert list(PostRevision.objects.values_list("number", "title")) == [
            (1, 'Tea & talks: "a report"'),
            (2, 'Tea: "a report"'),
        ]

    def test_an_hour_of_publication_that_staff_chose_stays(self, tmp_path: Path) -> None:
        run(FIXTURES / "post.md")
        Post.objects.update(published_at=utc(2031, 2, 3, 15))
        (tmp_path / "post.md").write_text((FIXTURES / "post.md").read_text().replace("an award.", "two awards."))
        run(tmp_path)
        assert Post.objects.get().published_at == utc(2031, 2, 3, 15)

    def test_one_that_is_taken_back_keeps_its_address_for_the_office_too(self, tmp_path: Path) -> None:
        public, back = tmp_path / "public.md", tmp_path / "back.md"
        public.write_text(POST.replace("published: false", "published: true"))
        back.write_text(POST)
        run(public)
        read = Post.objects.get()
        run(back)
        post = Post.objects.get()
        assert (post.published_at, post.once_public_at) == (None, read.published_at)
        assert revise(post, Words(title="Another", text="x"), by=officer(), at=utc(2040, 1, 1)).slug == read.slug

    def test_one_that_the_office_published_can_be_taken_back(self, tmp_path: Path) -> None:
        (tmp_path / "post.md").write_text(POST)
        run(tmp_path)
        publish(Post.objects.get(), by=officer(), at=utc(2031, 3, 5))
        assert "1 changed" in run(tmp_path)
        assert (Post.objects.get().published_at, Post.objects.get().published_by) == (None, None)

    def test_two_of_one_title_have_two_addresses(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text(POST)
        (tmp_path / "b.md").write_text(POST.replace("/2031/03/", "/2031/04/"))
        run(tmp_path)
        assert sorted(Post.objects.values_list("slug", flat=True)) == ["tea-talks-a-report", "tea-talks-a-report-2"]

    @pytest.mark.parametrize("title", ["山田 太郎", "!!!"])
    def test_a_title_of_any_script_has_an_address(self, tmp_path: Path, title: str) -> None:
        (tmp_path / "a.md").write_text(POST.replace('Tea & talks: "a report"', title))
        run(tmp_path)
        assert re.fullmatch(r"post-[0-9a-f]{8}", Post.objects.get().slug)


class TestStories:
    def test_each_voice_under_its_programme(self) -> None:
        run(FIXTURES / "stories.md", FIXTURES / "voices.md")
        told = [(story.programme.title, story.attribution) for story in Story.objects.all()]
        assert told == [
            ("Packages", "Zoë Ångström, Tea Shop"),
            ("Trainings", "Bo Muster, Trainer"),
            ("Trainings", "Ravi Example"),
            ("Grants Program", "Ngozi Example, Example Users Group"),
            ("Grants Program", "山田 太郎, Host"),
            ("Grants Program", "Cy Nobody"),
        ]
        host = Story.objects.get(attribution__startswith="山田").voices.get()
        assert (host.name, host.affiliation) == ("山田 太郎", "Host")
        assert Programme.objects.get(title="Grants Program").slug == "grants-program"

    def test_twice_changes_nothing(self) -> None:
        run(FIXTURES / "stories.md")
        before = tables()
        run(FIXTURES / "stories.md")
        assert tables() == before

    def test_an_edit_changes_one_and_a_new_voice_is_added(self, tmp_path: Path) -> None:
        text = (FIXTURES / "voices.md").read_text()
        file = tmp_path / "stories.md"
        file.write_text(text)
        run(file)
        keys = dict(Story.objects.values_list("attribution", "pk"))
        changed = text.replace("bought chairs", "bought tables") + "\n---\n\nNew words.\n\n* Ann One, Works\n"
        file.write_text(changed)
        assert "1 new, 1 changed, 2 unchanged" in run(file)
        assert "tables" in Story.objects.get(pk=keys["Ngozi Example, Example Users Group"]).html
        assert Story.objects.count() == 4


class TestElections:
    def test_dates_and_winners(self) -> None:
        run(FIXTURES / "elections.md", FIXTURES / "endorsed.md")
        board = Election.objects.get(slug="2031-example-software-foundation-board-election")
        assert (board.nominations_open, board.voting_closes) == (utc(2031, 4, 1, 14), utc(2031, 6, 16, 12))
        zoe, bo = board.elected.all()
        assert (zoe.name, zoe.years, zoe.nominee) == ("Zoë Ångström-Iwu", 3, Nominee.objects.get())
        assert (bo.name, bo.years, bo.nominee) == ("Bo Muster", 1, None)
        second = Archive.objects.get(election__name="2032 Example Software Foundation Board Election")
        assert (second.voting_opens, second.voting_closes, second.nominations_open) == (utc(2032, 6, 1), None, None)

    def test_winners_find_pages_that_come_later(self) -> None:
        run(FIXTURES / "elections.md")
        assert not Elected.objects.exclude(nominee=None).exists()
        run(FIXTURES / "endorsed.md")
        assert Elected.objects.exclude(nominee=None).get().name == "Zoë Ångström-Iwu"

    def test_twice_changes_nothing(self) -> None:
        run(FIXTURES / "endorsed.md")
        run(FIXTURES / "elections.md")
        before = tables()
        assert "0 new, 0 changed, 2 unchanged" in run(FIXTURES / "elections.md")
        assert tables() == before

    def test_an_edit_updates(self, tmp_path: Path) -> None:
        file = tmp_path / "list.md"
        file.write_text("## 2031 Board\n\n* **Voting closes**: 2031-06-30\n* **Elected**: Bo Muster; Ann One\n")
        run(file)
        file.write_text("## 2031 Board\n\n* **Voting closes**: 2031-07-01\n* **Elected**: Ann One\n")
        assert "1 changed" in run(file)
        assert Election.objects.get().voting_closes == utc(2031, 7, 2)
        assert [each.name for each in Elected.objects.all()] == ["Ann One"]

    def test_dates_out_of_order_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "list.md").write_text("## 2031 Board\n\n* **Voting**: 2031-06-30 – 2031-06-01\n")
        with pytest.raises(CommandError, match=r"list.md, line 1: The dates of “2031 Board” are not in their order"):
            run(tmp_path)


class TestFolders:
    def tree(self, folder: Path) -> Path:
        shutil.copytree(FIXTURES, folder / "docs")
        (folder / "docs" / "statement.md").unlink()
        (folder / "docs" / "na.md").unlink()
        (folder / "notes").mkdir()
        (folder / "notes" / "README.md").write_text("Buy tea.")
        (folder / "notes" / "hall.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
        (folder / ".git").mkdir()
        (folder / ".git" / "page.md").write_text(POST)
        return folder

    def test_every_kind_is_known_whatever_the_file_is_called(self, tmp_path: Path) -> None:
        tree = self.tree(tmp_path)
        for number, file in enumerate(sorted((tree / "docs").iterdir())):
            file.rename(file.with_name(f"{number}.txt" if number % 2 else f"page{number}"))
        said = run(tree)
        told = dict(re.findall(r"^(\w[\w ']+\w) {2,}(\d+ new)", said, flags=re.MULTILINE))
        assert told == {
            "list of elections": "2 new",
            "yearly list of nominees": "2 new",
            "nominee page": "1 new",
            "news post": "2 new",
            "page of community stories": "6 new",
        }

    def test_what_is_left_out_is_told_with_its_reason(self, tmp_path: Path) -> None:
        said = run(self.tree(tmp_path))
        assert "README.md: left out. It is of no kind that is known here." in said
        assert "hall.png: left out. It is not a text." in said
        assert "named_referendum.md: left out. It names nobody" in said
        assert "4 left out, 0 refused." in said
        assert ".git" not in said

    def test_a_statement_of_nobody_is_left_out_of_a_folder(self, tmp_path: Path) -> None:
        shutil.copy(FIXTURES / "statement.md", tmp_path)
        assert "left out. It may be a nominee's statement, but neither" in run(tmp_path)

    def test_one_fault_keeps_everything_out(self, tmp_path: Path) -> None:
        tree = self.tree(tmp_path)
        (tree / "docs" / "broken.md").write_text(POST.replace("published: false", "published: maybe"))
        (tree / "docs" / "cut.md").write_text(POST[:100])
        before = tables()
        with pytest.raises(
            CommandError, match=r"cut.md, line 1: .* Faults in other documents: 1.\nNothing was written"
        ):
            run(tree)
        assert tables() == before
        assert not JournalLine.objects.exists()

    @pytest.mark.parametrize("key", ["publishDate: 2031-04-01", "legacyUrl: /2031/04/x.html"])
    def test_a_post_that_lacks_keys_is_refused_in_a_folder_too(self, tmp_path: Path, key: str) -> None:
        (tmp_path / "x.md").write_text(f"---\ntitle: x\n{key}\n---\n\nSome words.\n")
        with pytest.raises(CommandError, match=r"x.md, line \d+: .*lacks"):
            run(tmp_path)

    def test_unless_told_to_keep_going(self, tmp_path: Path) -> None:
        tree = self.tree(tmp_path)
        (tree / "docs" / "broken.md").write_text(POST.replace("published: false", "published: maybe"))
        said = run(tree, keep_going=True)
        assert "broken.md, line 10: “published” is “maybe”, not true or false." in said
        assert "1 refused." in said
        assert Post.objects.count() == 2

    def test_what_a_refused_document_had_begun_is_undone(self, tmp_path: Path) -> None:
        long = f"## 2040 Board\n\n* **Elected**: A\n\n## 2041 Board\n\n* **Elected**: {'B' * 201}\n"
        (tmp_path / "list.md").write_text(long)
        (tmp_path / "page.md").write_text(
            "---\ntitle: Nominee for 2040 Board\n---\n\n## Ann One\n\n* **Employer**: Works\n"
        )
        assert "1 refused" in run(tmp_path, keep_going=True)
        assert not Elected.objects.exists()
        assert Nominee.objects.get().election.name == "2040 Board"

    def test_a_dry_run_writes_nothing(self, tmp_path: Path) -> None:
        before = tables()
        said = run(self.tree(tmp_path), dry_run=True)
        assert "Nothing was written: this was a dry run." in said
        assert " would be taken over, 0 unchanged" in said
        assert tables() == before

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="There is no such file"):
            run(tmp_path / "nothing.md")

    def test_one_that_is_too_large_is_refused_unread(self, tmp_path: Path) -> None:
        file = tmp_path / "large.md"
        with file.open("wb") as out:
            out.truncate(MOST_BYTES + 1)
        with pytest.raises(CommandError, match="2,000,001 bytes, and 2,000,000 are the most"):
            run(file)

    def test_the_journal_has_a_line_for_each_election_and_one_for_the_news(self, tmp_path: Path) -> None:
        run(self.tree(tmp_path))
        lines = JournalLine.objects.filter(act="import documents")
        assert {line.subject for line in lines} == {
            "2031 Example Software Foundation Board Election",
            "2032 Example Software Foundation Board Election",
            "",
        }
