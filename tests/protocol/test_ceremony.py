"""A threshold group makes its key: every step, and every wrong contribution named with who made it."""

import dataclasses
import itertools
import json
from typing import Any

import pytest

from ballots.protocol.ceremony import (
    check_certificate,
    check_certificates,
    check_polynomial,
    check_voutput,
    decryption_key,
    file_name,
    index_of,
    make_certificate,
    make_polynomial,
    make_vinput,
    make_voutput,
    threshold_parameters,
)
from ballots.protocol.ceremony_messages import (
    Polynomial,
    Voutput,
    read_certificate,
    read_each,
    read_polynomial,
    read_sealed_key,
    read_vinput,
    read_voutput,
)
from ballots.protocol.channel import new_ceremony_key, read_ceremony_key, sign
from ballots.protocol.errors import Malformed, Reason
from ballots.protocol.group import generator_power, multiply, power, write_element
from ballots.protocol.pedersen import Coefficients, coefficients_message, read_threshold_group
from ballots.protocol.trustees import Trustees
from tests.protocol.elections import chance
from tests.protocol.table import Ceremony, blames, refusal
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector, vector


@pytest.fixture(scope="module")
def worked() -> Vector:
    """A ceremony held with belenios-tool 3.3 alone."""
    return vector("threshold-33")


# True ceremonies


@pytest.mark.parametrize(("threshold", "size"), [(1, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 5)])
def test_any_k_of_n_can_decrypt(threshold: int, size: int) -> None:
    ceremony = Ceremony(threshold, size)
    voutputs = [ceremony.voutput(index) for index in range(1, size + 1)]
    for index, voutput in enumerate(voutputs, 1):
        check_voutput(ceremony.certificates, ceremony.polynomials, index, voutput)
    group = threshold_parameters(ceremony.certificates, ceremony.polynomials, voutputs)
    assert read_threshold_group(group.to_bytes()) == group
    assert (group.threshold, group.size) == (threshold, size)
    trustees = Trustees((group,))
    base, wanted = generator_power(77), power(trustees.election_key, 77)
    shares = {}
    for index, (key, voutput) in enumerate(zip(ceremony.keys, voutputs, strict=True), 1):
        private = decryption_key(key, read_sealed_key(voutput.private_key.text.encode()))
        assert private.element == trustees.key(index)
        shares[index] = power(base, private.secret)
    for chosen in itertools.combinations(shares, threshold):
        assert trustees.combine({index: shares[index] for index in chosen}) == wanted
    for too_few in itertools.combinations(shares, threshold - 1):
        assert refusal(trustees.combine, {index: shares[index] for index in too_few}) == Reason.MISSING_SHARES.sentence


def test_the_ceremony_of_belenios_tool(worked: Vector) -> None:
    """Each of its files is accepted, and each that has no randomness in it is made again to the byte."""

    def file(name: str) -> bytes:
        return (worked.folder / name).read_bytes()

    certificates = read_each(file("certs.jsons"), read_certificate)
    polynomials = read_each(file("polynomials.jsons"), read_polynomial)
    check_certificates(certificates)
    voutputs = []
    for index, certificate in enumerate(certificates, 1):
        key = read_ceremony_key(file(f"trustee{index}.key"))
        assert index_of(key, certificates) == index
        assert file_name(certificate) == file(f"trustee{index}.id").decode().strip()
        check_certificate(certificate, threshold=2, size=3, index=index)
        check_polynomial(certificates, index, polynomials[index - 1])
        vinput = make_vinput(certificates, polynomials, index)
        assert vinput.to_bytes() + b"\n" == file(f"trustee{index}.vinput")
        voutputs.append(read_voutput(file(f"trustee{index}.voutput")))
        check_voutput(certificates, polynomials, index, voutputs[-1])
        ours = make_voutput(key, certificates, read_vinput(file(f"trustee{index}.vinput")), randbelow=chance("ours"))
        assert ours.public_key.element == voutputs[-1].public_key.element
        sealed = read_sealed_key(file(f"trustee{index}.dkey"))
        assert decryption_key(key, sealed).element == ours.public_key.element
    assert threshold_parameters(certificates, polynomials, voutputs).to_bytes() + b"\n" == file("threshold.json")


