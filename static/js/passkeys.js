// Passkeys: asks the browser for a credential and sends it with the form. Without support the forms stay as they are.
const supported = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const complaint = form.querySelector("[role=alert]");
    complaint.hidden = true;
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      complaint.hidden = false;
    }
  });
}

async function ask(form) {
  const { publicKey } = await options(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  }
  const passkey = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, ...passkey };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}
