// What a form costs whoever fills it in: seconds, fields typed, taps. Numbers only, never a word of what was typed.
const FORMS = "form.tx-form";
const KEPT = "tiexin:effort"; // what was spent before the page came back with something to mend
const NAME = "_effort";

const opened = Date.now();
const typed = new Set();
let taps = 0;
let before = [0, 0, 0];

export function startEffort() {
  before = comeBack();
  document.addEventListener("change", (event) => {
    const control = event.target;
    if (!control.form?.matches(FORMS)) return;
    if (isTyped(control)) typed.add(control);
    else taps += 1;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.matches(FORMS)) return;
    const spent = [Math.round((Date.now() - opened) / 1000), [...typed].filter((control) => control.value).length, taps];
    const all = spent.map((number, place) => number + before[place]);
    sessionStorage.setItem(KEPT, JSON.stringify({ at: location.pathname, all }));
    tell(form, all.join("."));
  });
}

function isTyped(control) {
  return control.matches("textarea, input:not([type=checkbox], [type=radio], [type=file], [type=hidden])");
}

/** Numbers of the same form, sent a moment ago and given back with errors. */
function comeBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  return kept?.at === location.pathname && document.querySelector(`${FORMS} [aria-invalid=true], ${FORMS} [data-errors]`)
    ? kept.all : [0, 0, 0];
}

function tell(form, numbers) {
  const field = form.elements[NAME] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: NAME }));
  field.value = numbers;
}