@pytest.mark.parametrize(("threshold", "size", "index"), [(0, 3, 1), (3, 3, 1), (2, 3, 0), (2, 3, 4), (1, 1, 1)])
def test_impossible_places(threshold: int, size: int, index: int) -> None:
    key = new_ceremony_key(chance("key"))
    said = refusal(make_certificate, key, threshold=threshold, size=size, index=index)
    assert said == Reason.BAD_GROUP.sentence


# Wrong certificates


@pytest.mark.parametrize("changed", [{"threshold": 1}, {"size": 4}, {"index": 3}])
def test_a_certificate_for_another_place(ceremony: Ceremony, changed: dict[str, int]) -> None:
    certificate = ceremony.certificate(2, **changed)
    assert refusal(check_certificate, certificate, threshold=2, size=3, index=2) == blames(2, Reason.OTHER_PLACE)
    mixed = [ceremony.certificates[0], certificate, ceremony.certificates[2]]
    assert refusal(check_certificates, mixed) == blames(2, Reason.OTHER_PLACE)


def test_a_certificate_signed_by_another(ceremony: Ceremony) -> None:
    certificate = ceremony.certificates[1]
    forged = dataclasses.replace(certificate, signed=sign(1234, certificate.signed.message, chance("forged")))
    assert refusal(check_certificate, forged, threshold=2, size=3, index=2) == blames(2, Reason.NOT_SIGNED)


@pytest.mark.parametrize("point", TORSION)
@pytest.mark.parametrize("name", ["verification", "encryption"])
def test_keys_of_a_certificate_outside_the_group(ceremony: Ceremony, name: str, point: Any) -> None:
    certificate = ceremony.certificates[1]
    changed: dict[str, Any] = {name: multiply(getattr(certificate, name), point)}
    outside = dataclasses.replace(certificate, **changed)
    assert refusal(check_certificate, outside, threshold=2, size=3, index=2) == blames(2, Reason.OUTSIDE_GROUP)


def test_one_key_at_two_places(ceremony: Ceremony) -> None:
    twice = make_certificate(ceremony.keys[0], threshold=2, size=3, index=2)
    certificates = [ceremony.certificates[0], twice, ceremony.certificates[2]]
    assert refusal(check_certificates, certificates) == blames(2, Reason.REPEATED_KEY)


def test_too_few_certificates(ceremony: Ceremony) -> None:
    assert refusal(check_certificates, []) == Reason.BAD_GROUP.sentence
    assert refusal(check_certificates, ceremony.certificates[:2]) == Reason.BAD_GROUP.sentence


def test_a_certificate_has_one_writing(ceremony: Ceremony) -> None:
    raw = ceremony.certificates[0].to_bytes()
    for other in (raw + b" ", raw.replace(b'\\"size\\":', b'\\"size\\": '), raw.replace(b'"message":', b'"message" :')):
        with pytest.raises(Malformed) as refused:
            read_certificate(other)
        assert refused.value.reason is Reason.NOT_CANONICAL


def test_what_is_signed_inside_a_polynomial_has_one_writing(ceremony: Ceremony) -> None:
    raw = ceremony.polynomials[0].to_bytes()
    for other in (
        raw.replace(b'{\\"coefexps\\":', b'{\\"coefexps\\": '),
        raw.replace(b'{\\"coefexps', b'{ \\"coefexps'),
    ):
        assert other != raw
        with pytest.raises(Malformed) as refused:
            read_polynomial(other)
        assert refused.value.reason is Reason.NOT_CANONICAL


def test_a_trustee_who_is_not_of_the_group(ceremony: Ceremony) -> None:
    stranger = new_ceremony_key(chance("stranger"))
    assert refusal(make_polynomial, stranger, ceremony.certificates) == Reason.NOT_MINE.sentence
    assert refusal(make_voutput, stranger, ceremony.certificates, ceremony.vinput(1)) == Reason.NOT_MINE.sentence


