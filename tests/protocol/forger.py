"""A prover that seals whatever it is told, written from the specification alone, not from our sealing code.

Told nothing special it makes valid ballots. Told so, it encrypts numbers that are not allowed, or leaves one input
out of one kind of hash; a verifier that forgot the same input would accept what comes out.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from ballots.protocol.credentials import SigningKey
from ballots.protocol.group import ORDER, Element, RandBelow, divide, generator_power, multiply, power, write_element
from ballots.protocol.questions import Election, Question

Json = dict[str, Any]
Inputs = list[tuple[str, str]]
Pair = tuple[Element, Element]


class Forger:
    def __init__(self, election: Election, key: SigningKey, randbelow: RandBelow, omit: str = "") -> None:
        self.election = election
        self.key = key
        self.randbelow = randbelow
        self.omit = omit
        self.inputs: list[str] = []
        """Every input of every kind of hash that was computed, as "kind: input"."""

    def ballot(self, plaintexts: Sequence[Sequence[int]]) -> bytes:
        answers = [self.answer(q, numbers) for q, numbers in zip(self.election.questions, plaintexts, strict=True)]
        return self.sign(
            {
                "election_uuid": self.election.uuid,
                "election_hash": self.election.fingerprint,
                "credential": write_element(self.key.public),
                "answers": answers,
            }
        )

    def sign(self, unsigned: Json) -> bytes:
        """Sign whatever stands before the signature."""
        body = {name: value for name, value in unsigned.items() if name != "signature"}
        digest = hashlib.sha256(compact(body).encode()).digest()
        signed_hash = base64.b64encode(digest).decode().rstrip("=")
        w = self.randbelow(ORDER)
        commitment = write_element(generator_power(w))
        challenge = self.hash("signature", [("tag", "sig")], [("hash", signed_hash)], [("A", commitment)])
        proof = _proof(challenge, w - self.key.secret * challenge)
        return compact({**body, "signature": {"hash": signed_hash, "proof": proof}}).encode()

    def answer(self, question: Question, numbers: Sequence[int]) -> Json:
        rs = [self.randbelow(ORDER) for _ in numbers]
        y = self.election.public_key
        pairs = [
            (generator_power(r), multiply(power(y, r), generator_power(m))) for r, m in zip(rs, numbers, strict=True)
        ]
        s0: list[Inputs] = [[("election", self.election.fingerprint)], [("credential", write_element(self.key.public))]]
        s = [*s0, [named for number, pair in enumerate(pairs) for named in _named(pair, str(number))]]
        individual = [
            self.disjunction("individual", "prove", [*s0, _named(pair)], [pair, _less(pair, 1)], r, int(m != 0))
            for pair, r, m in zip(pairs, rs, numbers, strict=True)
        ]
        choices = [{"alpha": write_element(alpha), "beta": write_element(beta)} for alpha, beta in pairs]
        first = int(question.blank)
        total, r_sum, chosen = _sum(pairs[first:]), sum(rs[first:]), sum(numbers[first:])
        allowed = range(question.minimum, question.maximum + 1)
        of_number = [_less(total, m) for m in allowed]
        true = allowed.index(chosen) if chosen in allowed else 0
        answer = {"choices": choices, "individual_proofs": individual}
        if not question.blank:
            overall = self.disjunction("number", "prove", [*s, _named(total)], of_number, r_sum, true)
            return {**answer, "overall_proof": overall}
        abstains = numbers[0] == 1
        branches = [_less(pairs[0], 1), *of_number]
        overall = self.disjunction(
            "number or blank", "bproof1", s, branches, rs[0] if abstains else r_sum, 0 if abstains else true + 1
        )
        blank = self.disjunction(
            "blank", "bproof0", s, [pairs[0], total], r_sum if abstains else rs[0], 1 if abstains else 0
        )
        return {**answer, "overall_proof": overall, "blank_proof": blank}

    def disjunction(
        self, kind: str, tag: str, bound: list[Inputs], branches: list[Pair], r: int, true: int
    ) -> list[Json]:
        """Claim that branch `true` is (g^r, y^r), whether it is or not."""
        y = self.election.public_key
        w = self.randbelow(ORDER)
        proofs, commitments = [], []
        for j, (alpha, beta) in enumerate(branches):
            if j == true:
                proofs.append((0, w))
                a, b = generator_power(w), power(y, w)
            else:
                challenge, response = self.randbelow(ORDER), self.randbelow(ORDER)
                proofs.append((challenge, response))
                a = multiply(generator_power(response), power(alpha, challenge))
                b = multiply(power(y, response), power(beta, challenge))
            commitments += [(f"A{j}", write_element(a)), (f"B{j}", write_element(b))]
        challenge = self.hash(kind, [("tag", tag)], *bound, commitments) - sum(c for c, _ in proofs)
        proofs[true] = (challenge, w - r * challenge)
        return [_proof(*proof) for proof in proofs]

    def hash(self, kind: str, *parts: Inputs) -> int:
        self.inputs += [f"{kind}: {name}" for part in parts for name, _ in part]
        kept = [[text for name, text in part if f"{kind}: {name}" != self.omit] for part in parts]
        message = "|".join(",".join(texts) for texts in kept if texts)
        return int(hashlib.sha256(message.encode()).hexdigest(), 16) % ORDER


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _proof(challenge: int, response: int) -> Json:
    return {"challenge": str(challenge % ORDER), "response": str(response % ORDER)}


def _named(pair: Pair, suffix: str = "") -> Inputs:
    return [(f"alpha{suffix}", write_element(pair[0])), (f"beta{suffix}", write_element(pair[1]))]


def _less(pair: Pair, number: int) -> Pair:
    return pair[0], divide(pair[1], generator_power(number))


def _sum(pairs: list[Pair]) -> Pair:
    alpha, beta = pairs[0]
    for next_alpha, next_beta in pairs[1:]:
        alpha, beta = multiply(alpha, next_alpha), multiply(beta, next_beta)
    return alpha, beta
