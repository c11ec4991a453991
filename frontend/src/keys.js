// Small manners: "/" searches, Escape and a click outside close, copy buttons, printing, full screen.
import { say } from "./say.js";

const OPEN = "details.tx-menu[open]";

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape();
    if (event.key === "/" && !event.isComposing && !typing(event.target)) focusSearch(event);
  });
  document.querySelectorAll("[data-print][hidden]").forEach((button) => { button.hidden = false; }); // without this script it would be dead
  document.addEventListener("click", (event) => {
    document.querySelectorAll(OPEN).forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const button = event.target.closest("[data-copy], [data-print], [data-fullscreen], [data-open], [data-close]");
    if (button) act(button);
  });
}

function act(button) {
  const { copy, open } = button.dataset;
  if (copy !== undefined) copyText(copy || document.getElementById(button.dataset.copyFrom)?.innerText || "");
  if ("print" in button.dataset) window.print();
  if (open) document.getElementById(open)?.showModal?.();
  if ("close" in button.dataset) button.closest("dialog")?.close();
  if ("fullscreen" in button.dataset) {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }
}

function escape() {
  const leave = document.querySelector("a[data-leave]");
  if (leave && !document.fullscreenElement) location.assign(leave.href);
  document.querySelectorAll(OPEN).forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (document.activeElement?.matches("[data-search]")) document.activeElement.blur();
}

function focusSearch(event) {
  const box = [...document.querySelectorAll("[data-search]")].find((each) => each.offsetParent !== null);
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  box.focus();
  box.select();
}

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyOldWay(text);
  }
  say("已复制");
}

/** Plain http in an intranet has no clipboard API. */
function copyOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "tx-offscreen";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
