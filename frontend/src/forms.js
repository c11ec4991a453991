// Forms: ask before what cannot be undone, send once, filter on choice.

/** First of all and before htmx: what is not confirmed never happened. */
export function startQuestions() {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!question || window.confirm(question)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.dataset.guard === "off") return;
    if (form.dataset.sending) event.preventDefault();
    else setTimeout(() => hold(form, event.submitter));
  });
  document.addEventListener("htmx:afterRequest", ({ target }) => { // of the form itself: what a part of it asked says nothing
    if (target.matches?.("form, form button")) release(target.closest("form"));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });
  document.addEventListener("click", (event) => {
    const key = document.getElementById(event.target.closest("[data-press]")?.dataset.press);
    if (key && !event.ctrlKey && !event.metaKey) { // a link that takes along what was typed
      event.preventDefault();
      key.click();
    }
    const word = event.target.closest("[data-fill]");
    if (word) fill(document.getElementById(word.dataset.fill), word.textContent.trim());
  });
  document.addEventListener("change", (event) => {
    const form = event.target.matches("[data-autosubmit]") && event.target.form;
    if (form && !form.previousElementSibling?.open) form.requestSubmit(); // unfolded on a phone: several, then one press
  });
}

/** One tap writes a usual answer into a field; it can still be changed there. */
function fill(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** After the values were taken: a disabled button would not send its own name. */
function hold(form, pressed) {
  form.dataset.sending = "1";
  form.setAttribute("aria-busy", "true");
  form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; });
  const shown = "button:not([type=button], [aria-hidden])"; // what the Enter key presses may be seen by nobody
  const button = pressed?.matches("[aria-hidden]") ? form.querySelector(`.tx-submit ${shown}`) : (pressed ?? form.querySelector(shown));
  if (!button || button.tagName !== "BUTTON") return;
  button.dataset.before = button.innerHTML;
  button.textContent = button.dataset.busy || form.dataset.busy || "正在保存…"; // what it does may differ
}

function release(form) {
  if (!form?.dataset.sending) return;
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("button:not([type=button])").forEach((button) => {
    button.disabled = false;
    if (button.dataset.before !== undefined) button.innerHTML = button.dataset.before;
    delete button.dataset.before;
  });
}
