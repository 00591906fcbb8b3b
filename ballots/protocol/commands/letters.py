"""The letter that brings a voter their code: the words, the mail file, and the table for a mail merge."""

import csv
import io
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from string import Formatter
from typing import Final

from ballots.protocol.issuing import Voter, VoterList

from .files import Stopped

WIDTH: Final = 72
SUBJECT: Final = "Your voting code: {election}"
WORDS: Final = """\
Hello {name},

with this code you vote in “{election}”:

    {code}

You can vote from {opens} until {closes}. If that changes, the site says so.

Sign in on the site first, then open this link. It fills the code in for you:

{link}

You can also open your ballot on the site, and type or paste the code there. Do so on a device that others use: a \
browser keeps every link that was opened in its history.

The site does not know your code: it was made elsewhere. So nobody who runs the site can vote in your name.

Keep this mail until voting is over: with the same code you can vote again, and your last ballot counts.

Show the code to nobody. Whoever has it and can read your mail could vote as you.

If you lose the code, answer this mail, and you get it once more.
"""
KNOWN: Final = ("name", "election", "opens", "closes", "code", "link")
HARMFUL: Final = ("=", "+", "-", "@", "\t", "\r")
SPECIAL: Final = str.maketrans(dict.fromkeys('()<>[]@,:;"\\', " "))
"""What parts addresses in a header. Python folds a long name without its quotes: it would be further recipients."""


@dataclass(frozen=True)
class Letter:
    """One voter's. The link has the code behind “#”, which no browser sends to a server."""

    voter: Voter
    code: str = field(repr=False)
    of: VoterList = field(repr=False)

    @property
    def link(self) -> str:
        return f"{self.of.page}#code={self.code}"

    def said(self, words: str) -> str:
        """The words with what is this voter's, each paragraph wrapped; no line with a code or link is broken."""
        values = {"name": self.voter.name, "election": self.of.name, "code": self.code, "link": self.link}
        values |= {"opens": self.of.opens, "closes": self.of.closes}
        return "\n".join(_wrapped(line.format(**values)) for line in words.splitlines()) + "\n"


def letters(voters: VoterList, codes: dict[str, str], only: Sequence[str]) -> Iterator[Letter]:
    """For every voter of the list, or for those alone whose codes are named."""
    if unknown := set(only) - {voter.code for voter in voters.voters}:
        raise Stopped(f"No voter of the list has {', '.join(sorted(unknown))}. Take the list as it is now.")
    for voter in voters.voters:
        if only and voter.code not in only:
            continue
        if voter.code not in codes:
            raise Stopped(f"There is no code {voter.code} in your file: it was made for another list.")
        yield Letter(voter, codes[voter.code], voters)


def require_words(words: str) -> str:
    """Own words say the code or the link, and nothing in curly brackets that is not known here."""
    try:
        named = {name for _text, name, _format, _conversion in Formatter().parse(words) if name is not None}
    except ValueError:
        raise Stopped("A curly bracket in your words has no other.") from None
    if unknown := named - set(KNOWN):
        raise Stopped(f"Your words have {{{min(unknown)}}}; known are {', '.join(f'{{{each}}}' for each in KNOWN)}.")
    if not named & {"code", "link"}:
        raise Stopped("Your words say neither {code} nor {link}.")
    return words


def mail(letter: Letter, *, sender: str, words: str) -> bytes:
    """A file that mail programs open and `sendmail -t` sends."""
    message = EmailMessage()
    message["From"] = _addressed(*parseaddr(sender))
    message["To"] = _addressed(letter.voter.name, letter.voter.address)
    message["Subject"] = _one_line(SUBJECT.format(election=letter.of.name))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.said(words), cte="quoted-printable")
    return message.as_bytes()


def table(made: Sequence[Letter]) -> bytes:
    """CSV with a row a voter; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["number", "name", "email", "code", "link"])
    for each in made:
        voter = each.voter
        writer.writerow(map(_harmless, (voter.code, voter.name, voter.address, each.code, each.link)))
    return text.getvalue().removesuffix("\r\n").encode()


def _harmless(cell: str) -> str:
    seen = unicodedata.normalize("NFKC", cell)  # full-width signs are signs too, and blanks before one hide it
    return f"'{cell}" if seen.startswith(HARMFUL) or seen.strip().startswith(HARMFUL) else cell


def _addressed(name: str, address: str) -> Address:
    """The name without what could part it, and a domain of any script as mail servers know it."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(_one_line(name.translate(SPECIAL)), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError):
        raise Stopped(f"This is no e-mail address: {address or 'nothing'}.") from None


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _wrapped(line: str) -> str:
    if line.startswith(" ") or "#code=" in line:
        return line
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
