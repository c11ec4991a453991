// What htmx asks for: a word after 300 ms of waiting, a plain sentence when no answer came; nothing on the page is lost.
import { say } from "./say.js";

const PATIENCE = 300;
const LONG = 10000;
const CUT = "没有连上服务器，页面上的内容没有变，请稍后再试";
const KEPT = "没有连上服务器，已填写的内容存为草稿";
const DESK = "没有连上服务器，这一项还没有存下，请稍后再按“存入方案”";
const LOGIN = "登录已过期，页面上的内容没有变；请在新窗口里登录，再回到这里继续";
const SAID = { 403: "页面放得太久，没有存下；请刷新后再试一次", 404: "要找的内容不在了，请刷新页面", 413: "内容太大，没有存下", 503: "系统正在维护，请过几分钟再试" };

const waiting = new Map();

export function startWaiting() {
  document.addEventListener("htmx:beforeRequest", ({ detail }) => begin(detail));
  document.addEventListener("htmx:afterRequest", ({ detail }) => end(detail.xhr));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => stayHere(detail));
  document.addEventListener("htmx:sendError", ({ target }) => say(sentence(target), LONG));
  document.addEventListener("htmx:timeout", ({ target }) => say(sentence(target), LONG));
  document.addEventListener("htmx:responseError", ({ detail }) => say(SAID[detail.xhr.status] ?? "这一步没有办成，页面上的内容没有变，请稍后再试", LONG));
}

function begin({ xhr, target }) {
  waiting.set(xhr, { target, timer: setTimeout(() => show(target), PATIENCE) });
}

function end(xhr) {
  const known = waiting.get(xhr);
  if (!known) return;
  clearTimeout(known.timer);
  waiting.delete(xhr);
  known.target?.removeAttribute("aria-busy");
  if (!waiting.size) document.querySelector("[data-wait]")?.remove();
}

function show(target) {
  target?.setAttribute("aria-busy", "true");
  if (document.querySelector("[data-wait]")) return;
  const note = document.createElement("div");
  note.className = "tx-wait";
  note.dataset.wait = "";
  note.setAttribute("role", "status");
  note.textContent = "正在载入…";
  document.body.append(note);
}

/** A page to log in is not the piece that was asked for. */
function stayHere(detail) {
  if (new URL(detail.xhr.responseURL || location.href).pathname !== "/login/") return;
  detail.shouldSwap = false;
  say(LOGIN, LONG);
}

function sentence(place) {
  if (place.closest?.("[data-desk]")) return DESK;
  return place.closest?.("form[data-draft]") ? KEPT : CUT;
}
