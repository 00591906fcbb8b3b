"""A trustee's pages and the office's about them in a real browser: accessible, in light and dark, narrow and wide."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ballots.key_making import Step
from ballots.trustee_models import Trustee
from base.models import Mail
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked
from tests.browsers import look, sign_in
from tests.servers import Live

pytestmark = pytest.mark.browser


def address(trustee: Trustee) -> str:
    found = re.search(r"/trustee/[\w-]+/", Mail.objects.filter(recipient=trustee.email).latest("pk").text)
    assert found
    return found[0]


def send(page: Page, folder: Path, content: bytes) -> None:
    file = folder / "file.json"
    file.write_bytes(content)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_text("checked and kept").or_(page.get_by_text("There is a problem")).wait_for()


def test_from_the_first_file_to_the_proof_that_the_key_is_there(page: Page, live: Live, tmp_path: Path) -> None:
    office = Office(voters=1, candidates=2, seats=1, resolutions=0)
    office.move(voting_opens=office.now + HOUR, voting_closes=office.now + 3 * HOUR)
    holders = asked(office, 3, threshold=2)
    first = holders[0]
    page.goto(address(first.trustee))
    look(page, "trustee-certificate")
    send(page, tmp_path, b"not a certificate")
    look(page, "trustee-refused")
    send(page, tmp_path, first.file(Step.CERTIFICATE))
    page.get_by_text("Nothing is asked of you now.").wait_for()
    the_others(office, holders)
    page.goto(address(first.trustee))
    look(page, "trustee-proof")
    send_proof(page, tmp_path, first)
    for holder in holders[1:]:
        holder.prove()
    page.goto(f"/elections/{office.election.slug}/trustees/")
    look(page, "trustees")
    sign_in(page, live, office.first)
    page.goto(f"/office/{office.election.slug}/trustees/")
    look(page, "office-trustees")


def the_others(office: Office, holders: list[Holder]) -> None:
    """What is left of making the keys, and the sealed ballot."""
    for holder in holders[1:]:
        holder.give(Step.CERTIFICATE)
    for step in (Step.POLYNOMIAL, Step.ACKNOWLEDGEMENT):
        for holder in holders:
            holder.give(step)
    office.seal()


def send_proof(page: Page, folder: Path, holder: Holder) -> None:
    file = folder / "proof.json"
    file.write_bytes(holder.proof())
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_text("Your key is there").wait_for()
