/** Chance, from the browser's own generator and from nothing else. */

/** @typedef {(bound: bigint) => bigint} RandBelow a number from 0 up to the bound, each as likely as any other */

/** @type {RandBelow} */
export function randbelow(bound) {
  const bits = (bound - 1n).toString(2).length;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    let number = 0n;
    for (const byte of crypto.getRandomValues(bytes)) number = (number << 8n) | BigInt(byte);
    number &= (1n << BigInt(bits)) - 1n;
    if (number < bound) return number;
  }
}
