// Elements without a framework: h("p", {class: "tx-small"}, "text", child). Text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (["value", "checked", "selected", "disabled", "open"].includes(name)) made[name] = value;
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "tx-icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  drawn.append(use);
  return drawn;
}

export const button = (words, onclick, props) => h("button", { class: "btn", type: "button", ...props, onclick }, words);

export const note = (kind, words, ...more) => h("div", { class: `tx-note tx-note--${kind}`, role: "status" },
  icon(kind === "info" ? "info" : kind === "success" ? "check" : "alert"), h("span", {}, words, ...more));

export const empty = (title, text, ...more) => h("div", { class: "tx-empty" },
  icon("inbox"), h("p", { class: "tx-empty-title" }, title), h("p", { class: "tx-small" }, text), ...more);

/** A label with its control and what is wrong with it. */
export function field(label, name, control, errors, optional) {
  const id = `f-${name}`;
  control.id = id;
  const wrong = errors?.[name];
  if (wrong) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${id}-error`);
  }
  return h("div", { class: `tx-field${wrong ? " has-error" : ""}` },
    h("label", { class: "tx-label", for: id }, label, optional && h("span", { class: "tx-optional" }, " 选填")), control, error(name, wrong));
}

export const error = (name, wrong) => wrong && h("div", { class: "tx-error", id: `f-${name}-error` },
  h("p", {}, icon("alert"), h("span", {}, wrong)));

/** Words to tap: `words` is {value: label}, `chosen` a list of values. */
export function chips(label, name, words, chosen, errors, optional) {
  const wrong = errors?.[name];
  const taps = Object.entries(words).map(([value, said]) => h("label", { class: "tx-chip" },
    h("input", { type: "checkbox", name, value, checked: chosen.map(String).includes(value) }), h("span", {}, said)));
  return h("fieldset", { class: `tx-field${wrong ? " has-error" : ""}`, "aria-describedby": wrong && `f-${name}-error` },
    h("legend", { class: "tx-label" }, label, optional && h("span", { class: "tx-optional" }, " 选填")),
    h("div", { class: "tx-chips" }, taps), error(name, wrong));
}

export const ticked = (form, name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((each) => each.value);

/** What may be wrong at several places is told beside each; the first gets the focus. */
export function focusFirst(form) {
  const wrong = form.querySelector(".has-error input, .has-error select, .has-error textarea");
  (wrong ?? form.querySelector(".tx-error"))?.focus?.();
}
