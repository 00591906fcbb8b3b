"""What this person can do now in one election: a heading, and one main button or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ballots.casting import receipts
from base.moments import in_words
from elections import phases
from elections.models import Election
from elections.phases import Phase
from elections.rights import may_vote
from elections.sentences import explained
from elections.voters import tests_for
from members.models import Person, User
from nominees.models import Nominee


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class CanDo:
    """What `parts/can_do_now.html` shows. Without an action, `reason` says why there is none."""

    heading: str
    sentence: str = ""
    action: Link | None = None
    reason: str = ""
    second: Link | None = None


def can_do(election: Election, user: User | AbstractBaseUser | AnonymousUser, now: datetime) -> CanDo:
    """The one box of home and of an election's front page."""
    person = user.person if isinstance(user, User) else None
    own = _own_candidacy(election, person, now) if person else None
    if own:
        return own
    by_phase: dict[Phase, Callable[[Election, Person | None, datetime], CanDo]] = {
        Phase.DRAFT: _draft,
        Phase.ANNOUNCED: _announced,
        Phase.NOMINATIONS: _nominations,
        Phase.ACCEPTANCE: _acceptance,
        Phase.CAMPAIGN: _campaign,
        Phase.VOTING: _voting,
        Phase.PAUSED: _paused,
        Phase.ENDED: _ended,
        Phase.COUNTED: _ended,
        Phase.CERTIFIED: _ended,
        Phase.PUBLISHED: _published,
        Phase.VOID: partial(_stopped, heading=_("This vote was declared void.")),
        Phase.CANCELLED: partial(_stopped, heading=_("This election was cancelled.")),
    }
    return by_phase[election.phase(now)](election, person, now)


def _own_candidacy(election: Election, person: Person, now: datetime) -> CanDo | None:
    """A nominee who has something to answer or to write is told that first."""
    nominee = Nominee.objects.filter(election=election, person=person, withdrawn_at__isnull=True).first()
    if nominee is None or nominee.declined_at:
        return None
    if nominee.accepted_at is None and phases.may_accept(election.instants, election.facts, now):
        return CanDo(
            _("You were nominated."),
            _("Accept or decline until %(when)s.") % {"when": in_words(election.acceptance_closes, now)},
            Link(reverse("nominees:answer_mine", args=[election.slug]), _("Read and answer")),
        )
    if nominee.accepted_at and phases.may_edit_statement(election.instants, election.facts, now):
        page = Link(reverse("nominees:edit_profile", args=[election.slug, nominee.slug]), _("Write your statement"))
        return CanDo(
            _("You stand for election."),
            _("You can change what you say until %(when)s.") % {"when": in_words(election.voting_opens, now)},
            page,
            second=_page(election, "nominees:candidates", _("Who stands")),
        )
    return None


def _draft(election: Election, person: Person | None, now: datetime) -> CanDo:
    return CanDo(
        _("This election is a draft."),
        _("Only the election office sees this page."),
        _page(election, "office:election", _("Open it in the office")),
    )


def _announced(election: Election, person: Person | None, now: datetime) -> CanDo:
    opens = election.nominations_open or election.voting_opens
    sentence = _("Nominations open %(when)s.") if election.nominations_open else _("Voting opens %(when)s.")
    return CanDo(
        _("Nothing to do yet."),
        sentence % {"when": in_words(opens, now)},
        second=_page(election, "elections:can_i_vote", _("Can I vote in this election?")),
    )


def _nominations(election: Election, person: Person | None, now: datetime) -> CanDo:
    return CanDo(
        _("You can nominate someone, or stand yourself."),
        _("Nominations close %(when)s.") % {"when": in_words(election.nominations_close, now)},
        _page(election, "nominees:nominate", _("Nominate")),
        second=_page(election, "elections:can_i_vote", _("Can I vote in this election?")),
    )


def _acceptance(election: Election, person: Person | None, now: datetime) -> CanDo:
    return CanDo(
        _("Nominations are closed."),
        _("The candidates are announced %(when)s.") % {"when": in_words(election.candidates_announced, now)},
        second=_page(election, "elections:can_i_vote", _("Can I vote in this election?")),
    )


def _campaign(election: Election, person: Person | None, now: datetime) -> CanDo:
    sentence = _("Voting opens %(when)s.") % {"when": in_words(election.voting_opens, now)}
    if phases.overdue(election.instants, election.facts, now):
        sentence = _("Voting opens late. The election office has not sealed the ballot yet.")
    return CanDo(
        _("You can read who stands."),
        sentence,
        _page(election, "nominees:candidates", _("Read who stands")),
        second=_page(election, "elections:can_i_vote", _("Can I vote in this election?")),
    )


def _voting(election: Election, person: Person | None, now: datetime) -> CanDo:
    closes = _("Voting closes %(when)s.") % {"when": in_words(election.voting_closes, now)}
    ballot = _page(election, "ballots:ballot", _("Mark my ballot"))
    why = _page(election, "elections:can_i_vote", _("Can I vote, and why?"))
    if person is None:
        sign_in = f"{reverse('account_login')}?{urlencode({'next': election.get_absolute_url()})}"
        return CanDo(_("Voting is open."), closes, Link(sign_in, _("Sign in to vote")), second=why)
    if cast := receipts(election, person=person):
        return CanDo(
            _("Your ballot is in the box."),
            _("You can vote again until %(when)s; the last ballot counts.")
            % {"when": in_words(election.voting_closes, now)},
            Link(ballot.url, _("Vote again")),
            second=Link(reverse("ballots:receipt", args=[election.slug, cast[0].tracker]), _("My receipt")),
        )
    tests = tests_for(election, person, now)
    if may_vote(tests):
        return CanDo(_("You can vote."), closes, ballot, second=why)
    return CanDo(_("You can’t vote in this election."), reason=explained(tests), second=why)


def _paused(election: Election, person: Person | None, now: datetime) -> CanDo:
    return CanDo(
        _("Voting is paused."),
        _("Ballots already cast are safe. The reason stands in the election’s journal."),
        second=_page(election, "elections:journal", _("Read the journal")),
    )


def _ended(election: Election, person: Person | None, now: datetime) -> CanDo:
    box = _page(election, "ballots:ballot_box", _("Find my ballot in the ballot box"))
    return CanDo(
        _("Voting has closed."),
        _("The ballots are counted, and two officers certify the result before it is published."),
        second=box if election.ballot_sealed_at else None,
    )


def _published(election: Election, person: Person | None, now: datetime) -> CanDo:
    if election.is_imported:
        return CanDo(
            _("This election is in the archive."),
            _("It was taken over from published documents. Its ballots were not cast here."),
            _page(election, "nominees:candidates", _("Read who stood")),
        )
    return CanDo(
        _("The result is published."),
        _("Anyone can count it again from the public record."),
        _page(election, "ballots:result", _("See the result")),
        second=_page(election, "ballots:verify", _("Check it yourself")),
    )


def _stopped(election: Election, person: Person | None, now: datetime, *, heading: str) -> CanDo:
    return CanDo(
        heading,
        _("The reason stands in the election’s journal."),
        second=_page(election, "elections:journal", _("Read the journal")),
    )


def _page(election: Election, view: str, label: str) -> Link:
    return Link(reverse(view, args=[election.slug]), label)
