"""Sample elections in every phase, made by the same acts as real ones and dated by their story."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from base import clock
from base.database_roles import as_owner
from demo import elections
from demo.community import load_community
from demo.membership import A_YEAR, load_board, load_list, load_personas
from demo.office import Office
from demo.personas import PERSONAS
from demo.story import Story
from elections.models import Election
from elections.phases import Phase
from members.models import Person, User

DAY = timedelta(days=1)
Tell = Callable[[str], None]


def is_empty() -> bool:
    """Nobody has ever used this database."""
    return not Person.objects.exists()


def is_demo() -> bool:
    """This database was filled by this module, so it may be emptied by it."""
    return User.objects.filter(email=PERSONAS[0].email).exists()


def is_fresh(now: datetime) -> bool:
    """The stories still hold: there is an election to vote in, for another day, and one to nominate for."""
    phases = [election.phase(now + DAY) for election in Election.objects.all()]
    return Phase.VOTING in phases and Phase.NOMINATIONS in phases


@transaction.atomic
def load(tell: Tell) -> None:
    """Fill an empty database, all of it or nothing. `tell` is given a line for each step."""
    now = clock.now()
    today = now.replace(hour=14, minute=0, second=0, microsecond=0)
    story = Story(now)
    with story.told():
        tell("people and the member list")
        load_list(story, now - 40 * DAY - A_YEAR, carried_over=False)
        load_personas(story.reach(now - A_YEAR))
        load_board(now)
        office = Office(story)
        tell("elections of years before, by their figures, and one of last year, held and counted")
        elections.before(office, today)
        elections.past(office, today)
        load_list(story, now - 40 * DAY, carried_over=True)
        tell("an election in preparation, one with nominations, one open for voting")
        elections.preparation(office, today)
        elections.nominations(office, today)
        elections.open_for_voting(office, today)
        tell("news, awards and community stories")
        load_community(office, today)


def empty() -> None:
    """Take the whole schema away, as its owner. Only for a database that `is_demo`."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
