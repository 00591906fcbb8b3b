"""Who is a member in the demo, and who sits on the board: the lists of last year and of this one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress

from community.board import FULL_TERM, cohort_of
from demo import people
from demo.personas import PERSONAS
from demo.story import Story
from elections import appointing
from elections.models import BoardTerm, Organisation
from members.importing import import_members
from members.linking import person_for
from members.member_list import COLUMNS, read
from members.models import MembershipClass, User

DAY = timedelta(days=1)
A_YEAR = 364 * DAY  # the same day of the week

SITTING = [
    ("Wilhelmina Aster-Koranteng", 6, None),
    ("Wilhelmina Aster-Koranteng", 3, None),
    ("Joaquín Urrutia Bell", 3, None),
    ("Greta Halloran", 3, "Harbour Software"),
    ("Ines Marquardt", 2, "Universidad de Ribera"),
    ("Lakshmi Narasimhan", 2, None),
    ("Rosa Etxeberria", 2, "Atlas Labs"),
    ("Petra Johansdotter", 2, None),
]
"""Name, elected how many years ago, for whom they work. Whose third year ends has a seat that is open this year: two of
them stand again."""


def load_personas(at: datetime) -> None:
    """Who one can be has an account, and some a role in the office."""
    for persona in PERSONAS:
        person = person_for(name=persona.name, email=persona.email)
        user = User.objects.create_user(persona.email, person=person)
        if persona.role_in_office:
            appointing.enter(person, persona.role_in_office, at=at)
        EmailAddress.objects.create(user=user, email=persona.email, verified=True, primary=True)


def load_list(story: Story, at: datetime, *, carried_over: bool) -> None:
    """A year's member list goes in as a CSV, as it would in the office."""
    lines = "\n".join(member_list(at, carried_over=carried_over))
    import_members(
        read(lines.encode(), classes=MembershipClass.values, now=at),
        by="demo",
        at=story.reach(at),
        source=f"members-{at.year}.csv",
        as_of=at.date(),
    )


def member_list(at: datetime, *, carried_over: bool) -> Iterator[str]:
    """The CSV. Most members said within the last five weeks that they intend to vote, or voted the last time."""

    def said(number: int) -> str:
        return (at - (3 + number % 31) * DAY).date().isoformat()

    yield ",".join(COLUMNS)
    yield f"Noor de Vries,noor@demo.example,supporting,2021-03-01,,{said(4)}"
    yield "Basil Petrov,basil@demo.example,basic,2024-05-01,,"
    yield f"Ines Castellano,ines@demo.example,contributing,2019-01-01,,{said(9)}"
    yield f"Jonas Achterberg,jonas@demo.example,fellow,2015-01-01,,{said(16)}"
    standing = {each.email: each.name for each in [*people.NEXT, *people.PAST, *people.BOARD]}
    for number, (email, name) in enumerate(standing.items()):
        yield f'"{name}",{email},contributing,{2014 + number % 8}-{1 + number % 12:02}-01,,{said(number)}'
    for number, member in enumerate(people.MEMBERS):
        since = f"{2011 + number * 7 % 13}-{1 + number * 5 % 12:02}-01"
        silent = number % 17 == 5 or member.membership_class == "basic"
        affirmed = "" if silent else "carried over" if carried_over and number % 3 else said(number)
        yield f'"{member.name}",{member.email},{member.membership_class},{since},,{affirmed}'


def load_board(now: datetime) -> None:
    """Who was on the board before last year's election: they counted there for the limit on co-affiliation."""
    again = {each.name: person_for(name=each.name, email=each.email) for each in people.BOARD}
    for name, years, organisation in SITTING:
        since = (now - years * A_YEAR).date()
        until = date(since.year + FULL_TERM, since.month, 1)
        term = BoardTerm.objects.create(
            name=name, person=again.get(name), cohort=cohort_of(until.year), since=since, until=until
        )
        if organisation:
            term.organisations.add(organisation_named(organisation))


def organisation_named(name: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name)[0]
