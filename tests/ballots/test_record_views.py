"""Taking the record away: whole, from where a download stopped, as it was; and its heads and trackers as data."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ballots import record
from ballots.protocol.verify import verify
from ballots.record_models import RecordHead
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from tests.ballots.elections import Office
from tests.ballots.records import record_of

RECORD = reverse("ballots:record", args=["board-2026"])


def get(address: str = RECORD, status: int = 200, **headers: str) -> tuple[bytes, dict[str, str]]:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == status
    return b"".join(answer) if answer.streaming else answer.content, dict(answer.items())


def if_not(tag: str) -> dict[str, Any]:
    return {"If-None-Match": tag}


def if_still(tag: str) -> dict[str, Any]:
    return {"If-Range": tag}


def data(name: str, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(reverse(f"ballots:{name}", args=["board-2026"]) + query)[0])
    return found


@pytest.fixture
def voted(open_office: Office) -> Office:
    """Two of four voted; both ballots joined the record in one batch."""
    for voter in open_office.voters[:2]:
        open_office.vote(voter)
    append_pending(setup_of(open_office.election))
    return open_office


def another(office: Office) -> None:
    office.vote(office.voters[2])
    append_pending(setup_of(office.election))


class TestTheWhole:
    def test_is_the_record_and_says_how_long_it_is(self, voted: Office) -> None:
        content, headers = get()
        assert content == record_of(voted.election)
        assert headers["Content-Length"] == str(len(content))
        assert headers["Accept-Ranges"] == "bytes"
        assert headers["ETag"] == f'"{record.head(setup_of(voted.election)).hash}"'
        assert verify(io.BytesIO(content)).head == record.head(setup_of(voted.election))

    def test_its_length_is_told_without_sending_it(self, voted: Office) -> None:
        answer = Client().head(RECORD)
        assert int(answer["Content-Length"]) == len(record_of(voted.election))
        assert b"".join(answer) == b""

    def test_is_not_sent_again_while_nothing_was_appended(self, voted: Office) -> None:
        _content, headers = get()
        assert get(status=304, **if_not(headers["ETag"]))[0] == b""
        another(voted)
        assert get(**if_not(headers["ETag"]))[0] == record_of(voted.election)

    def test_after_publication_it_is_complete(self, voted: Office) -> None:
        voted.count()
        voted.certify()
        voted.publish()
        assert verify(io.BytesIO(get()[0])).result == ((2, 0, 0, 0), (2, 0, 0))  # two abstentions


class TestARange:
    def test_every_cut_gives_the_bytes_between(self, voted: Office) -> None:
        whole = record_of(voted.election)
        ends = [head.size for head in RecordHead.objects.order_by("height")]
        cuts = [0, 1, 511, 1_023, 1_024, 1_025, *ends[:-1], ends[0] + 1, len(whole) - 1]
        for start in cuts:
            for stop in {start, start + 1, *(cut - 1 for cut in cuts if cut > start), len(whole) - 1}:
                content, headers = get(status=206, Range=f"bytes={start}-{stop}")
                assert content == whole[start : stop + 1], (start, stop)
                assert headers["Content-Range"] == f"bytes {start}-{min(stop, len(whole) - 1)}/{len(whole)}"
                assert headers["Content-Length"] == str(len(content))

    def test_a_download_goes_on_over_an_append(self, voted: Office) -> None:
        before = record_of(voted.election)
        begun, _headers = get(status=206, Range=f"bytes=0-{len(before) // 2}")
        another(voted)
        rest, _headers = get(status=206, Range=f"bytes={len(begun)}-")
        assert begun + rest == record_of(voted.election)
        assert len(begun + rest) > len(before)

    def test_who_insists_on_the_record_as_it_was_gets_the_whole_new_one(self, voted: Office) -> None:
        tag = get()[1]["ETag"]
        assert len(get(status=206, Range="bytes=0-99", **if_still(tag))[0]) == 100
        another(voted)
        assert get(Range="bytes=0-99", **if_still(tag))[0] == record_of(voted.election)

    def test_behind_the_end_there_is_nothing_and_it_says_where_that_is(self, voted: Office) -> None:
        size = len(record_of(voted.election))
        _content, headers = get(status=416, Range=f"bytes={size}-")
        assert headers["Content-Range"] == f"bytes */{size}"

    def test_several_ranges_get_the_whole(self, voted: Office) -> None:
        assert get(Range="bytes=0-1,5-6")[0] == record_of(voted.election)


class TestAsItWas:
    def test_with_each_event_and_for_good(self, voted: Office) -> None:
        before = record_of(voted.election)
        another(voted)
        content, headers = get(f"{RECORD}?height=2")
        assert content == before
        assert "immutable" in headers["Cache-Control"]
        assert len(get(f"{RECORD}?height=1")[0]) < len(before)
        assert get(f"{RECORD}?height=1", status=206, Range="bytes=1024-")[0] == get(f"{RECORD}?height=1")[0][1_024:]

    @pytest.mark.parametrize("height", ["3", "999999999", "-1", "x", "1" * 30, "²"])
    def test_what_is_no_event_is_not_found(self, voted: Office, height: str) -> None:
        assert Client().get(RECORD, {"height": height}).status_code == 404


class TestHeads:
    def test_every_batch_left_one_with_its_time(self, voted: Office) -> None:
        another(voted)
        told, heads = data("record_heads_json"), RecordHead.objects.order_by("height")
        assert [each.height for each in heads] == [0, 2, 3]
        assert told["heads"] == [
            {
                "height": each.height,
                "hash": each.hash,
                "size": each.size,
                "ballots": each.ballots,
                "replaced": each.replaced,
                "at": each.made_at.isoformat(),
            }
            for each in heads
        ]
        assert told["head"] == told["heads"][-1]

    def test_those_that_somebody_has_not_yet(self, voted: Office) -> None:
        assert [each["height"] for each in data("record_heads_json", "?after=0")["heads"]] == [2]
        assert data("record_heads_json", "?after=2")["heads"] == []

    def test_are_not_sent_again_while_nothing_was_appended(self, voted: Office) -> None:
        address = reverse("ballots:record_heads_json", args=["board-2026"])
        tag = get(address)[1]["ETag"]
        assert get(address, status=304, **if_not(tag))[0] == b""
