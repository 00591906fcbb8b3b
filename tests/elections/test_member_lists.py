"""Whoever watches an election reads in its public journal that the member list has changed, and nobody's name."""

from datetime import timedelta

import pytest

from base import clock
from base.models import JournalLine
from elections.member_lists import take_over, undo, with_open_rolls
from elections.models import Election
from tests import cast
from tests.members.lists import AL, JO, compared

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def election(slug: str, **facts: object) -> Election:
    now = clock.now()
    return Election.objects.create(
        slug=slug, name=slug, roll_closes=now, voting_opens=now + DAY, voting_closes=now + 2 * DAY, **facts
    )


def test_open_rolls_are_told_of_a_list_and_of_its_undoing() -> None:
    olga, now = cast.person("Olga Officer"), clock.now()
    told = election("announced", announced_at=now, announced_by=olga)
    election("draft")
    election("cancelled", announced_at=now, announced_by=olga, cancelled_at=now, cancelled_by=olga)
    election("imported", imported_at=now)
    election("sealed", announced_at=now, announced_by=olga, roll_sealed_at=now, roll_sealed_by=olga, roll_hash="x")
    assert list(with_open_rolls()) == [told]
    of = compared([JO, AL])
    take_over(of, by=olga, at=now)
    of.refresh_from_db()
    undo(of, by=olga, at=now, reason="The wrong file.")
    lines = JournalLine.objects.filter(public=True, election_uuid__isnull=False).order_by("pk")
    assert [(line.act, line.election_uuid, line.reason) for line in lines] == [
        ("member list imported", told.uuid, ""),
        ("member list undone", told.uuid, "The wrong file."),
    ]
    assert lines[0].details["new person"] == 2
    assert not any(word in f"{line.details} {line.subject}" for line in lines for word in ("Jo", "example.org", ".csv"))
