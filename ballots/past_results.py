"""Results of elections that were held elsewhere: their figures enter the record, marked as what they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ballots.models import PastResult
from ballots.past_figures import PastContest, PastElection
from ballots.result_details import told
from ballots.results import ChoiceData, ContestData, ResultData
from base import journal
from base.documents import DocumentError
from elections.models import Election, ElectionKind
from elections.officers import require_officer
from elections.quorum import quorum
from elections.seating import Candidate, Limit, Outcome, Row, Seat, Seating, seat
from members.models import Person
from nominees.archives import Archives, find, match_elected
from nominees.models import Archive, Elected, Nominee


@transaction.atomic
def enter_all(every: Iterable[PastElection], *, by: Person, at: datetime) -> list[tuple[Election, str]]:
    """All of them or none. Officers alone; the command acts for who runs the machine."""
    require_officer(by)
    return [enter_past_result(each, by=by, at=at) for each in every]


@transaction.atomic
def enter_past_result(past: PastElection, *, by: Person, at: datetime) -> tuple[Election, str]:
    """The figures of one election, which is made where there is none; and "new", "changed" or "unchanged".

    Who was elected then counts for the register, for pages of candidates and for the turnout over the years.
    """
    election = _election(past, by=by, at=at)
    data = as_data(past, election)
    held = PastResult.objects.select_for_update().filter(election=election).first()
    if held and (held.data, held.source) == (data, past.source):
        return election, "unchanged"
    PastResult.objects.update_or_create(
        election=election, defaults={"data": data, "source": past.source, "entered_at": at, "entered_by": by}
    )
    _tell_elected(election, data)
    journal.write(
        "enter past result", by=by, election=election.uuid, subject=election.name, reason=past.source, public=True
    )
    return election, "changed" if held else "new"


def as_data(past: PastElection, election: Election) -> ResultData:
    """As a certified result; the quorum is told where its numbers are known."""
    pages = list(election.nominees.all()) if election.pk else []
    counted = None
    if past.eligible is not None and past.voted is not None and election.quorum_numerator:
        counted = quorum(past.eligible, past.voted, Fraction(election.quorum_numerator, election.quorum_denominator))
    return {
        "election": election.name,
        "slug": election.slug,
        "uuid": str(election.uuid),
        "ballots": past.voted,
        "eligible": past.eligible,
        "quorum_needed": counted.needed if counted else None,
        "quorum_met": counted.met if counted else None,
        "turnout": [
            {"classes": list(each["classes"]), "eligible": each["eligible"], "voted": each["voted"]}
            for each in past.turnout
        ],
        "contests": [_contest(each, place, pages) for place, each in enumerate(past.contests, start=1)],
    }


def _election(past: PastElection, *, by: Person, at: datetime) -> Election:
    """By its slug or name, else the only one of its year and body that was taken over; else it is made."""
    kind = ElectionKind.objects.filter(slug=past.kind).first()
    if kind is None:
        raise ValidationError(_("“%(kind)s” is no kind of election here.") % {"kind": past.kind}, code="kind")
    if Election.objects.filter(Q(slug=past.slug) | Q(name=past.name), imported_at=None).exists():
        sentence = _("“%(name)s” was held here: its result is the one that was counted.")
        raise ValidationError(sentence % {"name": past.name}, code="held here")
    election = find(past.slug, past.name) or _of_the_year(past, kind)
    if election is None:
        try:
            election = Archives(by, at).of("", 0, (past.slug or slugify(past.name)[:80], past.name))
        except DocumentError as error:
            raise ValidationError(str(error), code="year") from error
        election.kind, election.body, election.body_name = kind, kind.body, kind.body_name
        election.quorum_numerator, election.quorum_denominator = kind.quorum_numerator, kind.quorum_denominator
        election.affiliation_limit, election.board_size = kind.affiliation_limit, kind.board_size
        election.imported_from = past.source[:200]
        election.save()
    if past.voting_opens or past.voting_closes:
        dates = {"voting_opens": past.voting_opens, "voting_closes": past.voting_closes}
        Archive.objects.update_or_create(election=election, defaults={name: at for name, at in dates.items() if at})
    return election


def _of_the_year(past: PastElection, kind: ElectionKind) -> Election | None:
    same = Election.objects.filter(imported_at__isnull=False, body=kind.body, voting_closes__year=past.year)
    found = list(same[:2])
    return found[0] if len(found) == 1 else None


def _contest(contest: PastContest, place: int, pages: Sequence[Nominee]) -> ContestData:
    data: ContestData = {
        "uuid": f"contest-{place}",
        "kind": contest.kind,
        "title": contest.title,
        "seats": sorted(contest.seats, reverse=True),
        "choices": [],
        "abstentions": contest.abstained,
        "ties": [],
        "vacant": [],
        "majority": contest.majority,
        "carried": contest.carried,
        "needed": None,
        "base": None,
        "seating": None,
        "candidates": contest.candidates or len(contest.choices) or None,
    }
    if contest.kind == "resolution":
        _decide(contest, data)
    elif not contest.choices:
        return data
    elif contest.choices[0].votes is None:
        data["choices"] = _named(contest, _slugs(contest, pages), pages)
    else:
        _fill_seats(contest, data, _slugs(contest, pages), pages)
    return data


def _decide(contest: PastContest, data: ContestData) -> None:
    if contest.in_favour is None or contest.against is None:
        return
    votes, base = (contest.in_favour, contest.against), contest.in_favour + contest.against
    data["choices"] = [
        _choice(name, "", number, rank=None, outcome="") for name, number in zip(("For", "Against"), votes, strict=True)
    ]
    data["carried"] = contest.in_favour > contest.against if contest.carried is None else contest.carried
    data["needed"], data["base"] = base // 2 + 1, base


def _fill_seats(contest: PastContest, data: ContestData, slugs: Mapping[str, str], pages: Sequence[Nominee]) -> None:
    """By the same rules as an election that is held here; the order among equals is the one on record."""
    candidates = [
        Candidate(slugs[each.name], each.votes or 0, frozenset(each.entities), each.excluded, each.reason)
        for each in contest.choices
    ]
    limit = None if contest.limit is None else Limit(contest.limit)
    seats = [Seat(str(number), years) for number, years in enumerate(data["seats"], start=1)]
    order = [slugs[name] for name in contest.tie_order]
    seating = seat(candidates, seats, limit=limit, tie_order=order)
    names = {slug: name for name, slug in slugs.items()}
    known = {nominee.slug for nominee in pages}
    affiliations = {slugs[each.name]: each.entities for each in contest.choices if each.entities}
    data["choices"] = [_row(row, names, known) for row in seating.rows]
    data["ties"] = _ties(seating)
    data["vacant"] = [each.years for each in seating.vacant]
    data["seating"] = told(
        seating,
        seats,
        limit,
        names=names,
        sitting=[],
        affiliations={
            slug: [{"organisation": entity, "entity": entity} for entity in held] for slug, held in affiliations.items()
        },
        tie_break={"order": order, "source": contest.tie_source},
    )


def _ties(seating: Seating) -> list[dict[str, Any]]:
    return [
        {"votes": tie.votes, "candidates": list(tie.candidates), "order": list(tie.order) if tie.order else None}
        for tie in seating.ties
    ]


def _row(row: Row, names: Mapping[str, str], pages: set[str]) -> ChoiceData:
    candidate = row.candidate
    return _choice(
        names[candidate.id],
        candidate.id,
        candidate.votes,
        rank=row.rank,
        outcome=row.outcome.value,
        years=row.seat.years if row.seat else None,
        entity=row.entity or "",
        reason=candidate.exclusion_reason,
        has_page=candidate.id in pages,
    )


def _named(contest: PastContest, slugs: Mapping[str, str], pages: Sequence[Nominee]) -> list[ChoiceData]:
    """Who stood, and who of them was elected: no votes are known."""
    known = {nominee.slug for nominee in pages}
    elected_first = sorted(contest.choices, key=lambda each: (each.years is None, -(each.years or 0)))
    return [
        _choice(
            each.name,
            slugs[each.name],
            None,
            rank=None,
            outcome=(Outcome.SEATED if each.years else Outcome.NOT_ELECTED).value,
            years=each.years,
            reason=each.reason,
            has_page=slugs[each.name] in known,
        )
        for each in elected_first
    ]


def _choice(
    name: str,
    slug: str,
    votes: int | None,
    *,
    rank: int | None,
    outcome: str,
    years: int | None = None,
    entity: str = "",
    reason: str = "",
    has_page: bool = False,
) -> ChoiceData:
    return {
        "name": name,
        "slug": slug,
        "votes": votes,
        "rank": rank,
        "outcome": outcome,
        "years": years,
        "entity": entity,
        "reason": reason,
        "has_page": has_page,
    }


def _slugs(contest: PastContest, pages: Sequence[Nominee]) -> dict[str, str]:
    """Of each candidate: that of their page, where the name or the last word of it tells which; else one of its own."""
    found: dict[str, str] = {}
    for each in contest.choices:
        same = [nominee for nominee in pages if nominee.name == each.name]
        same = same or [nominee for nominee in pages if nominee.name.split()[-1:] == [each.name]]
        slug = same[0].slug if len(same) == 1 else slugify(each.name) or f"candidate-{len(found) + 1}"
        while slug in found.values():
            slug = f"{slug}-2"
        found[each.name] = slug
    return found


def _tell_elected(election: Election, data: ResultData) -> None:
    """For the register and candidates' pages; a list of documents that named them before is left as it is."""
    won = [row for contest in data["contests"] for row in contest["choices"] if row["outcome"] == Outcome.SEATED]
    if won and not election.elected.exists():
        Elected.objects.bulk_create(
            Elected(
                election=election,
                position=place,
                name=row["name"],
                years=row["years"],
                nominee_slug=row["slug"] if row.get("has_page") else "",
            )
            for place, row in enumerate(won, start=1)
        )
    match_elected(election)
