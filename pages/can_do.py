"""What this reader can do now in one election: a heading, and one main button or the reason why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.moments import in_words
from elections import phases, windows
from elections.models import Election
from elections.phases import Phase
from elections.rights import may_vote
from elections.sentences import explained, why_late
from nominees import backers
from nominees.models import Nominee
from pages.reader import Reader


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


def can_do(election: Election, reader: Reader, now: datetime) -> CanDo:
    """The one box of home and of an election's front page. Asks the database nothing."""
    nominee = reader.candidacies.get(election.pk)
    own = _own_candidacy(election, nominee, now) if nominee else None
    return own or BY_PHASE[election.phase(now)](election, reader, now)


def _own_candidacy(election: Election, nominee: Nominee, now: datetime) -> CanDo | None:
    """Who has something to answer or to write is told that first."""
    may_accept = windows.may_accept(election.instants, election.facts, now)
    if nominee.accepted_at is None and nominee.declined_at is None and may_accept:
        until = in_words(election.acceptance_closes, now)
        answer = _page(election, "nominees:answer_mine", _("Read and answer"))
        return CanDo(_("You were nominated."), _("Accept or decline until %(when)s.") % {"when": until}, answer)
    stands = nominee.accepted_at is not None and nominee.withdrawn_at is None
    if stands and nominee.unanswered and windows.may_answer_questions(election.instants, election.facts, now):  # type: ignore[attr-defined]  # by the reader's query
        return _questions(election, nominee, now)
    if stands and windows.may_edit_statement(election.instants, election.facts, now):
        label = _("Change your statement") if nominee.has_statement else _("Write your statement")  # type: ignore[attr-defined]  # by the reader's query
        write = Link(reverse("nominees:edit_profile", args=[election.slug, nominee.slug]), label)
        own = Link(reverse("nominees:candidate", args=[election.slug, nominee.slug]), _("Your page"))
        return CanDo(_("You stand for election."), _until_voting_opens(election, now), write, second=own)
    return None


def _questions(election: Election, nominee: Nominee, now: datetime) -> CanDo:
    """Members wait for answers; what else there is to do stands beside it."""
    number: int = nominee.unanswered  # type: ignore[attr-defined]  # by the reader's query
    heading = ngettext(
        "%(number)d question to you has no answer.", "%(number)d questions to you have no answer.", number
    )
    until = _("You can answer until %(when)s.") % {"when": in_words(election.voting_closes, now)}
    own = Link(reverse("nominees:candidate", args=[election.slug, nominee.slug]), _("Your page"))
    voting = windows.may_cast(election.instants, election.facts, now)
    second = _page(election, "ballots:ballot", _("Mark my ballot")) if voting else own
    answer = _page(election, "nominees:questions", _("Read and answer"))
    return CanDo(heading % {"number": number}, until, answer, second=second)


def _until_voting_opens(election: Election, now: datetime) -> str:
    if phases.overdue(election.instants, election.facts, now):
        return _("You can change what you say until voting opens, which is late.")
    return _("You can change what you say until %(when)s.") % {"when": in_words(election.voting_opens, now)}


def _draft(election: Election, reader: Reader, now: datetime) -> CanDo:
    return CanDo(
        _("This election is a draft."),
        _("Only the election office sees this page."),
        _page(election, "office:election", _("Open it in the office")),
    )


def _announced(election: Election, reader: Reader, now: datetime) -> CanDo:
    if election.nominations_open:
        sentence = _("Nominations open %(when)s.") % {"when": in_words(election.nominations_open, now)}
    else:
        sentence = _voting_opens(election, now)
    return CanDo(_("Nothing to do yet."), sentence, second=_can_i_vote(election))


def _nominations(election: Election, reader: Reader, now: datetime) -> CanDo:
    closes = _("Nominations close %(when)s.") % {"when": in_words(election.nominations_close, now)}
    nominate = _page(election, "nominees:nominate", _("Nominate"))
    if not reader.signed_in:
        sign_in = _sign_in(nominate.url, _("Sign in to nominate"))
        return CanDo(_("Nominations are open."), closes, sign_in, second=_can_i_vote(election))
    if not backers.may_nominate(election, reader.standing):
        refusal = backers.refusal_to_nominate(election)
        return CanDo(_("Nominations are open."), closes, reason=refusal, second=_can_i_vote(election))
    nominee = reader.candidacies.get(election.pk)
    if nominee is None:
        heading = _("You can nominate someone, or stand yourself.")
        return CanDo(heading, closes, nominate, second=_can_i_vote(election))
    box = CanDo(_("You can nominate someone."), closes, nominate, second=_can_i_vote(election))
    return replace(box, second=_other_answer(election, nominee, now) or box.second)


def _acceptance(election: Election, reader: Reader, now: datetime) -> CanDo:
    nominee = reader.candidacies.get(election.pk)
    return CanDo(
        _("Nominations are closed."),
        _("The candidates are announced %(when)s.") % {"when": in_words(election.candidates_announced, now)},
        second=(_other_answer(election, nominee, now) if nominee else None) or _can_i_vote(election),
    )


