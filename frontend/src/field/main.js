// The officer's pages without a signal: five screens in one page that the browser keeps.
import { button, empty, h, icon, note } from "./dom.js";
import { dayScreen } from "./day.js";
import { employerScreen, todayScreen } from "./reading.js";
import { fixScreen, outboxScreen } from "./outbox.js";
import { lockScreen } from "./locking.js";
import { recordScreen } from "./record.js";
import { isKept, onChange, owner, state, sync, waiting } from "./sync.js";
import { hasLock, isOpen, read, wasOld, wipeOld } from "./vault.js";

const SCREENS = {
  today: todayScreen, employer: employerScreen, record: recordScreen, day: dayScreen, outbox: outboxScreen, fix: fixScreen,
};
const EVERY = 30000; // how often what waits is tried again
const place = document.querySelector("[data-field]");
const title = document.querySelector("[data-title]");
let asking = 0; // which drawing is the newest
let install; // what the browser offers, kept for the button

const parts = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);

async function draw() {
  const number = (asking += 1);
  const [name = "today", ...rest] = parts();
  const screen = isOpen() || name === "outbox" ? SCREENS[name] ?? todayScreen : lockScreen;
  const { heading, body } = screen === lockScreen ? await lockScreen() : !isOpen() || (await isKept()) ? await screen(...rest) : nothingYet();
  if (number !== asking) return;
  title.textContent = heading;
  document.title = `${heading} · 贴心`;
  place.replaceChildren(...[body].flat(Infinity).filter(Boolean));
  document.querySelectorAll("[data-tab]").forEach((tab) => {
    const here = tab.dataset.tab === name;
    tab.classList.toggle("is-active", here);
    tab.toggleAttribute("aria-current", here);
    if (here) tab.setAttribute("aria-current", "page");
  });
}

function nothingYet() {
  const words = state.busy ? "正在把资料取到这部手机上…" : "这部手机上还没有资料，联网登录后会自动取来";
  return { heading: "离线登记", body: empty("还没有资料", words, button("现在取", sync, { class: "btn btn-primary" })) };
}

const WORDS = {
  offline: "现在没有网络，照样可以登记，联网后自动发出",
  server: "服务器暂时没有应答，记录都在这部手机上，稍后自动再发",
  refused: "服务器没有接收，记录都在这部手机上",
};

async function tell() {
  const waits = await waiting();
  const [who, mine] = [state.me ?? (await owner()), waits.length];
  const others = waits.filter((item) => item.owner !== who).length;
  const bar = document.querySelector("[data-state]");
  const lines = [];
  if (state.net === "login") lines.push(note("warning", "登录已过期，记录都在这部手机上。", h("a", { href: "/login/?next=/field/" }, "登录")));
  else if (WORDS[state.net]) lines.push(note("warning", WORDS[state.net]));
  if (mine) lines.push(note("info", `还没有发出的记录 ${mine} 条`, others ? `（其中 ${others} 条是另一位干部写的）` : ""));
  bar.replaceChildren(...lines);
  band((await read("pack"))?.practice);
  const count = document.querySelector("[data-count]");
  count.textContent = mine ? String(mine) : "";
  count.hidden = !mine;
}

/** Practice is told on every page, here too. */
function band(role) {
  const words = role && h("section", { class: "tx-practice", "aria-label": "练习" }, icon("alert"), h("p", {}, h("b", {}, "练习中：这里写下的都不算数"), ` · 角色：${role}`));
  document.querySelector("[data-band]").replaceChildren(...(words ? [words] : []));
}

/** Drawn anew when something came or went, but never under the hands of somebody who is typing. */
function changed() {
  tell();
  if (state.wiped || !place.querySelector("form.tx-form")) draw();
  state.wiped = false;
}

function offerInstall(event) {
  event.preventDefault();
  install = event;
  const offer = document.querySelector("[data-install]");
  offer.hidden = false;
  offer.onclick = async () => {
    await install.prompt();
    offer.hidden = true;
  };
}

async function register() {
  if (!navigator.serviceWorker) return;
  const worker = await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/", type: "classic" });
  const ready = () => worker.waiting && navigator.serviceWorker.controller && offerUpdate(worker);
  ready();
  worker.addEventListener("updatefound", () => worker.installing?.addEventListener("statechange", ready));
}

/** A newer version waits until it is asked for: nothing is swapped under somebody's hands. */
function offerUpdate(worker) {
  const line = note("info", "有新版本。", button("现在更新", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.waiting?.postMessage("take over");
  }));
  document.querySelector("[data-update]").replaceChildren(line);
}

async function start() {
  if (!window.isSecureContext || !crypto.subtle || !window.indexedDB) {
    const words = "这个浏览器打开的是 http 网址，不能加密保存。请用 https 网址打开，或换一个浏览器。";
    place.replaceChildren(note("error", words));
    return;
  }
  await wipeOld();
  if (await wasOld()) document.querySelector("[data-update]").replaceChildren(note("warning", "资料超过 14 天没有更新，已从这部手机清除。没有发出的记录还在。"));
  window.addEventListener("hashchange", () => { draw().then(() => title.focus()); });
  window.addEventListener("online", sync);
  window.addEventListener("offline", () => { state.net = "offline"; tell(); });
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "visible" && (await wipeOld())) location.reload();
    if (document.visibilityState === "visible") sync();
  });
  window.addEventListener("beforeinstallprompt", offerInstall);
  document.addEventListener("field:open", () => draw().then(sync));
  onChange(changed);
  setInterval(async () => {
    if (await wipeOld()) location.reload();
    if ((await waiting()).some((item) => item.state === "waiting")) sync();
  }, EVERY);
  register().catch(() => null); // without it everything works while the network does
  await draw();
  await tell();
  if (!(await hasLock())) navigator.storage?.persist?.();
  await sync();
}

start();
