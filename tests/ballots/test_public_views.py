"""What anyone may check: the ballot box, the result in three forms, the record; and nothing of it too early."""

import csv
import html
import io
import json
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from ballots.correcting import correct_result
from ballots.models import CertifiedResult
from ballots.protocol.verify import verify
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from ballots.trackers import groups
from elections.reseating import differences
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office
from tests.ballots.records import record_of

RESULTS = ["result", "result_csv", "result_steps_csv", "result_json", "result_picture"]


def get(view: str, **query: str) -> bytes:
    answer = Client().get(reverse(f"ballots:{view}", args=["board-2026"]), query)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def page(view: str, **query: str) -> str:
    return get(view, **query).decode()


@pytest.fixture
def voted(open_office: Office) -> Office:
    """Three of four voters voted; their ballots are in the record."""
    for voter, marks in zip(open_office.voters, [(0, 1), (1,), (1, 2)], strict=False):
        open_office.vote(voter, marks, (0,))
    append_pending(setup_of(open_office.election))
    return open_office


@pytest.fixture
def published(voted: Office) -> Office:
    voted.count()
    voted.certify()
    voted.publish()
    return voted


def as_shown(tracker: str) -> str:
    """In groups of four, of which none is torn apart on a narrow page."""
    return " ".join(f"<span>{group}</span>" for group in groups(tracker))


