"""`trustee ceremony …`: the steps by which a group of n makes a key that any k of them can use.

The files are those of belenios-tool 3.3, so that each step can be done with either program.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ballots.protocol.ceremony import (
    check_certificates,
    file_name,
    index_of,
    make_certificate,
    make_polynomial,
    make_vinput,
    make_voutput,
    threshold_parameters,
)
from ballots.protocol.ceremony_messages import read_certificate, read_each, read_polynomial, read_vinput, read_voutput
from ballots.protocol.channel import new_ceremony_key, read_ceremony_key
from ballots.protocol.pedersen import Certificate

from .files import SECRET, Stopped, read, write

CERTIFICATES = "all certificates, a line each, in order"
POLYNOMIALS = "all polynomials, a line each, in order"


def add(steps: Any) -> None:
    parser = steps.add_parser("ceremony", help="make a key together: k of n")
    acts = parser.add_subparsers(dest="act", required=True)
    certificate = acts.add_parser("certificate", help="1, each trustee: a file to keep, and a certificate to hand in")
    certificate.add_argument("place", metavar="I/K/N", help="you are trustee I of N, of whom K can decrypt")
    certificate.set_defaults(run=_certificate)
    check = acts.add_parser("check", help="2, anyone: check all certificates")
    check.set_defaults(run=_check)
    polynomial = acts.add_parser("polynomial", help="3, each trustee: your part, sealed for the others")
    polynomial.set_defaults(run=_polynomial)
    vinputs = acts.add_parser("vinputs", help="4, who collects: what each trustee is to check")
    vinputs.set_defaults(run=_vinputs)
    voutput = acts.add_parser("voutput", help="5, each trustee: check what the others sent; your key comes out")
    voutput.set_defaults(run=_voutput)
    finish = acts.add_parser("finish", help="6, who collects: the group's public file, and each one's sealed key")
    finish.set_defaults(run=_finish)
    for act in (polynomial, voutput):
        act.add_argument("key", type=Path, help="the file that you kept")
    for act in (check, polynomial, vinputs, voutput, finish):
        act.add_argument("certificates", type=Path, help=CERTIFICATES)
    for act in (vinputs, finish):
        act.add_argument("polynomials", type=Path, help=POLYNOMIALS)
    voutput.add_argument("vinput", type=Path, help="what was handed to you")
    finish.add_argument("voutputs", type=Path, help="all voutputs, a line each, in order")
    for act in (certificate, polynomial, vinputs, voutput, finish):
        act.add_argument("--folder", type=Path, default=Path(), help="where to write")


def _certificate(options: argparse.Namespace) -> int:
    try:
        index, threshold, size = map(int, options.place.split("/"))
    except ValueError:
        raise Stopped("The place is I/K/N, for example 2/3/5: trustee 2 of 5, of whom 3 can decrypt.") from None
    key = new_ceremony_key()
    certificate = make_certificate(key, threshold=threshold, size=size, index=index)
    write(_path(options, certificate, "key"), key.to_bytes(), mode=SECRET)
    write(_path(options, certificate, "cert"), certificate.to_bytes())
    print("Keep the first where nobody else can read it and you will find it in months; hand in the second.")
    return 0


def _check(options: argparse.Namespace) -> int:
    certificates = _certificates(options)
    print(f"{len(certificates)} certificates; any {certificates[0].context.threshold} of them can decrypt.")
    return 0


def _polynomial(options: argparse.Namespace) -> int:
    certificates, key = _certificates(options), read_ceremony_key(read(options.key))
    made = make_polynomial(key, certificates)
    write(_path(options, certificates[index_of(key, certificates) - 1], "polynomial"), made.to_bytes())
    return 0


def _vinputs(options: argparse.Namespace) -> int:
    certificates = _certificates(options)
    polynomials = read_each(read(options.polynomials), read_polynomial)
    for index, certificate in enumerate(certificates, 1):
        write(_path(options, certificate, "vinput"), make_vinput(certificates, polynomials, index).to_bytes())
    return 0


def _voutput(options: argparse.Namespace) -> int:
    certificates, key = _certificates(options), read_ceremony_key(read(options.key))
    made = make_voutput(key, certificates, read_vinput(read(options.vinput)))
    write(_path(options, certificates[index_of(key, certificates) - 1], "voutput"), made.to_bytes())
    return 0


def _finish(options: argparse.Namespace) -> int:
    certificates = _certificates(options)
    polynomials = read_each(read(options.polynomials), read_polynomial)
    voutputs = read_each(read(options.voutputs), read_voutput)
    group = threshold_parameters(certificates, polynomials, voutputs)
    for certificate, voutput in zip(certificates, voutputs, strict=True):
        write(_path(options, certificate, "dkey"), voutput.private_key.text.encode())
    write(options.folder / "threshold.json", group.to_bytes())
    return 0


def _certificates(options: argparse.Namespace) -> Sequence[Certificate]:
    certificates = read_each(read(options.certificates), read_certificate)
    check_certificates(certificates)
    return certificates


def _path(options: argparse.Namespace, certificate: Certificate, ending: str) -> Path:
    return Path(options.folder) / f"trustee-{file_name(certificate)[:8].upper()}.{ending}"
