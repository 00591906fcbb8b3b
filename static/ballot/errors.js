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
  } catch (error) {
    throw placed(where, error);
  }
}

/**
 * The same for what takes its time.
 * @template T
 * @param {string} where
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function during(where, act) {
  try {
    return await act();
  } catch (error) {
    throw placed(where, error);
  }
}

function placed(where, error) {
  if (!(error instanceof Refused)) return error;
  return new Refused(error.reason, error.where ? `${where}, ${error.where}` : where);
}