def test_nothing_is_made_from_certificates_that_do_not_fit(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    """Whoever is handed them looks first: trustees and server alike, at every step."""
    wrong = [*ceremony.certificates[:2], ceremony.certificate(3, size=4)]
    said = blames(3, Reason.OTHER_PLACE)
    assert refusal(make_polynomial, ceremony.keys[0], wrong) == said
    assert refusal(make_vinput, wrong, ceremony.polynomials, 1) == said
    assert refusal(make_voutput, ceremony.keys[0], wrong, ceremony.vinput(1)) == said
    assert refusal(threshold_parameters, wrong, ceremony.polynomials, voutputs) == said


# Wrong polynomials


def _check(ceremony: Ceremony, wrong: Polynomial) -> str:
    """What the server says to trustee 2."""
    return refusal(check_polynomial, ceremony.certificates, 2, wrong)


def test_a_polynomial_made_by_another(ceremony: Ceremony) -> None:
    assert _check(ceremony, ceremony.polynomials[0]) == blames(2, Reason.NOT_SIGNED)


def test_a_polynomial_for_other_certificates(ceremony: Ceremony) -> None:
    """Trustee 2 was shown another certificate of trustee 3 than everybody else."""
    others = [*ceremony.certificates[:2], make_certificate(ceremony.keys[2], threshold=2, size=3, index=3)]
    assert _check(ceremony, make_polynomial(ceremony.keys[1], others)) == blames(2, Reason.NOT_SIGNED)


def test_both_signatures_count(ceremony: Ceremony) -> None:
    true, key = ceremony.polynomials[1], ceremony.keys[1]
    elsewhere = dataclasses.replace(true.coefexps, signed=sign(77, true.coefexps.signed.message, chance("77")))
    assert _check(ceremony, dataclasses.replace(true, coefexps=elsewhere)) == blames(2, Reason.NOT_SIGNED)
    other = make_polynomial(key, ceremony.certificates)
    assert _check(ceremony, dataclasses.replace(true, signature=other.signature)) == blames(2, Reason.NOT_SIGNED)


@pytest.mark.parametrize("omitted", [None, "tag", "certs", "coefexps"])
def test_every_input_of_the_whole_signature_counts(ceremony: Ceremony, omitted: str | None) -> None:
    """The message written out from the specification, with one part left out."""
    true = ceremony.polynomials[1]
    parts = {
        "certs": [certificate.signed.to_json() for certificate in ceremony.certificates],
        "coefexps": [write_element(element) for element in true.coefexps.elements],
    }
    content = json.dumps({name: part for name, part in parts.items() if name != omitted}, separators=(",", ":"))
    message = content if omitted == "tag" else f"certs_sig|{content}"
    signature = sign(ceremony.keys[1].signing, message, chance("whole")).signature
    made = dataclasses.replace(true, signature=signature)
    if omitted is None:
        check_polynomial(ceremony.certificates, 2, made)
    else:
        assert _check(ceremony, made) == blames(2, Reason.NOT_SIGNED)


def test_the_number_of_coefficients_and_of_secrets(ceremony: Ceremony) -> None:
    true, key = ceremony.polynomials[1], ceremony.keys[1]
    longer = (*true.coefexps.elements, generator_power(5))
    coefexps = Coefficients(sign(key.signing, coefficients_message(longer), chance("longer")), longer)
    assert _check(ceremony, dataclasses.replace(true, coefexps=coefexps)) == blames(2, Reason.BAD_GROUP)
    assert _check(ceremony, dataclasses.replace(true, secrets=true.secrets[:2])) == blames(2, Reason.BAD_GROUP)


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_sealed_parts_outside_the_group(ceremony: Ceremony, name: str) -> None:
    true = ceremony.polynomials[1]
    changed: dict[str, Any] = {name: multiply(getattr(true.secrets[2], name), TORSION[0])}
    outside = dataclasses.replace(true.secrets[2], **changed)
    wrong = dataclasses.replace(true, secrets=(*true.secrets[:2], outside))
    assert _check(ceremony, wrong) == blames(2, Reason.OUTSIDE_GROUP)


def test_nothing_is_made_from_a_wrong_polynomial(ceremony: Ceremony, voutputs: list[Voutput]) -> None:
    first, second, third = ceremony.polynomials
    wrong = [first, dataclasses.replace(second, signature=first.signature), third]
    said = blames(2, Reason.NOT_SIGNED)
    assert refusal(make_vinput, ceremony.certificates, wrong, 1) == said
    assert refusal(threshold_parameters, ceremony.certificates, wrong, voutputs) == said


def test_missing_polynomials(ceremony: Ceremony) -> None:
    assert refusal(make_vinput, ceremony.certificates, ceremony.polynomials[:2], 1) == Reason.BAD_GROUP.sentence
