"""Two officers who make the elections of the demo, by the same acts as real ones."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.text import slugify

from ballots.setup import seal_ballot
from demo import people, trustees
from demo.membership import organisation_named
from demo.people import Candidate
from demo.personas import PERSONAS
from demo.pictures import SHOWN, portrait
from demo.story import Story
from elections import making, roll, timetable
from elections.models import Election
from elections.roles import Role
from members.linking import person_for
from members.models import Person
from nominees import nominating, revising
from nominees.models import Nominee

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Office:
    """What the elections have in common: they are made, people are named and stand, roll and ballot are sealed."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.first, self.second = (
            Person.objects.get(addresses__normalised=each.email)
            for each in PERSONAS
            if each.role_in_office is Role.OFFICER
        )
        self.chance = random.Random(20)  # noqa: S311  the same demo every time

    def make(self, name: str, opens: datetime, seat_years: Sequence[int], kind: str) -> Election:
        """An announced election; its instants fall where the template has them, with twelve days to prepare it."""
        begins = making.instants_of(making.board_kind(), opens).nominations_open or opens
        election = making.make_board_election(
            name=name,
            slug=slugify(name),
            voting_opens=opens,
            seat_years=seat_years,
            by=self.first,
            at=self.story.reach(begins - 12 * DAY),
        )
        making.describe(election, name=name, description=people.DESCRIPTIONS[kind], by=self.first)
        return election

    def announce(self, election: Election) -> None:
        begins = election.nominations_open or election.voting_opens
        timetable.announce(election, by=self.first, at=self.story.reach(begins - 7 * DAY))
        election.refresh_from_db()

    def nominate_all(
        self,
        election: Election,
        candidates: Sequence[Candidate],
        answered: Callable[[Candidate], bool] = lambda candidate: True,
    ) -> None:
        """Each is named by their first endorser, or by themselves; statements and endorsements are approved."""
        begins = election.nominations_open or self.story.now
        for place, candidate in enumerate(candidates):
            self.nominate(election, candidate, begins + (place + 1) * 5 * HOUR, answers=answered(candidate))

    def nominate(self, election: Election, candidate: Candidate, at: datetime, *, answers: bool) -> None:
        reach, name, email = self.story.reach, candidate.name, candidate.email
        person = person_for(name=name, email=email)
        by_others = [
            nominating.nominate(  # two candidates have the same name
                election, name=name, email=email, text=words, by=backer, at=reach(at), is_another=True
            )
            for backer, words in ((member_named(each), words) for each, words in candidate.endorsements)
            if backer != person
        ]
        if not by_others:
            text = statement(candidate) or "I would like to stand."
            nominating.nominate(
                election, name=name, email=email, text=text, by=person, at=reach(at), agrees_to_code_of_conduct=True
            )
        for nomination in by_others:
            for endorsement in nomination.revisions.all():
                revising.approve(endorsement, by=self.first, at=reach(at + HOUR))
        if answers:
            nominee = Nominee.objects.get(election=election, person=person)
            if by_others:
                nominating.accept(nominee, by=person, at=reach(at + HOUR))
            self.present(nominee, candidate, at + 2 * HOUR)

    def present(self, nominee: Nominee, candidate: Candidate, at: datetime) -> None:
        """Who stands writes a statement, an officer approves it, and says with whom they are affiliated."""
        profile = revising.write_profile(
            nominee,
            by=nominee.person,
            at=self.story.reach(at),
            previous_service=candidate.previous_service,
            employer=candidate.employer,
            other_affiliations=candidate.other_affiliations,
            summary=candidate.summary,
            text=statement(candidate),
            affiliations=candidate.affiliations,
            has_no_affiliations=candidate.has_no_affiliations,
            pronouns=candidate.pronouns,
            languages=candidate.languages,
            country=candidate.country,
            links=candidate.links,
            photo=portrait(candidate.email) if candidate.photo else None,
            photo_text=SHOWN if candidate.photo else "",
        )
        revising.approve(profile, by=self.first, at=self.story.reach(at + HOUR))
        if candidate.organisation:
            nominee.organisations.add(organisation_named(candidate.organisation))

    def seal(self, election: Election) -> None:
        """The roll two hours after it closed, the ballot two days before voting opens; between them, the keys."""
        at = self.story.reach(election.roll_closes + 2 * HOUR)
        roll.seal_roll(election, by=self.first, seconded_by=self.second, at=at)
        trustees.make_keys(election, self.story, by=self.first, at=election.roll_closes + DAY)
        at = self.story.reach(election.voting_opens - 2 * DAY)
        seal_ballot(election, by=self.first, seconded_by=self.second, at=at)
        trustees.prove_keys(election, self.story, election.voting_opens - 2 * DAY + 3 * HOUR)
        election.refresh_from_db()


def member_named(name: str) -> Person:
    """An endorser by name: a member, or somebody who becomes one here."""
    found = Person.objects.filter(name=name, memberships__isnull=False).order_by("pk").first()
    if found is None:
        raise LookupError(f"{name} endorses somebody and is not in the member list of the demo.")
    return found


def statement(candidate: Candidate) -> str:
    if candidate.statement is None:
        return ""
    return (settings.BASE_DIR / "demo" / "texts" / f"{candidate.statement}.md").read_text(encoding="utf-8")
