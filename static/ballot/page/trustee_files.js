/** Files on a trustee's page: the private one, which is read and never sent, and what the server gives and takes. */

const LARGEST = 1000; // a private file has less than a hundred bytes
const PRIVATE = /^(?:"[0-9]+"|[1-9A-HJ-NP-Za-km-z]{22})\s*$/;

/** A private file that was chosen. @param {File} file */
export async function privateText(file) {
  if (file.size > LARGEST) throw Object.assign(new Error("Too large."), { code: "no-private-file" });
  return file.text();
}

/** @param {FormData} form @returns {Promise<boolean>} whether a private file is in it */
export async function holdsPrivate(form) {
  const files = [...form.values()].filter((value) => value instanceof File && value.size <= LARGEST);
  const texts = await Promise.all(files.map((file) => file.text()));
  return texts.some((text) => PRIVATE.test(text));
}

/** What the server keeps for this trustee. @param {string} address */
export async function fetched(address) {
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) throw Object.assign(new Error(`No ${address}`), { code: "no-answer" });
  return answer.text();
}

/** Put a file that was made here into a field of a form. @param {HTMLInputElement} field @param {string} name @param {string} content */
export function put(field, name, content) {
  const carrier = new DataTransfer();
  carrier.items.add(new File([content, "\n"], name, { type: "application/json" }));
  field.files = carrier.files;
}
