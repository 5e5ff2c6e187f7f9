// Lets the browser ask a security key: to make a credential, or to prove that it has one.
// The server's options stand in the page as JSON; the key's answer goes back in a hidden field.
"use strict";

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

const askToCreate = (options) =>
  navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });

const askToProve = (options) =>
  navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });

const answerOf = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

for (const form of document.querySelectorAll("form[data-security-key]")) {
  const told = JSON.parse(document.getElementById(form.dataset.options).textContent);
  const { publicKey } = told.creation_options ?? told.request_options;
  const ask = form.dataset.securityKey === "create" ? askToCreate : askToProve;
  form.hidden = !window.PublicKeyCredential;
  form.querySelector("button").addEventListener("click", async () => {
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const credential = await ask(publicKey);
      form.elements.credential.value = JSON.stringify(answerOf(credential));
      form.submit();
    } catch {
      problem.hidden = false; // refused, timed out, or no key that fits
    }
  });
}
