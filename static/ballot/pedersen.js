/** A threshold group: n trustees, of whom any k can decrypt (section Messages specific to threshold decryption). */

import { parseSignedMessage, SignedMessage } from "./channel.js";
import { at, Refused } from "./errors.js";
import { NAME, ORDER, parseElement, product, publicPower, reduced, writeElement } from "./group.js";
import { parsePublicKey } from "./keys.js";
import { parseProof } from "./proofs.js";
import { array, dump, fields, integer, load, sameBytes, text } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./keys.js").PublicKey} PublicKey */
/** @typedef {import("./proofs.js").Proof} Proof */
/**
 * The place in a group that a trustee's certificate is made for; trustees are numbered from 1.
 * @typedef {{ group: string, size: number, threshold: number, index: number }} Context
 */

/** A trustee's keys for the messages of the key ceremony (vk, ek), and the place they were made for. */
export class Certificate {
  /** @param {SignedMessage} signed @param {Context} context @param {Element} verification @param {Element} encryption */
  constructor(signed, context, verification, encryption) {
    Object.assign(this, { signed, context, verification, encryption });
  }

  /** Refuse a certificate for another place, or not signed with its own key. @param {Context} context */
  verify(context) {
    if (dump(this.context) !== dump(context)) throw new Refused("other-place");
    if (!this.signed.holds(this.verification)) throw new Refused("not-signed");
  }

  /** The file that a trustee sends first, as `dump` writes it. */
  toJSON() {
    return this.signed;
  }
}

/** `coefexps`: A_z0 … A_zt, what one trustee publishes of its polynomial f_z, signed. */
export class Coefficients {
  /** @param {SignedMessage} signed @param {Element[]} elements */
  constructor(signed, elements) {
    Object.assign(this, { signed, elements });
  }

  /**
   * Refuse what trustee `index` did not sign, by itself and (`signature`) together with all certificates.
   * @param {Certificate[]} certificates
   * @param {number} index
   * @param {Proof} signature
   */
  verify(certificates, index, signature) {
    const { verification, context } = certificates[index - 1];
    if (this.elements.length !== context.threshold) throw new Refused("bad-threshold-group");
    const whole = new SignedMessage(wholeMessage(certificates, this.elements), signature);
    if (!this.signed.holds(verification) || !whole.holds(verification)) throw new Refused("not-signed");
  }

  /** What `dump` writes. */
  toJSON() {
    return this.signed;
  }
}

/** `threshold_parameters`, as the ceremony left them. */
export class ThresholdGroup {
  /** @param {{ threshold: number, certificates: Certificate[], coefficients: Coefficients[], signatures: Proof[], keys: PublicKey[] }} content */
  constructor(content) {
    Object.assign(this, content);
  }

  get needed() {
    return this.threshold;
  }

  /** The product of all A_z0. */
  get subKey() {
    return product(this.coefficients.map(({ elements }) => elements[0]));
  }

  /** The coefficient of one of the group's trustees among those whose shares are used. @param {number[]} indices @param {number} index */
  lagrange(indices, index) {
    return indices.reduce((coefficient, other) => {
      if (other === index) return coefficient;
      return reduced(coefficient * BigInt(other) * inverse(BigInt(other - index)));
    }, 1n);
  }

  /** Check every signature, every proof, and that each key follows from the published coefficients. */
  verify() {
    const { certificates, coefficients, signatures, keys, threshold } = this;
    requireCertificates(certificates);
    if (certificates[0].context.threshold !== threshold) throw new Refused("bad-threshold-group");
    coefficients.forEach((each, place) =>
      at(trustee(place + 1), () => each.verify(certificates, place + 1, signatures[place])),
    );
    const published = addPolynomials(coefficients);
    keys.forEach((key, place) =>
      at(trustee(place + 1), () => requireKey(key, certificates[place], valueAt(published, place + 1))),
    );
  }

  /** What `dump` writes. */
  toJSON() {
    const { threshold, certificates, coefficients, signatures, keys } = this;
    return { threshold, certs: certificates, coefexps: coefficients, signatures, verification_keys: keys };
  }
}

/** How refusals name one of the group. @param {number} index */
export function trustee(index) {
  return `Trustee ${index} of the group`;
}

