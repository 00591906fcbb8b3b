"""Why something is refused: one reason, one plain sentence, and the place where it was found."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Reason(StrEnum):
    """A code for programs and the sentence for people."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> "Reason":
        reason = str.__new__(cls, code)
        reason._value_ = code
        reason.sentence = sentence
        return reason

    # bytes and shapes
    NOT_JSON = "not-json", "This is not JSON text."
    NOT_CANONICAL = "not-canonical", "These bytes are not exactly what the same content is written as."
    WRONG_FIELDS = "wrong-fields", "The fields are not exactly those of the specification, in its order."
    WRONG_TYPE = "wrong-type", "A value is of the wrong kind."
    TOO_LARGE = "too-large", "This is larger than any valid ballot of this election."
    NOT_AN_ELEMENT = "not-an-element", "A group element is not written as 64 lower-case hexadecimal digits."
    OUTSIDE_GROUP = "outside-group", "A number is not an element of the group of prime order."
    IDENTITY = "identity", "The neutral element stands where it is forbidden."
    NOT_A_SCALAR = "not-a-scalar", "A scalar is not a plain decimal number below the order of the group."
    WRONG_COUNT = "wrong-count", "The number of answers, choices or proofs is not that of the sealed election."
    # setup
    UNSUPPORTED = "unsupported", "This election uses something that is not supported here."
    BAD_UUID = "bad-uuid", "An election identifier has at least 14 base58 characters."
    BAD_QUESTION = "bad-question", "A question has impossible limits, or answers that are missing or not distinct."
    BAD_CREDENTIAL = "bad-credential", "A private credential is 22 base58 characters in groups of 5, 6, 5 and 6."
    REPEATED_CREDENTIAL = "repeated-credential", "A credential is on the list twice."
    BAD_IDENTITY = "bad-identity", "A code is for a voter's number, or R and a number of the reserve, without weight."
    REPEATED_VOTER = "repeated-voter", "There are two codes for one voter, or for one number of the reserve."
    WRONG_ELECTION_KEY = "wrong-election-key", "The election's key is not the product of its trustees' keys."
    KEY_UNPROVED = "key-unproved", "A trustee's proof of knowing the private key does not hold."
    REPEATED_KEY = "repeated-key", "Two trustees have the same key."
    BAD_GROUP = "bad-threshold-group", "The keys of a threshold group do not fit together."
    # key ceremony
    BAD_SEED = "bad-seed", "A trustee's file of a threshold group is a seed of 22 base58 characters."
    OTHER_PLACE = "other-place", "This certificate was made for another group, or for another place in this one."
    NOT_SIGNED = "not-signed", "A message of the key ceremony is not signed by its trustee."
    OTHER_CIPHER = "other-cipher", "This was not sealed with AES-GCM; belenios-tool does so from version 3.3 on."
    CANNOT_OPEN = "cannot-open", "A sealed message cannot be opened: it was changed, or sealed for someone else."
    OTHER_RECIPIENT = "other-recipient", "A sealed message was written for someone else."
    NOT_MINE = "not-mine", "None of the certificates is that of this key."
    CHANGED = "changed", "What this trustee made earlier comes back changed."
    WRONG_SECRET = "wrong-secret", "The secret that this trustee sent does not fit what it published."
    WRONG_KEY = "wrong-key", "This trustee's key does not follow from what all trustees published."
    # rehearsal
    BAD_NONCE = "bad-nonce", "What a trustee is asked to sign is not 22 to 64 base58 characters."
    OTHER_KEY = "other-key", "This was made with another key."
    OTHER_NONCE = "other-nonce", "This is the answer to another rehearsal."
    NOT_REHEARSED = "not-rehearsed", "This does not prove that the trustee's private key is there."
    # ballots
    BAD_CHOICE = "bad-choice", "This choice is not allowed by the question."
    WRONG_ELECTION = "wrong-election", "This ballot is for another election."
    WRONG_FINGERPRINT = "wrong-fingerprint", "This ballot is for another version of this election."
    UNKNOWN_CREDENTIAL = "unknown-credential", "This ballot's credential is not on the sealed list."
    OTHER_CREDENTIAL = "other-credential", "This ballot's credential is another voter's."
    WRONG_HASH = "wrong-hash", "The signed hash is not that of this ballot."
    BAD_SIGNATURE = "bad-signature", "The signature on this ballot does not hold."
    REPEATED_CIPHERTEXT = "repeated-ciphertext", "An encrypted choice occurs twice in this ballot."
    TESTED_CIPHERTEXT = "tested-ciphertext", "An encrypted choice belongs to a ballot that was tested; seal a new one."
    INDIVIDUAL_PROOF = "individual-proof", "The proof that a choice is 0 or 1 does not hold."
    OVERALL_PROOF = "overall-proof", "The proof that the number of choices is allowed does not hold."
    BLANK_PROOF = "blank-proof", "The proof that an abstention carries no choice does not hold."
    WRONG_CODE = "wrong-code", "The code that was shown is not that of this ballot."
    OTHER_PLAINTEXT = "other-plaintext", "An encrypted choice is not the encryption of what the file says it is."
    # tally
    BAD_SHARE = "bad-share", "The proof of a partial decryption does not hold."
    UNKNOWN_TRUSTEE = "unknown-trustee", "There is no trustee with this number."
    REPEATED_SHARE = "repeated-share", "This trustee's partial decryption is there already."
    MISSING_SHARES = "missing-shares", "Partial decryptions are missing."
    OTHER_SHARE = "other-share", "This proof is about another share, or another record."
    NOT_STRONG = "not-strong", "The proof that the whole share belongs to this record does not hold."
    NO_TOTAL = "no-total", "A total is not between 0 and the number of ballots counted."
    # record
    NOT_A_RECORD = "not-a-record", "This does not start with a record's header."
    TORN = "torn", "The record ends in the middle of an entry, or with data that no event names."
    END_OF_ARCHIVE = "end-of-archive", "The record contains end-of-archive blocks; it must only ever grow."
    BAD_ENTRY = "bad-entry", "An entry's header or padding is not as the record's writer makes it."
    WRONG_NAME = "wrong-name", "An entry's name is not the hash of its content."
    REPEATED_ENTRY = "repeated-entry", "The same data is in the record twice."
    BROKEN_CHAIN = "broken-chain", "An event does not name the event before it."
    WRONG_HEIGHT = "wrong-height", "An event's number is not one more than the one before it."
    WRONG_PLACE = "wrong-place", "This kind of event cannot stand here."
    WRONG_PAYLOAD = "wrong-payload", "An event names data that does not stand before it."
    UNNAMED_DATA = "unnamed-data", "There is data that no event names."
    WRONG_TALLY = "wrong-tally", "The encrypted tally is not the sum of the last ballot of each credential."
    WRONG_NUMBERS = "wrong-numbers", "The number of ballots counted is wrong."
    WRONG_RESULT = "wrong-result", "The result is not what the partial decryptions give."


class Refused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """Something is not accepted; `reason` says why and `where` says which part."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where

    @property
    def code(self) -> str:
        return str(self.reason.value)

    def __str__(self) -> str:
        """For example: Ballot 3, Question 1, choice 2: The proof that a choice is 0 or 1 does not hold."""
        return f"{self.where}: {self.reason.sentence}" if self.where else self.reason.sentence


class Malformed(Refused):
    """The bytes or the numbers are not of the required form."""


class Unproved(Refused):
    """A proof or a signature does not hold."""


class OutOfPlace(Refused):
    """Well formed, but not acceptable here: another election, the wrong order, a second time."""


@contextmanager
def at(where: str) -> Iterator[None]:
    """Name the part that is being looked at in every refusal raised inside."""
    try:
        yield
    except Refused as refused:
        place = f"{where}, {refused.where}" if refused.where else where
        raise type(refused)(refused.reason, place) from None
