"""The pre-flight of who stands: their statements, support and affiliations, and the register of who sits already."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable, NegatedExpression
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.preflight.check import Check, names, warning
from ballots.seating_inputs import entity_limit
from elections.models import BoardTerm, Contest, Election, Seat
from nominees import support
from nominees.models import Nominee, ProfileRevision
from nominees.published import waiting_endorsements, waiting_profiles


def checks(election: Election, at: datetime) -> Iterator[Check]:
    yield _waiting(election)
    if not election.instants.has_nominations and not election.contests.filter(kind=Contest.Kind.SEATS).exists():
        return
    yield _without_statement(election)
    yield from _support(election)
    if entity_limit(election) is not None:
        yield _without_affiliation(election)
        yield from _register(election)


def _waiting(election: Election) -> Check:
    waiting = waiting_profiles(election).count() + waiting_endorsements(election).count()
    sentence = ngettext(
        "%(waiting)d statement waits for approval.", "%(waiting)d statements wait for approval.", waiting
    )
    told = sentence % {"waiting": waiting} if waiting else ""
    return warning("statements", told, _("No statement waits for approval."))


def _without_statement(election: Election) -> Check:
    approved = ProfileRevision.objects.filter(nominee=OuterRef("pk"), approved_at__isnull=False)
    without = _named(election, ~Exists(approved))
    sentence = _("Nothing of theirs is approved, so their pages are empty: %(names)s.") % {"names": names(without)}
    return warning("no statement", sentence if without else "", _("Everybody who stands has an approved statement."))


def _without_affiliation(election: Election) -> Check:
    """Silence is not “none”: who said that they have none is not asked again."""
    organisations = Nominee.organisations.through.objects.filter(nominee=OuterRef("pk"))
    said = ProfileRevision.objects.filter(nominee=OuterRef("pk"), approved_at__isnull=False, has_no_affiliations=True)
    without = _named(election, ~Exists(organisations), ~Exists(said))
    sentence = _("No organisation counts for them, so the limit on affiliations does not see them: %(names)s.")
    good = _("For everybody who stands it is known which organisations count, or that none does.")
    return warning("affiliations", sentence % {"names": names(without)} if without else "", good)


def _register(election: Election) -> Iterator[Check]:
    """Who sits counts for the limit; a register that lacks somebody lets one too many of an organisation sit."""
    day = election.voting_closes.date()
    running = BoardTerm.objects.filter(body=election.body, since__lte=day, until__gt=day)
    seats = Seat.objects.filter(contest__election=election).count()
    sitting = running.count()
    facts = {"sitting": sitting, "seats": seats, "size": election.board_size, "sum": sitting + seats}
    told = _(
        "By the register %(sitting)d go on sitting; with %(seats)d seats to fill that is %(sum)d, and not %(size)d."
    )
    good = _("By the register %(sitting)d go on sitting; with %(seats)d seats to fill that is the body of %(size)d.")
    complete = sitting + seats == election.board_size
    yield Check("register", complete, (good if complete else told) % facts, is_warning=True)
    silent = sorted(term.name for term in running.filter(organisations=None))
    sentence = _("The register names no organisation of who goes on sitting: %(names)s.") % {"names": names(silent)}
    good = _("The register names an organisation of everybody who goes on sitting.")
    yield warning("register affiliations", sentence if silent else "", good)


def _support(election: Election) -> Iterator[Check]:
    """Nobody is left off the ballot unnoticed."""
    if not election.endorsements_needed:
        return
    told = _("%(name)s (%(given)d of %(needed)d)")
    lacking = [
        told % {"name": each.name, "given": has.given, "needed": has.needed}
        for each, has in support.lacking(election).items()
    ]
    sentence = _("Too few endorsements by members with a vote; not on the ballot: %(names)s.")
    good = _("Everybody who stands has the endorsements that it takes.")
    yield warning("support", sentence % {"names": names(lacking)} if lacking else "", good)


def _named(election: Election, *conditions: "Exists | NegatedExpression[Combinable]") -> list[str]:
    """Who stands and meets all of them, by name."""
    return sorted(support.standing(election).filter(*conditions).values_list("name", flat=True))
