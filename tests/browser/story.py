"""The people of a story: each at a browser and a mailbox of their own."""

import re

from playwright.sync_api import BrowserContext, Locator, expect

from tests.postbox import Postbox

REASON = "as the timetable of the story asks"


class Someone:
    """A person at a browser of their own."""

    def __init__(self, context: BrowserContext, box: Postbox, email: str) -> None:
        self.email, self.box, self.page = email, box, context.new_page()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def signs_in(self) -> None:
        self.goes("/accounts/login/")
        self.page.get_by_role("textbox", name=re.compile("address")).fill(self.email)
        self.clicks("Send me a code")
        code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", self.mail("code to sign in"), re.M)
        assert code
        self.page.get_by_role("textbox").first.fill(code[1])
        self.clicks("Sign in")
        expect(self.page.get_by_text("Your account:")).to_be_attached()

    def mail(self, subject: str, *, told: str = "") -> str:
        """The words of the last mail about something, and with something in it, blanks aside; it is waited for."""
        for _ in range(60):
            for message in reversed(self.box.arrived):
                body = message.get_body(("plain",))
                assert body
                words = str(body.get_content())
                if message["To"] == self.email and subject in message["Subject"] and told in "".join(words.split()):
                    self.box.arrived.remove(message)
                    return words
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no mail about “{subject}” with “{told}” for {self.email}")

    def has_mail(self, subject: str) -> bool:
        return any(each["To"] == self.email and subject in each["Subject"] for each in self.box.arrived)

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def opens_mail(self, subject: str) -> None:
        """And follows its link."""
        link = re.search(r"https?://[^/\s]+(/\S+)", self.mail(subject))
        assert link
        self.goes(link[1])

    def follows(self, name: str) -> None:
        self.main.get_by_role("link", name=name, exact=True).first.click()

    def clicks(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).first.click()

    def fills(self, **fields: str) -> None:
        """By the names of the form's fields: the labels are for people, and tested with the forms."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def ticks(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.main).to_contain_text(text)

    def sees_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)


class Officer(Someone):
    """An election officer, who does acts."""

    election = "/office/story/"

    def does(self, act: str, *, reason: str = REASON) -> None:
        self.goes(f"{self.election}act/{act}/")
        if self.page.locator("main [name=reason]").count():
            self.fills(reason=reason)
        self.clicks(self.page.get_by_role("heading", level=1).inner_text())
        self.sees_it_recorded()

    def asks_for(self, act: str, *, reason: str = REASON, **fields: str) -> str:
        self.goes(f"{self.election}act/{act}/")
        if self.page.locator("main [name=reason]").count():
            self.fills(reason=reason)
        self.fills(**fields)
        self.clicks("Ask a second officer")
        self.sees("another officer has to agree")
        return self.page.url

    def agrees(self, proposal: str) -> None:
        self.goes(proposal)
        self.clicks("Agree and do it")
        self.sees_it_recorded()

    def is_refused(self, proposal: str, why: str) -> None:
        """What the other asks for cannot be done, and the page says why; so they drop it."""
        self.goes(proposal)
        self.clicks("Agree and do it")
        self.sees(why)
        self.clicks("Drop it")
        self.sees_it_recorded()

    def sees_it_recorded(self) -> None:
        expect(self.page.get_by_role("status").locator(".recorded")).to_be_visible()
