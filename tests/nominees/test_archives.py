"""An election that was not held here shows what its documents say: its dates, and who was elected."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from elections.models import Election
from nominees.models import Elected
from tests.community.documents import FIXTURES, run

pytestmark = pytest.mark.django_db


def page(client: Client, election: Election) -> str:
    return " ".join(client.get(election.get_absolute_url()).content.decode().split())


def test_dates_and_winners_with_the_way_to_their_pages(client: Client) -> None:
    run(FIXTURES / "endorsed.md", FIXTURES / "elections.md")
    election = Election.objects.get(slug="2031-example-software-foundation-board-election")
    shown = page(client, election)
    assert "1 April 2031, 14:00 UTC – 1 May 2031, 14:00 UTC" in shown
    zoe = election.nominees.get()
    assert f'<a href="{zoe.get_absolute_url()}"><bdi>Zoë Ångström-Iwu</bdi></a> <span class="soft">for 3 years' in shown
    assert '<bdi>Bo Muster</bdi> <span class="soft">for 1 year<' in shown


def test_a_day_without_a_time_is_shown_as_a_day(client: Client, tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text("## 2031 Board\n\n* **Voting**: 1 – 15 June 2031\n")
    run(tmp_path)
    assert "1 June 2031 – 15 June 2031" in page(client, Election.objects.get())


def test_what_no_list_says_is_not_shown(client: Client) -> None:
    run(FIXTURES / "endorsed.md")
    shown = page(client, Election.objects.get())
    assert "<h2>Dates</h2>" not in shown
    assert "<h2>Elected</h2>" not in shown


def test_more_winners_cost_no_more_queries(client: Client, tmp_path: Path) -> None:
    counts = []
    for names in ("Ann 0", "Ann 0; Ann 1; Ann 2"):
        (tmp_path / "list.md").write_text(f"## 2031 Board\n\n* **Elected**: {names}\n")
        for number in range(3):
            words = f"---\ntitle: Nominee for 2031 Board\n---\n\n## Ann {number}\n\n* **Employer**: Works\n"
            (tmp_path / f"{number}.md").write_text(words)
        run(tmp_path)
        with CaptureQueriesContext(connection) as queries:
            page(client, Election.objects.get())
        counts.append(len(queries))
        assert Elected.objects.exclude(nominee=None).count() == names.count("Ann")
    assert counts[0] == counts[1]
