/** Why something is refused: the codes of errors.py. The sentences for people stand in the page. */

/** Something is not accepted; `reason` says why and `where` says which part. */
export class Refused extends Error {
  /** @param {string} reason @param {string} where */
  constructor(reason, where = "") {
    super(where ? `${where}: ${reason}` : reason);
    this.reason = reason;
    this.where = where;
  }
}

/**
 * Name the part that is being looked at in every refusal thrown inside.
 * @template T
 * @param {string} where
 * @param {() => T} act
 * @returns {T}
 */
export function at(where, act) {
  try {
    return act();
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    throw new Refused(refused.reason, refused.where ? `${where}, ${refused.where}` : where);
  }
}
