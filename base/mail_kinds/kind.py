"""What a kind of mail is: its name, when it goes, to whom, whether it is necessary, and what its words may say."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. Where it has `values`, an election's office may write its own words, with each in curly brackets."""

    name: str
    title: Text
    when: Text
    to: Text
    template: str
    essential: bool = True
    urgent: bool = False
    """Sent ahead of everything, and to addresses that gave trouble: somebody sits and waits for it."""
    bulk: bool = False
    """One of many, sent by the worker behind all others; never by an act itself."""
    tells_who_voted: bool = False
    """Nobody but the reader may see who gets it."""
    values: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    """The values that no words may leave out."""
    of_election: bool = True

    @property
    def slug(self) -> str:
        """Its name in an address."""
        return self.name.replace(" ", "-").replace("_", "-")
