"""Who can mend what the pre-flight found, and where: a link to a page, or what a button on its own page does."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICER, KEEPER, APPROVER = _("an officer"), _("an officer or the membership keeper"), _("an officer or an approver")
SERVER = _("who runs the server")


@dataclass(frozen=True)
class Mend:
    """`page` is one of the office's, `button` one of the pre-flight's own acts; neither, where the site has no page."""

    who: Promise
    page: str = ""
    words: Promise | str = ""
    button: str = ""


_TIMETABLE = Mend(OFFICER, "timetable", _("Look at the timetable"))
_BALLOT = Mend(OFFICER, "contests", _("Look at the ballot"))
_ROLL = Mend(KEEPER, "roll", _("Look at the roll"))
_WORDS = Mend(APPROVER, "queue", _("Read what waits"))
_CANDIDATES = Mend(OFFICER, "candidates", _("Look at who stands"))
_BOARD = Mend(OFFICER, "board", _("Look at the register"))
_TRUSTEES = Mend(OFFICER, "trustees", _("Look at the trustees"))
_SERVER = Mend(SERVER)

MENDING = {
    "timetable": _TIMETABLE,
    "strange times": _TIMETABLE,
    "phase": _TIMETABLE,
    "opening": _TIMETABLE,
    "contests": _BALLOT,
    "seats": _BALLOT,
    "majority": _BALLOT,
    "trial": Mend(OFFICER, words=_("Try the count now"), button="trial"),
    "statements": _WORDS,
    "no statement": Mend(_("the nominee"), "candidates", _("Look at who stands")),
    "support": _CANDIDATES,
    "affiliations": _CANDIDATES,
    "register": _BOARD,
    "register affiliations": _BOARD,
    "roll": _ROLL,
    "roll classes": _ROLL,
    "roll addresses": _ROLL,
    "trustees": Mend(_("the trustees; an officer can replace one"), "trustees", _("Look at the trustees")),
    "trustees needed": _TRUSTEES,
    "only the server": _TRUSTEES,
    "codes": Mend(_("who makes the codes; an officer can name somebody"), "codes", _("Look at the voting codes")),
    "key proofs": Mend(_("those trustees"), "trustees", _("Look at the trustees")),
    "officers": Mend(_("the officers"), "staff", _("Look at who works here")),
    "key": _SERVER,
    "roles": _SERVER,
    "worker": _SERVER,
    "journal": Mend(SERVER, "journal", _("Look at the journal")),
    "mail": Mend(SERVER, "mail", _("Look at the mail")),
    "mail domain": Mend(_("who runs the mail domain"), words=_("Look it up now"), button="mail-domain"),
    "test mail": Mend(OFFICER, words=_("Send me a test mail"), button="test-mail"),
    "record": _SERVER,
    "refusals": Mend(OFFICER, "journal", _("Look at the journal")),
    "languages": _SERVER,
    "backup": Mend(SERVER, "record_backup", _("Record that one was verified")),
}
OF_THE_HOUSE = frozenset({"board", "staff"})
"""Pages that are not one election's."""
EVERY_TIME = frozenset({"trial", "mail domain", "test mail", "backup"})
"""What may be done again although it is good."""
