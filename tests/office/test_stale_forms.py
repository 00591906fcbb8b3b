"""A form opened before another officer saved is refused, keeps what was typed, and says what has changed meanwhile."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from ballots import mailings
from base import clock
from base.mail_models import MailRules
from elections.kinds import change_kind
from elections.making import describe, make_board_election, set_rules
from elections.models import Election, ElectionKind
from elections.timetable import announce, set_instants
from members.models import Person

DAY = timedelta(days=1)
TYPED = "%Y-%m-%dT%H:%M"


@pytest.fixture
def draft(ines: Person) -> Election:
    now = clock.now()
    return make_board_election(
        name="Board 2030", slug="board-2030", voting_opens=now + 40 * DAY, seat_years=[3], by=ines, at=now
    )


def opened(desk: Client, page: str) -> dict[str, object]:
    """What the page's form would send."""
    return sent_by(desk.get(page))


def sent_by(answer: object) -> dict[str, object]:
    form = answer.context["form"]  # type: ignore[attr-defined]
    values = {field.html_name: field.value() for field in form}
    texts = {name: "" if value is None else value for name, value in values.items() if value is not False}
    return {name: f"{value:{TYPED}}" if isinstance(value, datetime) else value for name, value in texts.items()}


def text_of(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


class TestTheRules:
    def test_a_stale_page_reverts_nothing(self, draft: Election, desk: Client, jonas: Person) -> None:
        page = reverse("office:rules", args=[draft.slug])
        typed = opened(desk, page) | {"questions_each": "7"}
        set_rules(draft, rules={"board_size": 13}, by=jonas)
        answer = desk.post(page, typed)
        assert "“Seats of the whole body” is now: 13." in text_of(answer)
        draft.refresh_from_db()
        assert (draft.board_size, draft.questions_each) == (13, 3)
        form = answer.context["form"]
        assert (form["board_size"].value(), form["questions_each"].value()) == (13, "7")

    def test_sent_once_more_both_changes_hold(self, draft: Election, desk: Client, jonas: Person) -> None:
        page = reverse("office:rules", args=[draft.slug])
        typed = opened(desk, page) | {"questions_each": "7"}
        set_rules(draft, rules={"board_size": 13, "fellows_must_affirm": False}, by=jonas)
        assert desk.post(page, sent_by(desk.post(page, typed))).status_code == 302
        draft.refresh_from_db()
        assert (draft.board_size, draft.questions_each, draft.fellows_must_affirm) == (13, 7, False)

    def test_who_typed_the_same_field_is_told_and_keeps_it(self, draft: Election, desk: Client, jonas: Person) -> None:
        page = reverse("office:rules", args=[draft.slug])
        typed = opened(desk, page) | {"voting_classes": ["fellow"]}
        set_rules(draft, rules={"voting_classes": ["fellow", "supporting"]}, by=jonas)
        answer = desk.post(page, typed)
        assert "“Memberships with a vote” is now: Fellow, Supporting." in text_of(answer)
        assert answer.context["form"]["voting_classes"].value() == ["fellow"]
        desk.post(page, sent_by(answer))
        draft.refresh_from_db()
        assert draft.voting_classes == ["fellow"]

    def test_sent_twice_is_no_change_of_somebody_else(self, draft: Election, desk: Client) -> None:
        page = reverse("office:rules", args=[draft.slug])
        typed = opened(desk, page) | {"questions_each": "7"}
        assert desk.post(page, typed).status_code == desk.post(page, typed).status_code == 302


class TestTheTimetable:
    def test_a_stale_page_moves_nothing_back(self, draft: Election, desk: Client, jonas: Person) -> None:
        page = reverse("office:timetable", args=[draft.slug])
        closes = f"{draft.voting_closes + DAY:{TYPED}}"
        typed = opened(desk, page) | {"voting_closes": closes}
        earlier = draft.roll_closes - DAY
        set_instants(draft, instants={"roll_closes": earlier}, by=jonas)
        answer = desk.post(page, typed)
        assert "“Roll closes (UTC)” is now: " in text_of(answer)
        draft.refresh_from_db()
        assert draft.roll_closes == earlier
        assert desk.post(page, sent_by(answer)).status_code == 302
        draft.refresh_from_db()
        assert (draft.roll_closes, f"{draft.voting_closes:{TYPED}}") == (earlier, closes)

    def test_also_between_what_follows_and_the_last_word(self, draft: Election, desk: Client, jonas: Person) -> None:
        announce(draft, by=jonas, at=clock.now())
        page = reverse("office:timetable", args=[draft.slug])
        typed = opened(desk, page) | {"voting_closes": f"{draft.voting_closes + DAY:{TYPED}}", "reason": "a holiday"}
        followed = desk.post(page, typed)
        assert "Nothing has moved yet." in text_of(followed)
        earlier = draft.roll_closes - DAY
        set_instants(draft, instants={"roll_closes": earlier}, by=jonas, reason="It was wrong.")
        answer = desk.post(page, sent_by(followed) | {"confirm": "1"})
        assert "Somebody else changed this while your page was open" in text_of(answer)
        assert "a holiday" in text_of(answer)
        draft.refresh_from_db()
        assert draft.roll_closes == earlier


def test_a_stale_introduction_is_refused_once(draft: Election, desk: Client, jonas: Person) -> None:
    page = reverse("office:describe", args=[draft.slug])
    typed = opened(desk, page) | {"description": "Mine."}
    describe(draft, name="Board 2030", description="Theirs. " * 20, by=jonas)
    answer = desk.post(page, typed)
    assert "while your page was open: “Introduction”." in text_of(answer)
    assert "Mine." in text_of(answer)
    draft.refresh_from_db()
    assert draft.description.startswith("Theirs.")
    desk.post(page, sent_by(answer))
    draft.refresh_from_db()
    assert draft.description == "Mine."


def test_a_stale_kind_is_refused_once(desk: Client, jonas: Person) -> None:
    kind = ElectionKind.objects.get(slug="board")
    page = reverse("office:kind", args=[kind.slug])
    typed = opened(desk, page) | {"voting_days": "10", "reason": "The board resolved it."}
    change_kind(kind, {"board_size": 13, "seat_years": [3, 3]}, by=jonas, reason="It grows.")
    answer = desk.post(page, typed)
    assert "“Seats of the whole body” is now: 13" in text_of(answer)
    assert ElectionKind.objects.get(slug="board").board_size == 13
    desk.post(page, sent_by(answer))
    kind.refresh_from_db()
    assert (kind.board_size, kind.voting_days, kind.seat_years) == (13, 10, [3, 3])


def test_a_stale_page_reverts_no_rule_for_reminders(draft: Election, desk: Client, jonas: Person) -> None:
    page = reverse("office:mail", args=[draft.slug])
    typed = opened(desk, page) | {"every": "5"}
    mailings.set_reminders(draft, every=3, most=0, by=jonas)
    answer = desk.post(page, typed)
    assert "“Reminders at most” is now: 0." in text_of(answer)
    assert MailRules.objects.get().remind_most == 0
    assert desk.post(page, sent_by(answer)).status_code == 302
    assert (MailRules.objects.get().remind_every, MailRules.objects.get().remind_most) == (5, 0)
