"""What the server is told of a sealed ballot before its voter opens it for a test, so that it never takes that ballot.

This is not part of Belenios. The file has the alpha of every encrypted choice: with them the ballot is known again, and
nothing is learned of what is in it.

    {"election_uuid", "election_hash", "alphas": ["…", …]}
"""

from .ballot import UnsignedBallot
from .errors import Malformed, OutOfPlace, Reason
from .group import parse_element, write_element
from .questions import Election
from .wire import array, dump, fields, load, same_bytes, text


def give_up(ballot: UnsignedBallot) -> bytes:
    alphas = [write_element(choice.alpha) for answer in ballot.answers for choice in answer.choices]
    return _written(ballot.election_uuid, ballot.election_hash, alphas)


def read_given_up(election: Election, raw: bytes) -> list[str]:
    """The alphas of a whole ballot of this election; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    uuid, election_hash, listed = fields(load(raw), "election_uuid", "election_hash", "alphas")
    if text(uuid) != election.uuid:
        raise OutOfPlace(Reason.WRONG_ELECTION)
    if text(election_hash) != election.fingerprint:
        raise OutOfPlace(Reason.WRONG_FINGERPRINT)
    alphas = [write_element(parse_element(alpha)) for alpha in array(listed)]
    count = sum(question.ciphertexts for question in election.questions)
    if len(alphas) != count or len(set(alphas)) != count:
        raise Malformed(Reason.WRONG_COUNT)
    same_bytes(raw, _written(election.uuid, election.fingerprint, alphas))
    return alphas


def _written(uuid: str, election_hash: str, alphas: list[str]) -> bytes:
    return dump({"election_uuid": uuid, "election_hash": election_hash, "alphas": alphas})
