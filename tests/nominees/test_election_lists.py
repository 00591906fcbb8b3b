"""Lists of elections are read faithfully, refused by line, and written so that they read alike."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.documents import DocumentError
from nominees.election_lists import Elected, read_election_list, write_election_list
from nominees.written_dates import Period, instant, period, written

LIST = (Path(__file__).parents[1] / "fixtures" / "documents" / "elections.md").read_text()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


class TestDates:
    @pytest.mark.parametrize(
        ("words", "at"),
        [
            ("2031-04-01 14:00 UTC", utc(2031, 4, 1, 14)),
            ("2031-04-01T14:00:05Z", utc(2031, 4, 1, 14, 0, 5)),
            ("1 April 2031", utc(2031, 4, 1)),
            ("Tuesday, April 1st, 2031 at 23:59 (AoE)", utc(2031, 4, 2, 11, 59)),
            ("Sept. 3 2031", utc(2031, 9, 3)),
        ],
    )
    def test_as_people_write_them(self, words: str, at: datetime) -> None:
        assert instant(words) == at
        assert instant(written(at)) == at

    def test_a_day_closes_at_its_end(self) -> None:
        assert instant("30 June 2031", closing=True) == utc(2031, 7, 1)
        assert instant("30 June 2031 AoE", closing=True) == utc(2031, 7, 1, 12)
        assert instant("30 June 2031 14:00", closing=True) == utc(2031, 6, 30, 14)

    @pytest.mark.parametrize(
        "words", ["", "soon", "1 April", "4/1/2031", "31 February 2031", "2031-13-01", "1 May 2031 25:00"]
    )
    def test_what_cannot_be_told_is_refused(self, words: str) -> None:
        with pytest.raises(ValueError, match=r"is not a date such as|is no day of the calendar"):
            instant(words)

    @pytest.mark.parametrize(
        "words", ["1 June 2031 – 15 June 2031", "June 1 to June 15, 2031", "1–15 June 2031", "2031-06-01 - 2031-06-15"]
    )
    def test_periods(self, words: str) -> None:
        assert period(words) == Period(utc(2031, 6, 1), utc(2031, 6, 16))

    def test_a_period_over_new_year_says_both_years(self) -> None:
        assert period("1 Dec 2031 – 31 Dec 2031") == Period(utc(2031, 12, 1), utc(2032, 1, 1))
        with pytest.raises(ValueError, match="not two dates"):
            period("1 June 2031")


class TestRead:
    def test_dates_and_winners_in_their_order(self) -> None:
        first, second = read_election_list(LIST)
        assert first.name == "2031 Example Software Foundation Board Election"
        assert first.nominations == Period(utc(2031, 4, 1, 14), utc(2031, 5, 1, 14))
        assert first.voting == Period(utc(2031, 6, 1), utc(2031, 6, 16, 12))
        nominee = "/nominations/elections/2031-example-software-foundation-board-election/nominees/zoe-angstrom-iwu/"
        assert first.elected == (Elected("Zoë Ångström-Iwu", nominee, 3), Elected("Bo Muster", None, 1))
        assert (second.link, second.nominations) == (None, Period())
        assert second.voting == Period(opens=utc(2032, 6, 1))
        assert [each.name for each in second.elected] == ["山田 太郎", "Zoë Ångström"]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("* **Voting**: in June", "not two dates with a dash"),
            ("* **Voting opens**: 31 June 2031", "no day of the calendar"),
            ("Free text.", "neither a date of the election nor one of its winners"),
            ("\t+ Bo Muster", "neither a date"),
        ],
    )
    def test_faults_are_named_with_their_line(self, line: str, reason: str) -> None:
        text = f"## 2031 Board\n\n* **Voting closes**: 2031-06-30\n{line}\n"
        with pytest.raises(DocumentError, match=reason) as refused:
            read_election_list(text, "list.md")
        assert refused.value.line == 4

    def test_too_many(self) -> None:
        with pytest.raises(DocumentError, match="It lists 501 elections"):
            read_election_list("## A\n\n* **Elected**: B\n\n" * 501)
        with pytest.raises(DocumentError, match="It names 101 winners"):
            read_election_list("## A\n\n* **Elected**:\n" + "\t+ B\n" * 101)


def test_what_was_read_and_written_reads_alike() -> None:
    elections = read_election_list(LIST)
    again = read_election_list(write_election_list(elections))
    assert [(each.name, each.link, each.nominations, each.voting, each.elected) for each in again] == [
        (each.name, each.link, each.nominations, each.voting, each.elected) for each in elections
    ]
    assert write_election_list(again) == write_election_list(elections)
