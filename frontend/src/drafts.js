// A form with data-draft="key" is never lost: what was typed waits on this device until the server has it.
import { say } from "./say.js";
import { fitRows } from "./rows.js";

const PREFIX = "tiexin:draft:";
const SENT = "tiexin:sent";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const FORMS = "form[data-draft]";
const SKIPPED = new Set(["password", "file", "submit", "button", "image", "reset"]);

let timer;
let typing; // the form whose last letters are not kept yet

function keep() {
  clearTimeout(timer);
  if (typing) save(typing);
  typing = undefined;
}

export function startDrafts() {
  settle();
  forget((draft) => Date.now() - draft.at > KEPT_FOR);
  document.querySelectorAll(FORMS).forEach(restore);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(FORMS);
    if (!form) return;
    clearTimeout(timer);
    typing = form;
    timer = setTimeout(keep, 300);
  });
  window.addEventListener("pagehide", keep);
  document.addEventListener("htmx:sendError", keep); // before the sentence says that it is kept
  document.addEventListener("rows:changed", (event) => {
    const form = event.target.closest(FORMS);
    if (form) save(form);
  });
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", (event) => { if (event.target.closest("a[href]")) sessionStorage.removeItem(SENT); });
  document.addEventListener("htmx:afterRequest", onAnswer);
  document.addEventListener("htmx:afterSettle", (event) => event.target.querySelectorAll?.(FORMS).forEach(restore));
}

function onSubmit(event) {
  const form = event.target;
  if (form.matches("[data-logout]")) return confirmLogout(event);
  if (!form.matches(FORMS)) return undefined;
  save(form);
  if (navigator.onLine === false) {
    event.preventDefault();
    event.stopImmediatePropagation();
    say("现在没有网络，内容已存为草稿，联网后再提交");
  } else if (!form.closest("[hx-post]")) {
    store(sessionStorage, SENT, { key: keyOf(form), from: location.href });
  }
  return undefined;
}

/** htmx forms: the draft goes when the answer is a success and shows no field to correct. */
function onAnswer(event) {
  const form = event.target.closest?.(FORMS);
  const { successful, xhr, requestConfig } = event.detail;
  if (!form || requestConfig?.verb === "get" || !successful) return;
  if (!/aria-invalid="true"|data-errors/.test(xhr.responseText)) localStorage.removeItem(keyOf(form));
}

/**
 * After a plain submit the browser arrives at the page that the server answered with. Only then is the draft
 * done with: not when we came back with the back button, not on a log-in or error page, not with errors shown.
 */
function settle() {
  const sent = read(sessionStorage, SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate" && document.referrer === sent.from;
  const refused = document.body.hasAttribute("data-plain") || document.querySelector("[data-errors], [aria-invalid=true]");
  if (arrived && !refused) localStorage.removeItem(sent.key);
}

function save(form) {
  const fields = {};
  for (const control of controls(form)) {
    const values = (fields[control.name] ??= []);
    if (!tickable(control)) values.push(control.value);
    else if (control.checked) values.push(control.value);
  }
  const rows = {};
  form.querySelectorAll("[data-rows]").forEach((box) => { rows[box.dataset.rows] = box.querySelectorAll("[data-row]").length; });
  store(localStorage, keyOf(form), { at: Date.now(), fields, rows });
}

function restore(form) {
  const draft = read(localStorage, keyOf(form));
  if (!draft || form.dataset.draftSeen || form.querySelector("[data-errors], [aria-invalid=true]")) return;
  form.dataset.draftSeen = "1";
  if (elsewhere(form, draft)) return;
  const blank = JSON.stringify(snapshot(form));
  form.querySelectorAll("[data-rows]").forEach((box) => fitRows(box, draft.rows[box.dataset.rows] ?? 0));
  const places = {};
  for (const control of controls(form)) {
    const values = draft.fields[control.name];
    if (!values) continue;
    const place = (places[control.name] = (places[control.name] ?? -1) + 1);
    if (tickable(control)) control.checked = values.includes(control.value);
    else if (place < values.length) control.value = values[place];
  }
  if (JSON.stringify(snapshot(form)) !== blank) tell(form);
}

/**
 * data-draft-part names a field that the server draws from the address, with what hangs on it (an enterprise and its
 * workers). A draft goes back only into the part that it was written for: fetch it, or, beside another, offer it.
 */
function elsewhere(form, draft) {
  const name = form.dataset.draftPart;
  const kept = name && draft.fields[name]?.[0];
  const shown = name && form.querySelector(`input[type=hidden][name="${name}"]`)?.value;
  if (!kept || kept === shown) return false;
  const address = `${location.pathname}?${new URLSearchParams({ [name]: kept })}`;
  if (shown) offer(form, address);
  else if (location.search !== new URL(address, location.href).search) location.replace(address);
  else return false;
  return true;
}

function offer(form, address) {
  const link = document.createElement("a");
  link.href = address;
  link.className = "tx-link d-inline-flex align-items-center";
  link.textContent = "打开草稿";
  announce(form, "还有一份没有提交的草稿，写的是另一家；在这里填写会替换它", link);
}

function tell(form) {
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "tx-link";
  drop.textContent = "清除草稿";
  drop.addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    location.reload();
  });
  announce(form, "已恢复未提交的草稿", drop);
}

function announce(form, text, action) {
  const note = document.createElement("div");
  note.className = "tx-note tx-note--info";
  note.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = text;
  note.append(words, action);
  form.prepend(note);
}

function confirmLogout(event) {
  const count = drafts().length;
  if (count && !window.confirm(`这台设备上还有 ${count} 份未提交的草稿，退出后将被清除。确定退出？`)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  typing = undefined;
  forget(() => true);
}

const tickable = (control) => control.type === "checkbox" || control.type === "radio";

function controls(form) {
  return [...form.elements].filter((control) => control.name && control.name !== "csrfmiddlewaretoken"
    && !SKIPPED.has(control.type) && !control.closest("[data-private]")
    && (control.type !== "hidden" || control.hasAttribute("data-keep")));
}

const snapshot = (form) => controls(form).map((control) => [control.name, control.value, control.checked]);

/** Drafts of two people on one device stay apart; the name itself is not written into the key. */
function keyOf(form) {
  let hash = 5381;
  for (const letter of document.body.dataset.owner ?? "") hash = (hash * 33 + letter.codePointAt(0)) >>> 0;
  return `${PREFIX}${hash.toString(36)}:${form.dataset.draft}`;
}

const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

function forget(done) {
  for (const key of drafts()) {
    if (done(read(localStorage, key) ?? { at: 0 })) localStorage.removeItem(key);
  }
}

function read(where, key) {
  try {
    return JSON.parse(where.getItem(key));
  } catch {
    return null;
  }
}

function store(where, key, value) {
  try {
    where.setItem(key, JSON.stringify(value));
  } catch {
    say("这台设备的存储已满，草稿没有存下，请先提交");
  }
}