/** Refuse certificates that are not one for each place of one group. @param {Certificate[]} certificates */
export function requireCertificates(certificates) {
  const size = certificates.length, threshold = size ? certificates[0].context.threshold : 0;
  if (threshold < 1 || threshold >= size) throw new Refused("bad-threshold-group");
  certificates.forEach((certificate, place) =>
    at(trustee(place + 1), () => certificate.verify({ group: NAME, size, threshold, index: place + 1 })),
  );
}

/**
 * Refuse a key that does not follow from the published coefficients, or that its owner did not prove and sign.
 * @param {PublicKey} key
 * @param {Certificate} certificate
 * @param {Element} expected
 */
export function requireKey(key, { verification }, expected) {
  if (!key.element.equals(expected)) throw new Refused("wrong-key");
  key.verify();
  const signed = new SignedMessage(writeElement(key.element), key.signature);
  if (!signed.holds(verification)) throw new Refused("not-signed");
}

/** `cert_keys`, which a certificate signs. @param {Context} context @param {Element} verification @param {Element} encryption */
export function certificateMessage({ group, size, threshold, index }, verification, encryption) {
  const keys = { verification: writeElement(verification), encryption: writeElement(encryption) };
  return dump({ context: { group, size, threshold, index }, ...keys });
}

/** `raw_coefexps`, which a trustee signs. @param {Element[]} elements */
export function coefficientsMessage(elements) {
  return dump({ coefexps: elements.map(writeElement) });
}

/** What a trustee signs so that all are known to have seen the same certificates. @param {Certificate[]} certificates @param {Element[]} elements */
export function wholeMessage(certificates, elements) {
  return `certs_sig|${dump({ certs: certificates, coefexps: elements.map(writeElement) })}`;
}

/** What is published of the sum of all polynomials. @param {Coefficients[]} coefficients @returns {Element[]} */
export function addPolynomials(coefficients) {
  const [first] = coefficients;
  return first.elements.map((_, degree) => product(coefficients.map(({ elements }) => elements[degree])));
}

/** g^f(j), from what is published of f: the product of all A_k ^ (j ^ k). @param {Element[]} published @param {number} index */
export function valueAt(published, index) {
  return product(published.map((element, exponent) => publicPower(element, BigInt(index) ** BigInt(exponent))));
}

/** @param {unknown} value */
export function parseThresholdGroup(value) {
  const names = ["threshold", "certs", "coefexps", "signatures", "verification_keys"];
  const [threshold, certs, coefexps, signatures, keys] = fields(value, ...names);
  const size = array(keys).length;
  return new ThresholdGroup({
    threshold: integer(threshold),
    certificates: array(certs, size).map(parseCertificate),
    coefficients: array(coefexps, size).map(parseCoefficients),
    signatures: array(signatures, size).map(parseProof),
    keys: array(keys).map((key) => parsePublicKey(key, { signed: true })),
  });
}

/** @param {unknown} value */
export function parseCertificate(value) {
  const signed = parseSignedMessage(value);
  const [context, verification, encryption] = fields(load(signed.message), "context", "verification", "encryption");
  const [group, size, threshold, index] = fields(context, "group", "size", "threshold", "index");
  const place = { group: text(group), size: integer(size), threshold: integer(threshold), index: integer(index) };
  const certificate = new Certificate(signed, place, parseElement(verification), parseElement(encryption));
  sameBytes(signed.message, certificateMessage(place, certificate.verification, certificate.encryption));
  return certificate;
}

/** @param {unknown} value */
export function parseCoefficients(value) {
  const signed = parseSignedMessage(value);
  const [coefexps] = fields(load(signed.message), "coefexps");
  const elements = array(coefexps).map((element) => parseElement(element));
  sameBytes(signed.message, coefficientsMessage(elements));
  return new Coefficients(signed, elements);
}

/** The number that gives 1 with this one, modulo q: its power q - 2. @param {bigint} number */
function inverse(number) {
  let result = 1n;
  for (let base = reduced(number), exponent = ORDER - 2n; exponent; exponent >>= 1n, base = reduced(base * base))
    if (exponent & 1n) result = reduced(result * base);
  return result;
}
