"""The last steps of a ceremony: what only the recipient of a secret can see, and the keys that come out."""

import dataclasses
from typing import Any

import pytest

from ballots.protocol.ceremony import (
    check_voutput,
    decryption_key,
    make_polynomial,
    threshold_parameters,
)
from ballots.protocol.ceremony_messages import (
    Vinput,
    Voutput,
    read_sealed_key,
)
from ballots.protocol.channel import CeremonyKey, send, sign
from ballots.protocol.errors import Reason
from ballots.protocol.group import ORDER, multiply, write_element
from ballots.protocol.keys import PrivateKey, PublicKey
from tests.protocol.elections import chance
from tests.protocol.table import Ceremony, blames, refusal
from tests.protocol.torsion import TORSION

# Wrong secrets, which only their recipient can see


def _with_secret(ceremony: Ceremony, vinput: Vinput, sender: int, sealed: Any) -> Vinput:
    changed = list(vinput.secrets)
    changed[sender - 1] = sealed
    return dataclasses.replace(vinput, secrets=tuple(changed))


def test_a_wrong_secret_is_named(ceremony: Ceremony) -> None:
    sealed = send(ceremony.keys[1], ceremony.keys[0].encryption, '{"secret":"5"}', chance("wrong"))
    wrong = _with_secret(ceremony, ceremony.vinput(1), 2, sealed)
    assert refusal(ceremony.voutput, 1, wrong) == blames(2, Reason.WRONG_SECRET)


def test_a_secret_for_another_trustee(ceremony: Ceremony) -> None:
    wrong = _with_secret(ceremony, ceremony.vinput(1), 2, ceremony.polynomials[1].secrets[2])
    assert refusal(ceremony.voutput, 1, wrong) == blames(2, Reason.CANNOT_OPEN)


def test_a_secret_that_another_trustee_sent(ceremony: Ceremony) -> None:
    wrong = _with_secret(ceremony, ceremony.vinput(1), 2, ceremony.polynomials[2].secrets[0])
    assert refusal(ceremony.voutput, 1, wrong) == blames(2, Reason.NOT_SIGNED)


@pytest.mark.parametrize("message", ['{"secret":"05"}', f'{{"secret":"{ORDER}"}}'])
def test_a_secret_that_is_no_scalar(ceremony: Ceremony, message: str) -> None:
    sealed = send(ceremony.keys[1], ceremony.keys[0].encryption, message, chance("wrong"))
    wrong = _with_secret(ceremony, ceremony.vinput(1), 2, sealed)
    assert refusal(ceremony.voutput, 1, wrong) == blames(2, Reason.NOT_A_SCALAR)


def test_a_server_that_exchanges_a_polynomial(ceremony: Ceremony) -> None:
    """Trustee 1 made another one; or the server hands on what trustee 3 never signed."""
    other = make_polynomial(ceremony.keys[0], ceremony.certificates)
    vinput = dataclasses.replace(ceremony.vinput(1), polynomial=other.polynomial)
    assert refusal(ceremony.voutput, 1, vinput) == blames(1, Reason.CHANGED)
    vinput = ceremony.vinput(1)
    forged = dataclasses.replace(vinput, signatures=(*vinput.signatures[:2], vinput.signatures[0]))
    assert refusal(ceremony.voutput, 1, forged) == blames(3, Reason.NOT_SIGNED)
    assert refusal(ceremony.voutput, 1, ceremony.vinput(2)) == blames(1, Reason.CANNOT_OPEN)


def test_a_vinput_without_one_of_the_trustees(ceremony: Ceremony) -> None:
    for name in ("secrets", "coefexps", "signatures"):
        vinput = ceremony.vinput(1)
        shorter = dataclasses.replace(vinput, **{name: getattr(vinput, name)[:2]})
        assert refusal(ceremony.voutput, 1, shorter) == Reason.BAD_GROUP.sentence


# Wrong keys


def _signed_key(key: CeremonyKey, private: PrivateKey) -> PublicKey:
    signature = sign(key.signing, write_element(private.element), chance("key")).signature
    return PublicKey(private.element, private.public(chance("pok")).pok, signature)


def test_a_key_that_does_not_follow(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    other = dataclasses.replace(voutputs[1], public_key=_signed_key(ceremony.keys[1], PrivateKey(5)))
    said = refusal(check_voutput, ceremony.certificates, ceremony.polynomials, 2, other)
    assert said == blames(2, Reason.WRONG_KEY)
    wrong = [voutputs[0], other, voutputs[2]]
    assert refusal(threshold_parameters, ceremony.certificates, ceremony.polynomials, wrong) == said


def test_a_key_unproved_or_unsigned(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    true, other = voutputs[1].public_key, voutputs[0].public_key
    for changed, reason in (
        ({"pok": other.pok}, Reason.KEY_UNPROVED),
        ({"signature": other.signature}, Reason.NOT_SIGNED),
        ({"signature": None}, Reason.NOT_SIGNED),
    ):
        wrong = dataclasses.replace(voutputs[1], public_key=dataclasses.replace(true, **changed))
        said = refusal(check_voutput, ceremony.certificates, ceremony.polynomials, 2, wrong)
        assert said == blames(2, reason)


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_a_sealed_key_outside_the_group(ceremony: Ceremony, voutputs: list[Voutput], name: str) -> None:
    sealed = voutputs[1].private_key
    changed: dict[str, Any] = {name: multiply(getattr(sealed, name), TORSION[0])}
    wrong = dataclasses.replace(voutputs[1], private_key=dataclasses.replace(sealed, **changed))
    said = refusal(check_voutput, ceremony.certificates, ceremony.polynomials, 2, wrong)
    assert said == blames(2, Reason.OUTSIDE_GROUP)


def test_a_missing_key(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    said = refusal(threshold_parameters, ceremony.certificates, ceremony.polynomials, voutputs[:2])
    assert said == Reason.BAD_GROUP.sentence


def test_the_private_key_opens_with_its_own_seed_alone(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    assert refusal(decryption_key, ceremony.keys[0], voutputs[1].private_key) == Reason.CANNOT_OPEN.sentence
    assert refusal(read_sealed_key, b"\xff") == Reason.NOT_JSON.sentence
