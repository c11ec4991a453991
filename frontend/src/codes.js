// The link of a slip carries its code behind the sign #, which browsers keep to themselves: no server, no log gets it.
const CODE = /^[0-9A-Za-z-]{12,20}$/;

/** Fill in the code of the link and take it out of the address; sending it stays the person's own act. */
export function startCodes() {
  const field = document.querySelector("[data-from-link]");
  const code = location.hash.slice(1);
  if (!field || !CODE.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("[type=submit]")?.focus();
}
