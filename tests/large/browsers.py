"""Voters at real browsers, on the ballot's own pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from ballots.protocol.__main__ import main
from tests.ballots.elections import Office
from tests.browser import voting
from tests.browsers import Complaints, sign_in
from tests.large.voters import Vote
from tests.servers import Live


class InBrowsers:
    """Each vote in a fresh profile, which must complain of nothing."""

    def __init__(self, live: Live, chromium: Browser, office: Office, folder: Path) -> None:
        self.live, self.chromium, self.office, self.folder = live, chromium, office, folder

    def cast(self, vote: Vote) -> str:
        """The tracker on the receipt."""
        with self._reviewed(vote) as page:
            return voting.cast(page)

    def test(self, vote: Vote, election: Path) -> Path:
        """Sealed, and opened instead of cast; the file says what was marked."""
        with self._reviewed(vote) as page:
            voting.seal(page)
            page.get_by_role("button", name="Open it for a test").click()
            voting.heading(page, "Your ballot is open")
            with page.expect_download() as download:
                page.get_by_role("link", name="Save the file").click()
            file = self.folder / f"tested-{vote.voter}.json"
            download.value.save_as(file)
        assert main(["audit", str(election), str(file)]) == 0
        return file

    @contextmanager
    def _reviewed(self, vote: Vote) -> Iterator[Page]:
        complaints = Complaints()
        with self.chromium.new_context(base_url=self.live.url, locale="en-GB") as context:
            context.on("page", complaints.listen)
            page = context.new_page()
            sign_in(page, self.live, self.office.voters[vote.voter])
            page.goto(f"/elections/{self.office.election.slug}/ballot/")
            self._mark(page, vote)
            voting.go_on(page)
            yield page
        assert not complaints.unexpected()

    def _mark(self, page: Page, vote: Vote) -> None:
        abstentions = page.get_by_label("I abstain in this contest")
        for name in vote.names:
            page.get_by_label(name, exact=True).check()
        if not vote.names:
            abstentions.first.check()
        if vote.answer:
            page.get_by_label(vote.answer, exact=True).check()
        else:
            abstentions.last.check()
