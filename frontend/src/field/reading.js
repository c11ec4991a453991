// What is there to be read: today, and one enterprise with its people and last visits.
import { button, empty, h, icon } from "./dom.js";
import { plus, said, today } from "./days.js";
import { Stop, ask } from "./net.js";
import { logOut, takeAlong, waiting } from "./sync.js";
import { read } from "./vault.js";

const NEAR = 4; // days of a stay offered to be told

export async function todayScreen() {
  const pack = await read("pack");
  const day = today(pack);
  const here = pack.stays.filter((stay) => stay.start <= day && day <= stay.end);
  return {
    heading: `${pack.name}，${said(day)}`,
    body: [
      here.map((stay) => stayCard(stay, day)),
      h("h2", {}, "接下来的企业"),
      pack.employers.length ? h("ul", { class: "tx-list tx-card" }, pack.employers.map(row)) : empty("没有排好的企业", "在下面查找，把要去的企业带上。"),
      search(),
      leaving(),
    ],
  };
}

const row = (employer) => h("li", {}, h("a", { href: `#/employer/${employer.id}` }, employer.name), h("span", { class: "tx-small" }, employer.unit));

function stayCard(stay, day) {
  const told = new Set(stay.days.map(({ on }) => on));
  const days = [...Array(NEAR).keys()].map((back) => plus(day, -back)).filter((on) => on >= stay.start);
  return h("section", { class: "tx-card" },
    h("h2", {}, `在${stay.name}蹲点`), h("p", { class: "tx-small" }, `${stay.team} · ${said(stay.start)}至${said(stay.end)} · 点一天，记下做了什么`),
    h("div", { class: "tx-field-days" }, days.map((on) => h("a", { class: "btn", href: `#/day/${stay.id}/${on}` }, told.has(on) && icon("check"), on === day ? "今天" : said(on), told.has(on) && h("span", { class: "visually-hidden" }, "已记"))),
      h("a", { class: "btn btn-primary", href: `#/record/${stay.employer}` }, "登记走访")));
}

/** An enterprise that is not on the list is looked for while there is a network, and taken along. */
function search() {
  const found = h("div", { "aria-live": "polite" });
  const box = h("input", { class: "form-control", type: "search", id: "f-search", name: "q", autocomplete: "off" });
  const look = async () => {
    try {
      const rows = await ask(`/api/field/employers?q=${encodeURIComponent(box.value.trim())}`);
      found.replaceChildren(rows.length ? h("ul", { class: "tx-list" }, rows.map(offer)) : h("p", { class: "tx-small" }, "没有找到"));
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      found.replaceChildren(h("p", { class: "tx-small" }, stop.message === "offline" ? "没有网络，先登记带着的企业" : "查不了，请登录后再试"));
    }
  };
  const offer = (employer) => h("li", {}, button([employer.name, h("span", { class: "tx-small" }, employer.unit)], async () => {
    await takeAlong(employer);
    location.hash = `#/employer/${employer.id}`;
  }));
  const go = h("button", { class: "btn", type: "submit" }, "查找");
  return h("search", { class: "tx-card tx-field-search" }, h("form", { onsubmit: (event) => { event.preventDefault(); look(); } },
    h("label", { class: "tx-label", for: "f-search" }, "查找别的企业"), h("div", { class: "tx-field-find" }, box, go)), found);
}

function leaving() {
  const leave = async () => {
    const count = (await waiting()).length;
    const words = count ? `还有 ${count} 条没有发出的记录，会留在这部手机上，下次登录再发。` : "";
    if (!window.confirm(`${words}退出登录，并清除手机上的资料？`)) return;
    const ended = await logOut();
    if (!ended) window.alert("手机上的资料已清除。现在没有网络，联网后请再退出一次。");
    location.assign(ended ? "/login/" : "/field/");
  };
  return h("p", {}, button("退出登录", leave), h("a", { class: "btn", href: "/home/" }, "回到贴心"));
}

/** One person; who was spoken with before opens the last talks. */
function person(one, known) {
  const name = [one.name, h("span", { class: "tx-small" }, ` ${known[one.role]}`)];
  if (!one.talks.length) return h("span", {}, name);
  return h("details", {}, h("summary", {}, name, h("span", { class: "tx-small" }, ` · ${said(one.talks[0].on)}谈过`)),
    one.talks.map((talk) => h("p", {}, h("b", {}, said(talk.on)), ` ${talk.author} `, talk.said)));
}

export async function employerScreen(id) {
  const pack = await read("pack");
  const employer = pack.employers.find((one) => String(one.id) === id);
  if (!employer) return { heading: "企业", body: empty("手机上没有这家企业", "联网后在“今天”里查找。") };
  const { methods, known } = pack.words;
  const visits = employer.visits.map((visit) => h("li", {},
    h("p", {}, h("b", {}, said(visit.on)), ` ${visit.author} `, h("span", { class: "tx-small" }, visit.methods.map((word) => methods[word] ?? word).join("、"))),
    visit.people.length > 0 && h("p", { class: "tx-small" }, `见到：${visit.people.join("、")}`),
    visit.said && h("p", {}, visit.said), visit.problems.map((text) => h("p", {}, icon("flag"), ` ${text}`))));
  return {
    heading: employer.name,
    body: [
      h("p", {}, h("a", { class: "btn btn-primary", href: `#/record/${employer.id}` }, icon("plus"), "登记走访")),
      h("h2", {}, "最近的走访"),
      visits.length ? h("ol", { class: "tx-card tx-field-told" }, visits) : empty("还没有走访", "您会是第一个来的人。"),
      h("h2", {}, "认识的人"),
      employer.people.length ? h("ul", { class: "tx-list tx-card" }, employer.people.map((one) => h("li", {}, person(one, known)))) : h("p", {}, "名册上还没有人。"),
    ],
  };
}