def _other_answer(election: Election, nominee: Nominee, now: datetime) -> Link | None:
    """Who declined may still change their mind while acceptance is open."""
    if nominee.declined_at and windows.may_accept(election.instants, election.facts, now):
        return _page(election, "nominees:answer_mine", _("You declined: change your answer"))
    return None


def _campaign(election: Election, reader: Reader, now: datetime) -> CanDo:
    return CanDo(
        _("You can read who stands."),
        _voting_opens(election, now),
        _page(election, "nominees:candidates", _("Read who stands")),
        second=_can_i_vote(election),
    )


def _voting_opens(election: Election, now: datetime) -> str:
    if phases.overdue(election.instants, election.facts, now):
        return why_late(election.facts)
    return _("Voting opens %(when)s.") % {"when": in_words(election.voting_opens, now)}


def _voting(election: Election, reader: Reader, now: datetime) -> CanDo:
    until = in_words(election.voting_closes, now)
    closes = _("Voting closes %(when)s.") % {"when": until}
    if election.strict_credentials:
        closes += " " + _("You need the voting code that was mailed to you.")
    ballot = _page(election, "ballots:ballot", _("Mark my ballot"))
    why = _page(election, "elections:can_i_vote", _("Can I vote, and why?"))
    if not reader.signed_in:
        return CanDo(_("Voting is open."), closes, _sign_in(ballot.url, _("Sign in to vote")), second=why)
    if reader.person is None:
        unknown = _("The address with which you are signed in is not on the member list.")
        return CanDo(_("You can’t vote in this election."), reason=unknown, second=why)
    tests = reader.tests(election, now)
    receipt = _own_receipt(election, reader)
    if not may_vote(tests):
        return CanDo(_("You can’t vote in this election."), reason=explained(tests), second=receipt or why)
    if receipt:
        again = _("You can vote again until %(when)s; the last ballot counts.") % {"when": until}
        return CanDo(_("Your ballot is in the box."), again, Link(ballot.url, _("Vote again")), second=receipt)
    return CanDo(_("You can vote."), closes, ballot, second=why)


def _paused(election: Election, reader: Reader, now: datetime) -> CanDo:
    return CanDo(
        _("Voting is paused."),
        _("Ballots already cast are safe. The reason stands in the election’s journal."),
        _page(election, "elections:journal", _("Read the journal")),
        second=_own_receipt(election, reader),
    )


def _ended(election: Election, reader: Reader, now: datetime) -> CanDo:
    certified = (
        _("Two officers certify the result before it is published.")
        if election.officers_required == 2
        else _("An officer certifies the result before it is published.")
    )
    sentences = {
        Phase.ENDED: _("The ballots are counted next. %(certified)s") % {"certified": certified},
        Phase.COUNTED: _("The ballots are counted. %(certified)s") % {"certified": certified},
        Phase.CERTIFIED: _("The result is certified, and published next."),
    }
    phase = election.phase(now)
    if windows.awaits_shares(election.instants, election.facts, now):
        sentences[phase] = _("The ballots are added up. Until the trustees open the totals, nobody knows the result.")
    return CanDo(
        _("Voting has closed."),
        sentences[phase],
        _page(election, "ballots:ballot_box", _("Look into the ballot box")),
        second=_own_receipt(election, reader),
    )


def _published(election: Election, reader: Reader, now: datetime) -> CanDo:
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
        second=_own_receipt(election, reader) or _page(election, "ballots:verify", _("Check it yourself")),
    )


def _void(election: Election, reader: Reader, now: datetime) -> CanDo:
    return _stopped(election, _("This vote was declared void."))


def _cancelled(election: Election, reader: Reader, now: datetime) -> CanDo:
    return _stopped(election, _("This election was cancelled."))


def _stopped(election: Election, heading: str) -> CanDo:
    """What was published once stays to be read."""
    result = _page(election, "ballots:result", _("The result as it was published"))
    return CanDo(
        heading,
        _("The reason stands in the election’s journal."),
        _page(election, "elections:journal", _("Read the journal")),
        second=result if election.published_at else None,
    )


def _page(election: Election, view: str, label: str) -> Link:
    return Link(reverse(view, args=[election.slug]), label)


def _can_i_vote(election: Election) -> Link:
    return _page(election, "elections:can_i_vote", _("Can I vote in this election?"))


def _sign_in(then: str, label: str) -> Link:
    return Link(f"{reverse('account_login')}?{urlencode({'next': then})}", label)


def _own_receipt(election: Election, reader: Reader) -> Link | None:
    tracker = reader.trackers.get(election.pk)
    return Link(reverse("ballots:receipt", args=[election.slug, tracker]), _("My receipt")) if tracker else None


BY_PHASE: Final[Mapping[Phase, Callable[[Election, Reader, datetime], CanDo]]] = {
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
    Phase.VOID: _void,
    Phase.CANCELLED: _cancelled,
}
