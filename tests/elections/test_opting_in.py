"""Taking part in one election: where its rules ask for it, until the roll closes, once."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from base import clock
from elections.models import Election, OptIn
from elections.opting_in import may_opt_in, opt_in
from elections.rights import may_vote
from elections.voters import tests_for as findings
from members.models import Person
from tests.ballots.elections import HOUR, ready_election
from tests.cast import officer
from tests.elections.test_affirming import CLOSES
from tests.elections.test_views import supporter
from tests.nominees.nominations import DURING, SECOND, election

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Election:
    found = election()
    Election.objects.update(opt_in_required=True, affirmation_required=False)
    return Election.objects.get(pk=found.pk)


@pytest.fixture
def vera() -> Person:
    return supporter()


@pytest.mark.parametrize("at", [DURING, CLOSES - SECOND])
def test_until_the_roll_closes(council: Election, vera: Person, at: datetime) -> None:
    assert not may_vote(findings(council, vera, at))
    opt_in(council, by=vera, at=at)
    assert may_vote(findings(council, vera, at))


def test_not_later_nor_twice_nor_where_nobody_is_asked(council: Election, vera: Person) -> None:
    with pytest.raises(ValidationError):
        opt_in(council, by=vera, at=CLOSES)
    opt_in(council, by=vera, at=DURING)
    assert not may_opt_in(council, findings(council, vera, DURING), DURING)
    with pytest.raises(ValidationError):
        opt_in(council, by=vera, at=DURING + SECOND)
    Election.objects.update(opt_in_required=False)
    with pytest.raises(ValidationError):
        opt_in(council, by=supporter("Una Unasked"), at=DURING)
    assert OptIn.objects.count() == 1


def test_on_the_site_it_is_one_button(client: Client, vera: Person) -> None:
    board = ready_election(officer(), clock.now() + 10 * HOUR)
    Election.objects.update(
        opt_in_required=True, affirmation_required=False, roll_sealed_at=None, roll_sealed_by=None, roll_hash=""
    )
    client.force_login(vera.user)
    page = reverse("elections:can_i_vote", args=[board.slug])
    assert "I take part in this election" in client.get(page).content.decode()
    answer = client.post(reverse("elections:opt_in", args=[board.slug]), follow=True).content.decode()
    assert "Noted: you take part" in answer
    assert "I take part in this election" not in answer
    assert OptIn.objects.get().person == vera
