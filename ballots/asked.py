"""What a ballot asks and by which rules it counts, as a hash: so a trial and a sealing are of the same ballot."""

from typing import Final

from django.forms.models import model_to_dict

from ballots import authorities, issuing
from ballots.choices import offers
from ballots.key_making import key_making
from ballots.protocol.wire import sha256
from elections.models import Election
from elections.seen import hash_of

RULES: Final = (
    "quorum_numerator",
    "quorum_denominator",
    "body",
    "affiliation_limit",
    "entity_limit",
    "board_size",
    "voting_classes",
    "rules_source",
    "officers_required",
    "server_may_seal",
    "strict_credentials",
)


def ballot_hash(election: Election) -> str:
    """All that sealing would fix, as a hash: the roll, questions with choices, the rules, and whose keys and codes."""
    return hash_of(_asked(election) | {"roll": election.roll_hash} | _trustees(election) | _credentials(election))


def questions_hash(election: Election) -> str:
    """What voters will be asked, and by which rules it counts, as a hash; whoever votes."""
    return hash_of(_asked(election))


def _trustees(election: Election) -> dict[str, object]:
    """The server's own key is made at sealing. Without other trustees there is nothing to say."""
    making = key_making(election)
    if making is None:
        return {}
    keys = sorted((step, pk, sha256(raw)) for (step, pk), raw in making.files.items())
    return {"trustees": [each.name for each in making.trustees], "needed": making.needed, "keys": keys}


def _credentials(election: Election) -> dict[str, object]:
    """The public part of the codes that somebody outside made; the server makes its own at sealing."""
    authority = authorities.present(election)
    issued = issuing.last(authority) if authority else None
    if authority is None or issued is None:
        return {}
    return {"credential authority": authority.name, "credentials": sha256(bytes(issued.content))}


def _asked(election: Election) -> dict[str, object]:
    contests = election.contests.prefetch_related("seats")
    return {
        "name": election.name,
        "description": election.description,
        "contests": [
            model_to_dict(contest, exclude=["id", "election"])
            | {
                "seats": [seat.years for seat in contest.seats.all()],
                "choices": [offer.label for offer in offers(contest)],
            }
            for contest in contests
        ],
        "rules": model_to_dict(election, fields=RULES),
    }
