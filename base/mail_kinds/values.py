"""What mails may say: the names in curly brackets, as the office is told of them."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Text


@dataclass(frozen=True, slots=True)
class Value:
    """What a mail may say: how the office is told of it, and what stands for it in a preview."""

    told: Text
    sample: Text


VALUES: Final[dict[str, Value]] = {
    "name": Value(_("the reader’s name"), _("Ada Example")),
    "election": Value(_("the election’s name"), _("the board election")),
    "author": Value(_("who nominated or endorsed, or who asks"), _("Grace Example")),
    "nominee": Value(_("who was nominated"), _("Ada Example")),
    "said": Value(_("what they wrote, quoted"), _("> She gets things done.")),
    "asked": Value(_("what the nominee asks for, quoted"), _("> It was 2019, not 2018.")),
    "returned": Value(
        _("a sentence on which words were sent back"),
        _("The election office read the statement of Ada Example and sent it back:"),
    ),
    "announced": Value(_("when candidates are announced"), _("Tue 8 Sep 2026, 14:00 UTC")),
    "what_next": Value(_("a sentence on what happens next"), _("You hear from us once they answer.")),
    "link": Value(_("the address of the page that it is about"), "https://elections.example.org/…"),
    "answer_until": Value(_("when acceptance closes"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "edit_until": Value(_("when voting opens, and words become final"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "roll_closes": Value(_("when the roll closes"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "voting_opens": Value(_("when voting opens"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "voting_closes": Value(_("when voting closes"), _("Tue 29 Sep 2026, 14:00 UTC")),
    "reason": Value(_("the reason that the office gave"), _("The site was away for an hour.")),
    "headline": Value(_("what the office did, in short"), _("The election office paused voting")),
    "what": Value(_("what moved, and where it was before"), _("Voting closes: Tue 29 Sep 2026, 14:00 UTC.")),
    "voting_code": Value(
        _("a sentence on the voting code, where somebody else mails one; else nothing"),
        _("You also need your voting code. It came in a mail of its own."),
    ),
    "cast_at": Value(_("when the ballot was cast"), _("Wed 16 Sep 2026, 09:30 UTC")),
    "tracker": Value(_("the ballot’s tracker"), "abcd efgh ijkl mnop"),
    "height": Value(_("the number of the record’s last event"), "312"),
    "head": Value(
        _("the hash of the record’s last event"), "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    ),
    "made_at": Value(_("when the record ended so"), _("Wed 16 Sep 2026, 09:30 UTC")),
    "ballots": Value(_("how many ballots are in the record"), "311"),
    "ballot_box": Value(_("the address of the public ballot box"), "https://elections.example.org/…/ballot-box/"),
}

ABOUT: Final = ("name", "election", "link")