class TestBallotBox:
    def trackers(self, office: Office) -> list[str]:
        ballots = setup_of(office.election).ballots.order_by("event__position")
        return list(ballots.values_list("tracker", flat=True))

    def test_has_every_tracker_in_the_records_order(self, voted: Office) -> None:
        shown, trackers = page("ballot_box"), self.trackers(voted)
        places = [shown.index(as_shown(tracker)) for tracker in trackers]
        assert places == sorted(places)
        assert "3 ballots" in shown

    def test_is_data_too_without_the_instants_that_would_tell_who(self, voted: Office) -> None:
        data, setup = json.loads(page("ballot_box_json")), setup_of(voted.election)
        assert data == {
            "election": "board-2026",
            "record": str(setup.uuid),
            "fingerprint": setup.fingerprint,
            "ballots": self.trackers(voted),
        }

    def test_finds_a_tracker_by_its_beginning_whatever_the_spaces(self, voted: Office) -> None:
        one, *others = self.trackers(voted)
        in_an_address = one.replace("+", "-").replace("/", "_")
        for typed in (one, " ".join(groups(one)), f" {one[:4]} {one[4:9]} ", in_an_address, one[:6]):
            shown = page("ballot_box", q=typed)
            assert as_shown(one) in shown
            assert "<h2>Found</h2>" in shown
            assert not any(as_shown(other) in shown for other in others)

    @pytest.mark.parametrize("typed", ["zzzz%", "\x00", "☃", "_" * 44, "'; --"])
    def test_what_no_tracker_can_be_finds_nothing(self, voted: Office, typed: str) -> None:
        shown = page("ballot_box", q=typed)
        assert "No ballot in the box has a tracker that begins so." in shown
        assert "<h2>Not found</h2>" in shown

    def test_a_ballot_that_waits_for_the_record_is_not_shown_yet(self, voted: Office) -> None:
        tracker = voted.vote(voted.voters[3]).tracker
        assert as_shown(tracker) not in page("ballot_box")

    def test_names_nobody(self, voted: Office) -> None:
        shown = page("ballot_box")
        assert not any(voter.name in shown for voter in voted.voters)

    def test_costs_the_same_for_one_ballot_and_three(
        self, open_office: Office, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number, voter in enumerate(open_office.voters[:3], 1):
            open_office.vote(voter)
            append_pending(setup_of(open_office.election))
            if number in {1, 3}:
                with django_assert_num_queries(7):
                    page("ballot_box")

    def test_is_not_there_before_the_ballot_is_sealed(self, office: Office) -> None:
        for view in ("ballot_box", "ballot_box_json", "record_heads_json", "verify", "record", "observe"):
            assert Client().get(reverse(f"ballots:{view}", args=["board-2026"])).status_code == 404


class TestBeforePublication:
    @pytest.mark.parametrize("view", RESULTS)
    def test_nobody_reads_a_result(self, voted: Office, view: str) -> None:
        address = reverse(f"ballots:{view}", args=["board-2026"])
        readers = [Client(), signed_in(voted.voters[0]), signed_in(voted.first)]
        for act in (voted.count, voted.certify):
            assert {reader.get(address).status_code for reader in readers} == {404}
            act()
        assert {reader.get(address).status_code for reader in readers} == {404}

    def test_the_record_ends_with_the_sums_unopened(self, voted: Office) -> None:
        voted.count()
        voted.certify()
        assert b"EncryptedTally" in get("record")
        assert b"PartialDecryption" not in get("record")
        assert "The totals join it when the result is published." in page("verify")


class TestResult:
    def test_the_page_says_who_is_elected_and_how_many_voted(self, published: Office) -> None:
        shown = page("result")
        assert "<h1>1 of 3 elected</h1>" in shown
        assert "3 of 4 voted. 2 were needed; the quorum is met." in shown
        assert shown.index("Candidate 02") < shown.index("elected above this line") < shown.index("Candidate 01")
        assert "Carried: 3 votes for, 2 needed." in shown
        assert "By Olga Officer and Otto Officer," in shown

    def test_what_was_voided_afterwards_is_marked_and_stays(self, published: Office) -> None:
        published.move(voided_at=published.now, voided_by=published.first)
        assert "This vote was declared void after its result was published." in page("result")
        assert "Candidate 02" in page("result")

    def test_csv_has_a_row_a_choice(self, published: Office) -> None:
        rows = list(csv.DictReader(io.StringIO(page("result_csv"))))
        assert [(row["contest"], row["choice"], row["votes"]) for row in rows] == [
            ("Board", "Candidate 02", "3"),
            ("Board", "Candidate 01", "1"),
            ("Board", "Candidate 03", "1"),
            ("Board", "abstentions", "0"),
            ("Resolution 1", "For", "3"),
            ("Resolution 1", "Against", "0"),
            ("Resolution 1", "abstentions", "0"),
        ]

    def test_json_is_what_was_certified(self, published: Office) -> None:
        told = json.loads(get("result_json"))
        certified = told.pop("certified")
        assert told.pop("corrections") == []
        assert told == CertifiedResult.objects.get().data
        assert certified["by"] == ["Olga Officer", "Otto Officer"]
        assert certified["statement"] in page("result")

    def test_the_json_is_enough_to_fill_the_seats_again(self, published: Office) -> None:
        told = json.loads(get("result_json"))
        assert differences(told) == []
        board = told["contests"][0]
        board["choices"][0]["outcome"], board["choices"][0]["years"] = "not_elected", None
        assert len(differences(told)) == 1

    def test_an_auditor_reads_every_step_the_lots_and_the_rules(self, published: Office) -> None:
        shown, told = page("result"), json.loads(get("result_json"))
        board = told["contests"][0]
        assert board["seating"]["tie_break"]["seed"] in shown
        assert all(each["lot"] in shown for each in board["seating"]["tie_break"]["lots"])
        assert "Takes the longest term that is free, 3 years." in shown
        assert all(rule in html.unescape(shown) for rule in told["rules"])
        (step,) = csv.DictReader(io.StringIO(page("result_steps_csv")))
        assert (step["candidate"], step["outcome"], step["term in years"]) == ("candidate-02", "seated", "3")

    def test_turnout_by_class_merges_the_small(self, published: Office) -> None:
        assert json.loads(get("result_json"))["turnout"] == [{"classes": ["supporting"], "eligible": 4, "voted": 3}]

    def test_a_correction_stands_above_and_below(self, published: Office) -> None:
        words = {"text": "Ada’s name has an accent.", "reason": "Ada wrote."}
        correct_result(published.election, by=published.first, seconded_by=published.second, at=published.now, **words)
        shown = page("result")
        assert "1 correction was added to this result." in shown
        assert "Ada’s name has an accent." in shown
        assert json.loads(get("result_json"))["corrections"][0]["text"] == "Ada’s name has an accent."

    def test_the_picture_is_what_other_pages_show(self, published: Office) -> None:
        picture = Image.open(io.BytesIO(get("result_picture")))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        address = reverse("ballots:result_picture", args=["board-2026"])
        assert f'<meta property="og:image" content="{settings.PUBLIC_URL}{address}">' in page("result")

    @pytest.mark.parametrize(("candidates", "resolutions"), [(3, 1), (9, 3)])
    def test_costs_the_same_for_few_candidates_and_many(
        self, db: None, candidates: int, resolutions: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        office = Office(candidates=candidates, resolutions=resolutions)
        office.seal()
        office.vote(office.voters[0])
        office.count()
        office.certify()
        office.publish()
        with django_assert_num_queries(6):
            page("result")


def test_where_too_few_voted_the_files_say_void(office: Office) -> None:
    office.seal()
    office.vote(office.voters[0], (0,), (0,))
    office.count()
    office.certify()
    office.publish()
    rows = list(csv.DictReader(io.StringIO(page("result_csv"))))
    choices = [row for row in rows if row["choice"] != "abstentions"]
    assert len(choices) == 5
    assert {(row["outcome"], row["term in years"]) for row in choices} == {("void", "")}
    assert list(csv.DictReader(io.StringIO(page("result_steps_csv")))) == []
    (year,) = Client().get(reverse("ballots:turnout_json")).json()["elections"]
    assert (year["resolutions"], year["carried"]) == (1, 0)


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_a_name_that_a_spreadsheet_would_run_is_quoted(office: Office, sign: str) -> None:
    office.election.nominees.filter(name="Candidate 02").update(name=f"{sign} Mallory")
    office.seal()
    office.vote(office.voters[0], (0,), (0,))
    office.count()
    office.certify()
    office.publish()
    cells = [row["choice"] for row in csv.DictReader(io.StringIO(page("result_csv"), newline=""))]
    assert [cell for cell in cells if "Mallory" in cell] == [f"'{sign} Mallory"]


class TestRecord:
    def test_is_the_whole_record_and_verifies(self, published: Office) -> None:
        answer = Client().get(reverse("ballots:record", args=["board-2026"]))
        assert answer.streaming
        assert answer["Content-Disposition"] == f'attachment; filename="{setup_of(published.election).uuid}.bel"'
        record = b"".join(answer)
        assert record == record_of(published.election)
        assert verify(io.BytesIO(record)).counted == 3

    def test_the_page_about_it_gives_what_to_compare(self, published: Office) -> None:
        shown, setup = page("verify"), setup_of(published.election)
        assert setup.fingerprint in shown
        assert published.election.roll_hash in shown
        assert "belenios-tool election verify --dir check" in shown
        assert f"python -m ballots.protocol verify {setup.uuid}.bel" in shown
        head = setup.heads.latest("height")
        assert f"python -m ballots.protocol verify {setup.uuid}.bel --head {head.hash}" in shown
        assert f"{settings.PUBLIC_URL}{reverse('ballots:record', args=['board-2026'])}" in shown
        assert f"height {head.height}," in shown


class TestHowToVerify:
    def test_is_the_file_beside_the_code_with_its_commands_to_copy(self, client: Client) -> None:
        shown = client.get(reverse("ballots:how_to_verify")).content.decode()
        assert shown.count("<h1>") == 1
        assert (
            "<pre><code>mkdir check &amp;&amp; mv UUID.bel check/\nbelenios-tool election verify --dir check\n" in shown
        )
        assert "python -m ballots.protocol watch https://…/record.bel" in shown

    @pytest.mark.parametrize("command", ["verify", "watch"])
    def test_every_option_that_it_names_is_one(self, command: str) -> None:
        text = (settings.BASE_DIR / "docs" / "verify.md").read_text()
        helped = subprocess.run(
            [sys.executable, "-m", "ballots.protocol", command, "--help"], capture_output=True, text=True, check=True
        )
        lines = re.findall(rf"python -m ballots\.protocol {command} .*", text)
        assert lines
        assert not [option for line in lines for option in re.findall(r"--[a-z]+", line) if option not in helped.stdout]


@pytest.mark.parametrize("view", ["ballot_box", "ballot_box_json", "record_heads_json", "verify", "record", *RESULTS])
def test_nothing_is_posted_here(published: Office, view: str) -> None:
    assert Client().post(reverse(f"ballots:{view}", args=["board-2026"])).status_code == 405
