"""The pre-flight: everything that must be true, and what had better be true, before a ballot is sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import server_keys
from ballots.choices import standing
from base.models import MailAttempt
from elections import phases, windows
from elections.models import Contest, Election
from elections.sentences import problem_sentence
from nominees import support
from nominees.published import waiting_endorsements, waiting_profiles

NOT_SENDING = ("console", "dummy", "locmem", "filebased")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. A warning holds nothing up."""

    name: str
    passed: bool
    sentence: str
    is_warning: bool = False

    @property
    def fails(self) -> bool:
        return not self.passed and not self.is_warning


def preflight(election: Election, at: datetime) -> list[Check]:
    """Every check, passed or not. The ballot may be sealed when none of them fails."""
    return [
        *_timetable(election, at),
        *_contests(election),
        _roll(election),
        _server_key(),
        _statements(election),
        *_support(election),
        _roles(),
        _mail(),
    ]


def _timetable(election: Election, at: datetime) -> Iterator[Check]:
    problems = phases.problems(election.instants)
    if not problems:
        yield Check("timetable", True, _("The dates are in order."))
    yield from (Check("timetable", False, problem_sentence(problem)) for problem in problems)
    announced = _("Everyone who stands is announced, and voting has not begun.")
    too_early = _("The ballot is sealed after the candidates are announced, and before the vote.")
    ready = windows.ballot_is_due(election.instants, election.facts, at)
    if election.ballot_sealed_at is None:
        yield Check("phase", ready, announced if ready else too_early)
    late = phases.reached(election.voting_opens, at)
    overdue = _("Voting should have opened already: after sealing, use “open now”.")
    sentence = overdue if late else _("Voting opens later.")
    yield Check("opening", not late, sentence, is_warning=True)


def _contests(election: Election) -> Iterator[Check]:
    contests = list(election.contests.prefetch_related("seats"))
    if not contests:
        yield Check("contests", False, _("There is nothing on the ballot."))
    if sum(contest.kind == Contest.Kind.SEATS for contest in contests) > 1:
        yield Check("contests", False, _("There can be one contest for seats: nominees stand for the whole election."))
    candidates = len(standing(election))
    for contest in contests:
        yield _seats(contest, candidates) if contest.kind == Contest.Kind.SEATS else _resolution(contest)


def _seats(contest: Contest, candidates: int) -> Check:
    """In 2025 the number of winners was not set: 13 candidates for 13 seats, and all were elected."""
    seats, most = contest.seats.count(), contest.max_choices
    told = ngettext("%d candidate", "%d candidates", candidates) % candidates
    offered = ngettext("%d seat", "%d seats", seats) % seats
    facts = {"contest": contest.title, "seats": offered, "candidates": told}
    if seats == 0:
        return Check("seats", False, _("%(contest)s: the number of seats is not set.") % facts)
    if candidates <= seats:
        sentence = _("%(contest)s: %(candidates)s for %(seats)s. Everybody would be elected.")
        return Check("seats", False, sentence % facts)
    if most is not None and not 1 <= most <= candidates:
        sentence = _("%(contest)s: one may choose up to %(most)d of %(candidates)s.")
        return Check("seats", False, sentence % (facts | {"most": most}))
    return Check("seats", True, _("%(contest)s: %(candidates)s for %(seats)s.") % facts)


def _resolution(contest: Contest) -> Check:
    facts = {"contest": contest.title, "majority": contest.get_majority_display()}
    if contest.majority not in Contest.Majority.values:
        return Check("majority", False, _("%(contest)s: no rule says what majority it needs.") % facts)
    return Check("majority", True, _("%(contest)s: it needs %(majority)s.") % facts)


def _roll(election: Election) -> Check:
    if election.roll_sealed_at is None:
        return Check("roll", False, _("The roll is not sealed."))
    voters = election.roll.filter(removed_at__isnull=True).count()
    if not voters:
        return Check("roll", False, _("The roll is empty."))
    sentence = ngettext("The roll is sealed: %(voters)d voter.", "The roll is sealed: %(voters)d voters.", voters)
    return Check("roll", True, sentence % {"voters": voters})


def _server_key() -> Check:
    if server_keys.can_be_kept():
        return Check("key", True, _("The server can keep its key encrypted. Is ELECTION_KEY in your backup?"))
    return Check("key", False, _("The server cannot encrypt its key: ELECTION_KEY is missing or wrong."))


def _statements(election: Election) -> Check:
    waiting = waiting_profiles(election).count() + waiting_endorsements(election).count()
    if not waiting:
        return Check("statements", True, _("No statement waits for approval."), is_warning=True)
    sentence = ngettext(
        "%(waiting)d statement waits for approval.", "%(waiting)d statements wait for approval.", waiting
    )
    return Check("statements", False, sentence % {"waiting": waiting}, is_warning=True)


def _support(election: Election) -> Iterator[Check]:
    """Nobody is left off the ballot unnoticed."""
    if not election.endorsements_needed:
        return
    lacking = support.lacking(election)
    if not lacking:
        yield Check("support", True, _("Everybody who stands has the endorsements that it takes."), is_warning=True)
        return
    told = _("%(name)s (%(given)d of %(needed)d)")
    names = [told % {"name": each.name, "given": has.given, "needed": has.needed} for each, has in lacking.items()]
    sentence = _("Too few endorsements by members with a vote; not on the ballot: %(names)s.")
    yield Check("support", False, sentence % {"names": ", ".join(names)}, is_warning=True)


def _roles() -> Check:
    """One role for everything makes "only grows" a promise of the code instead of a fact of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", ["ballots_ballot"])
        (may_change_ballots,) = cursor.fetchone()
    if may_change_ballots:
        sentence = _("The web server’s database role may change stored ballots: give it a role of its own.")
        return Check("roles", False, sentence, is_warning=True)
    return Check("roles", True, _("The web server’s database role can only add ballots."), is_warning=True)


def _mail() -> Check:
    if any(f".{backend}." in settings.EMAIL_BACKEND for backend in NOT_SENDING):
        return Check("mail", False, _("No mail leaves this server: set EMAIL_URL."), is_warning=True)
    last = MailAttempt.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    if last is not None and last.outcome != MailAttempt.Outcome.SENT:
        return Check("mail", False, _("The last mail could not be delivered. Look at the mail page."), is_warning=True)
    return Check("mail", True, _("Mail leaves the server."), is_warning=True)
