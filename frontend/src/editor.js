// The pack editor: mark a sentence by tapping it or selecting words, cut the quote with two handles, jump to what is open.
import htmx from "htmx.org";
import { say } from "./say.js";

export function startEditor() {
  ways();
  lineAsked();
  if (!document.querySelector("[data-desk]")) return;
  document.addEventListener("selectionchange", picked);
  document.addEventListener("click", onClick, true);
  document.addEventListener("change", redraw);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "form") opened(event.target); });
}

/** The words that are selected in the document, as one run; the numbers of clauses between them are left out. */
function selected() {
  const selection = window.getSelection();
  const doc = document.querySelector("[data-doc]");
  if (!doc || !selection.rangeCount || selection.isCollapsed) return "";
  const range = selection.getRangeAt(0);
  if (!doc.contains(range.commonAncestorContainer)) return "";
  const part = range.cloneContents();
  part.querySelectorAll(".tx-clause, .tx-slip").forEach((each) => each.remove());
  return part.textContent.replace(/\s+/g, "");
}

function picked() {
  const pick = document.querySelector("[data-pick]");
  const words = selected();
  pick.hidden = words.length < 2;
  if (pick.hidden) return;
  pick.textContent = words.length > 25 ? `用选中的前 25 字写一项（选了 ${words.length} 字）` : `用选中的 ${words.length} 字写一项`;
  pick.dataset.words = words;
}

function onClick(event) {
  const { target } = event;
  const pick = target.closest("[data-pick]");
  if (pick) {
    event.preventDefault();
    window.getSelection().removeAllRanges();
    const quote = encodeURIComponent(pick.dataset.words.slice(0, 25));
    return htmx.ajax("GET", `${document.querySelector("[data-desk]").dataset.itemUrl}?quote=${quote}`, "#form");
  }
  if (target.closest("[data-doc] a") && selected()) {
    event.preventDefault(); // the end of a selection is not a tap
    return event.stopImmediatePropagation();
  }
  if (target.closest("[data-close-form]")) {
    event.preventDefault();
    return close();
  }
  if (target.closest("[data-next]")) return next(event);
  const jump = target.closest("[data-jump]");
  return jump ? go(event, document.querySelector(jump.getAttribute("href"))) : undefined;
}

let lately = -1;
let chosen = "";

/** Another kind or population has other fields: the server draws the form again, with what was filled in. */
function redraw({ target }) {
  if (!target.matches("[data-redraw]")) return;
  chosen = target.name;
  htmx.trigger(target.form.querySelector("[data-redrawer]"), "redraw");
}

/** The next sentence without a clause, behind the one last looked at; after the last one the first again. */
function next(event) {
  const open = [...document.querySelectorAll(".tx-s.is-open")];
  const here = open.find((each) => numberOf(each) > lately) ?? open[0];
  if (here) go(event, here);
}

const numberOf = (sentence) => Number(sentence.id.slice(1));

function go(event, sentence) {
  if (!sentence) return;
  event.preventDefault();
  lately = numberOf(sentence);
  sentence.scrollIntoView({ block: "center" });
  sentence.querySelector("a")?.focus({ preventScroll: true });
}

function close() {
  const form = document.getElementById("form");
  if (!form?.firstElementChild) return;
  form.replaceChildren();
  document.body.classList.remove("tx-form-open");
  document.querySelector(`#s${lately} a`)?.focus({ preventScroll: true });
}

/** A form has come, or the news that it is saved. */
function opened(box) {
  const sentence = box.querySelector("input[name=sentence]")?.value;
  if (sentence) lately = Number(sentence);
  const isForm = Boolean(box.querySelector("form"));
  document.body.classList.toggle("tx-form-open", isForm);
  box.querySelectorAll("[data-cut]").forEach(cut);
  if (box.querySelector("[data-saved]")) say("已存入，点下一句接着写");
  if (chosen) box.querySelector(`[name="${chosen}"]`)?.focus({ preventScroll: true });
  chosen = "";
  if (isForm && !box.contains(document.activeElement)) box.querySelector("[data-focus]")?.focus({ preventScroll: true });
  if (isForm) box.scrollIntoView({ block: "nearest" });
}

/** Two handles on the sentence; the field and the handles follow one another. */
function cut(box) {
  const field = document.getElementById(box.dataset.cut);
  const shown = box.querySelector("[data-cut-text]");
  const [from, to] = [box.querySelector("[data-cut-from]"), box.querySelector("[data-cut-to]")];
  const text = shown.textContent;
  const most = Number(box.dataset.cutMax);
  if (!field) return;
  box.querySelector("[data-cut-ends]").hidden = false;
  from.max = text.length - 1;
  to.max = text.length;
  const draw = () => {
    const [a, b] = [Number(from.value), Number(to.value)];
    const mark = document.createElement("mark");
    mark.textContent = text.slice(a, b);
    shown.replaceChildren(text.slice(0, a), mark, text.slice(b));
    box.querySelector('[data-cut-at="from"]').textContent = a + 1;
    box.querySelector('[data-cut-at="to"]').textContent = b;
    box.querySelector("[data-cut-count]").textContent = `引文 ${b - a} 字，最多 ${most} 字`;
  };
  const follow = () => {
    const at = text.indexOf(field.value);
    if (!field.value || at < 0) {
      shown.textContent = text;
      box.querySelector("[data-cut-count]").textContent = field.value ? "这不是上面这句里的话" : "";
      return;
    }
    [from.value, to.value] = [at, at + field.value.length];
    draw();
  };
  const pull = (moved) => {
    let [a, b] = [Number(from.value), Number(to.value)];
    if (moved === from) b = Math.max(a + 1, Math.min(b, a + most));
    else a = Math.min(b - 1, Math.max(a, b - most));
    [from.value, to.value] = [a, b];
    field.value = text.slice(a, b);
    draw();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  from.addEventListener("input", () => pull(from));
  to.addEventListener("input", () => pull(to));
  field.addEventListener("input", (event) => { if (event.isTrusted) follow(); });
  follow();
}

/** A new draft: only the fields of the chosen way. */
function ways() {
  const form = document.querySelector("[data-ways]");
  if (!form) return;
  const show = () => {
    const way = form.querySelector("input[name=way]:checked")?.value;
    form.querySelectorAll("[data-way]").forEach((part) => { part.hidden = part.dataset.way !== way; });
  };
  form.addEventListener("change", show);
  show();
}

/** The text: a finding leads to its line. */
function lineAsked() {
  const area = document.getElementById("yaml");
  if (!area) return;
  const jump = (line) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 6);
  };
  if (Number(area.dataset.line)) jump(Number(area.dataset.line));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line-jump]");
    if (!link) return;
    event.preventDefault();
    jump(Math.max(1, Number(link.dataset.lineJump)));
  });
}
