"""What happens in the story while voting is open: members vote, are reminded, and get more time."""

from playwright.sync_api import Locator, expect

from ballots.trackers import groups
from tests.browser import voting
from tests.browser.passing_time import Calendar
from tests.browser.story import Officer, Someone
from tests.browsers import axe

REMINDER, LAST_DAY, AFTER_IT, EXTENDED_UNTIL = 38, 53, 55, 56
"""Days. Voting opened on day 34, who has not voted is reminded every three days, and voting was to close on day 54."""


def members_vote(vera: Someone, bruno: Someone, public: Someone) -> str:
    """Vera votes and votes again; Bruno learns why he can't."""
    bruno.signs_in()
    bruno.goes("/elections/story/")
    bruno.sees("You can’t vote in this election.")
    bruno.follows("Can I vote, and why?")
    bruno.sees("Your membership is Basic")

    vera.goes("/elections/story/")
    vera.follows("Mark my ballot")
    axe(vera.page)
    mark(vera, "Nina Nominee", on_resolution="Against")
    first = voting.cast(vera.page)
    vera.follows("Vote again")
    mark(vera, "Nina Nominee", "Saul Standing", on_resolution="For")
    second = voting.cast(vera.page)
    assert first != second
    assert vera.mail("ballot", told=second)

    public.goes("/elections/story/result/")
    public.sees_heading("There is no such page")
    wait_for_tracker(public, second)
    return second


def who_has_not_voted_is_reminded(
    ines: Officer, vera: Someone, victor: Someone, wanda: Someone, nina: Someone, calendar: Calendar
) -> None:
    """All but Vera. Victor follows the link, forgets a question and is told."""
    calendar.turns_to(REMINDER)
    victor.signs_in()
    victor.opens_mail("You can still vote")
    victor.ticks("Nina Nominee")
    voting.agree(victor.page)
    victor.clicks("Continue")
    victor.sees("You left this empty")
    expect(victor.page.get_by_label("Nina Nominee", exact=True)).to_be_checked()
    resolution(victor).get_by_label("For", exact=True).check()
    victor.clicks("Continue")
    victor.sees_heading("Check your ballot")
    axe(victor.page)
    voting.cast(victor.page)

    assert wanda.has_mail("You can still vote")
    assert nina.has_mail("You can still vote")
    assert vera.has_mail("Voting is open")
    assert not vera.has_mail("You can still vote")
    ines.goes("/office/story/mail/")
    expect(ines.page.locator("#vote-reminder")).to_contain_text("4 mails")
    axe(ines.page)


def the_office_extends_the_vote(
    ines: Officer, jonas: Officer, vera: Someone, wanda: Someone, public: Someone, calendar: Calendar
) -> None:
    """Two officers decide it, everybody is told, and Wanda abstains when voting would have been over."""
    calendar.turns_to(LAST_DAY)
    proposal = ines.asks_for("extend", reason="the site was away", until=calendar.field(EXTENDED_UNTIL))
    public.goes("/elections/story/")
    expect(public.main).not_to_contain_text("Voting was extended")
    jonas.agrees(proposal)
    calendar.strikes()
    public.goes("/elections/story/")
    public.sees("Voting was extended")
    public.sees("the site was away")
    closes = public.main.locator(".notice time").last
    expect(closes).to_have_attribute("datetime", calendar.at(EXTENDED_UNTIL).isoformat())
    axe(public.page)
    until = f"{calendar.at(EXTENDED_UNTIL):%-d %b %Y}, 14:00 UTC"
    assert until in vera.mail("Voting is extended")

    calendar.turns_to(AFTER_IT)
    wanda.opens_mail("Voting is extended")
    for box in wanda.page.get_by_label("I abstain in this contest").all():
        box.check()
    voting.agree(wanda.page)
    wanda.clicks("Continue")
    wanda.sees("You abstain.")
    voting.cast(wanda.page)


def mark(voter: Someone, *names: str, on_resolution: str) -> None:
    for name in names:
        voter.ticks(name)
    resolution(voter).get_by_label(on_resolution, exact=True).check()
    voting.agree(voter.page)
    voter.clicks("Continue")
    voter.sees_heading("Check your ballot")


def resolution(voter: Someone) -> Locator:
    return voter.page.get_by_role("group").filter(has_text="Resolution A").last


def wait_for_tracker(public: Someone, tracker: str) -> None:
    """The worker appends ballots to the record every few seconds."""
    for _ in range(30):
        public.goes("/elections/story/ballot-box/")
        if public.page.get_by_text(" ".join(groups(tracker)), exact=True).count():
            axe(public.page)
            return
        public.page.wait_for_timeout(500)
    raise AssertionError("the ballot does not appear in the box")
