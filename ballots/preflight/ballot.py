"""The pre-flight of what is on the ballot: contests, seats with their terms, majorities, and a trial of the count."""

from collections.abc import Iterator

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.asked import questions_hash
from ballots.choices import standing
from ballots.preflight.check import Check
from ballots.trial_count import last_trial
from base.moments import in_words
from elections.models import Contest, Election


def checks(election: Election) -> Iterator[Check]:
    contests = list(election.contests.prefetch_related("seats"))
    if not contests:
        yield Check("contests", False, _("There is nothing on the ballot."))
    if sum(contest.kind == Contest.Kind.SEATS for contest in contests) > 1:
        yield Check("contests", False, _("There can be one contest for seats: nominees stand for the whole election."))
    candidates = len(standing(election))
    for contest in contests:
        yield _seats(contest, candidates) if contest.kind == Contest.Kind.SEATS else _resolution(contest)
    if contests:
        yield _trial(election)


def _seats(contest: Contest, candidates: int) -> Check:
    """In 2025 the number of winners was not set: 13 candidates for 13 seats, and all were elected."""
    years, most = [seat.years for seat in contest.seats.all()], contest.max_choices
    seats = len(years)
    told = ngettext("%d candidate", "%d candidates", candidates) % candidates
    offered = ngettext("%d seat", "%d seats", seats) % seats
    facts = {"contest": contest.title, "seats": offered, "candidates": told, "terms": _terms(years)}
    if seats == 0:
        return Check("seats", False, _("%(contest)s: the number of seats is not set.") % facts)
    if candidates <= seats:
        sentence = _("%(contest)s: %(candidates)s for %(seats)s. Everybody would be elected.")
        return Check("seats", False, sentence % facts)
    if most is not None and not 1 <= most <= candidates:
        sentence = _("%(contest)s: one may choose up to %(most)d of %(candidates)s.")
        return Check("seats", False, sentence % (facts | {"most": most}))
    return Check("seats", True, _("%(contest)s: %(candidates)s for %(seats)s, of %(terms)s.") % facts)


def _terms(years: list[int]) -> str:
    """3 years; 3, 3 and 1 years."""
    last = years[-1] if years else 0
    if len(set(years)) <= 1:
        return ngettext("%d year", "%d years", last) % last
    return _("%(list)s years") % {"list": get_text_list([str(each) for each in years], _("and"))}


def _resolution(contest: Contest) -> Check:
    facts = {"contest": contest.title, "majority": contest.get_majority_display()}
    if contest.majority not in Contest.Majority.values:
        return Check("majority", False, _("%(contest)s: no rule says what majority it needs.") % facts)
    return Check("majority", True, _("%(contest)s: it needs %(majority)s.") % facts)


def _trial(election: Election) -> Check:
    """It is of this very ballot: whatever changes on it asks for another trial."""
    found = last_trial(election)
    if found is None:
        return Check("trial", False, _("The count of this ballot was not tried yet."), is_warning=True)
    line, trial = found
    facts = {"when": in_words(line.at), "seats": trial.seats, "seated": trial.seated}
    if trial.asked != questions_hash(election):
        sentence = _("The ballot has changed since its count was tried, on %(when)s.") % facts
    elif not trial.agrees:
        sentence = _("The count was tried on %(when)s, and its numbers differ. Don’t seal: ask who runs the server.")
    elif trial.seats != trial.seated:
        sentence = _("The count was tried on %(when)s, and would fill %(seated)d of %(seats)d seats.")
    else:
        tried = _("The count of this very ballot was tried on %(when)s: its numbers agree.") % facts
        return Check("trial", True, tried, is_warning=True)
    return Check("trial", False, sentence % facts, is_warning=True)
