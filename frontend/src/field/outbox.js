// What waits and why, what was sent, and what has to be decided: nothing leaves here without a receipt or a word.
import { button, empty, h, icon, note } from "./dom.js";
import { dayForm } from "./day.js";
import { moment } from "./days.js";
import { visitForm } from "./record.js";
import { discard, forgetSent, keep, owner, state, sync, waiting } from "./sync.js";
import { isOpen, read, shown } from "./vault.js";

const KINDS = { visit: "走访", day: "蹲点的一天", photo: "照片" };

export async function outboxScreen() {
  const [waits, sent, who] = [await waiting(), (await read("sent")) ?? [], state.me ?? (await owner())];
  const rows = await Promise.all(waits.map((item) => row(item, who)));
  return {
    heading: "待发",
    body: [
      rows.length ? h("ul", { class: "tx-list tx-card", "aria-label": "还没有发出的记录" }, rows) : empty("没有等着发出的记录", "登记好的都已经收到。"),
      h("p", { class: "tx-field-go" }, button([icon("send"), state.busy ? "正在发…" : "现在发"], sync, { class: "btn btn-primary", disabled: state.busy })),
      sent.length > 0 && [h("h2", {}, "已经收到的"), h("ul", { class: "tx-list tx-card", "aria-label": "已经收到的" }, sent.map(gone))],
    ],
  };
}

async function row(item, who) {
  const told = await shown(item.said);
  const words = { waiting: "等着发出", refused: told?.message ?? "没有被接收", conflict: told?.message ?? "要您决定" }[item.state];
  const mine = item.owner === who;
  const mend = item.state !== "waiting" && mine && told && h("a", { class: "btn", href: `#/fix/${item.uuid}` }, item.state === "conflict" ? "去决定" : "去改");
  return h("li", {}, h("b", {}, told?.label ?? KINDS[item.kind]), h("span", { class: "tx-small" }, `${KINDS[item.kind]} · ${moment(item.at)}`),
    h("span", { class: item.state === "waiting" ? "tx-small" : "tx-error" }, mine ? words : "另一位干部写的，那位干部登录后再发"), mend);
}

function gone(one) {
  const beside = one.beside.map((other) => h("div", {}, note("warning",
    `同一天${other.author}也登记了${other.people.join("、")}。两条都保留，职工只算一人。`, h("br", {}), other.said && `${other.author}写的：${other.said}`,
    h("br", {}), h("a", { href: `/visits/${other.id}/` }, "看那一条"), " ", button("知道了", () => forgetSent(one.uuid).then(() => dispatchEvent(new HashChangeEvent("hashchange"))), { class: "tx-link" }))));
  return h("li", {}, h("a", { href: one.url }, one.label ?? KINDS[one.kind]), h("span", { class: "tx-small" }, `${KINDS[one.kind]} · ${moment(one.at)}`), beside);
}

export async function fixScreen(uuid) {
  const item = (await waiting()).find((one) => one.uuid === uuid);
  const told = item && (await shown(item.said));
  if (!isOpen() || !told?.payload) return { heading: "改一条记录", body: empty("这条记录已经不在待发里", "可能已经收到。") };
  const body = item.kind === "day" ? await fixDay(item, told) : item.kind === "visit" ? await fixVisit(item, told) : [note("warning", told.message)];
  return { heading: item.state === "conflict" ? "请您决定" : "改一条记录", body: [body, !told.theirs?.base && drop(item)] };
}

async function fixVisit(item, { payload, message, clause, field, theirs }) {
  const pack = await read("pack");
  const where = pack.employers.find(({ id }) => id === payload.employer);
  if (!where) pack.employers.push({ id: payload.employer, name: "原来选的企业", people: [], visits: [] });
  const values = { unnamed: 0, places: [], said: "", problems: [], companions: [], known: [], met: [], team: null, ...payload };
  const known = ["employer", "on", "methods", "people", "unnamed", "said", "question", "problem", "team", "companions"].includes(field);
  const words = clause ? `${message}（依据：${clause}）` : message;
  const errors = { [known ? field : "form"]: words, twins: theirs?.people };
  if (theirs?.people && where) for (const one of theirs.people) if (!where.people.some(({ id }) => id === one.id)) where.people.push(one);
  return visitForm(pack, values, { number: item.uuid, errors });
}

async function fixDay(item, { payload, message, clause, field, theirs, label }) {
  const pack = await read("pack");
  const stay = pack.stays.find(({ id }) => id === payload.stay) ?? { id: payload.stay, name: "蹲点", team: "", days: [] };
  const words = clause ? `${message}（依据：${clause}）` : message;
  if (!theirs?.base) return dayForm(pack, stay, payload.on, payload, { number: item.uuid, errors: { [field]: words } });
  const mine = () => keep("day", { ...payload, base: theirs.base }, label, { number: item.uuid }).then(done);
  const other = () => discard(item.uuid).then(done);
  return [note("warning", message), h("div", { class: "tx-field-two" },
    version("手机上写的", payload, pack.words, button("以手机上的为准", mine, { class: "btn btn-primary" })),
    version("已经记下的", theirs, pack.words, button("保留已经记下的", other)))];
}

const done = () => { location.hash = "#/outbox"; sync(); };

function version(heading, said, words, choice) {
  const yuan = (fen) => `${fen / 100}元`;
  const rows = [
    ["四同", said.together.map((word) => words.together[word] ?? word).join("、")], ["当天做了", said.done.map((word) => words.done[word] ?? word).join("、")],
    ["伙食费", said.board ? yuan(said.board) : ""], ["住宿费", said.lodging ? yuan(said.lodging) : ""], ["票据号", said.receipt], ["当天记事", said.note],
  ].filter(([, text]) => text);
  return h("section", { class: "tx-card" }, h("h2", {}, heading), h("dl", { class: "tx-dl" }, rows.map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])), h("p", {}, choice));
}

function drop(item) {
  const go = async () => {
    if (!window.confirm("删去后这条记录就没有了。确定删去？")) return;
    await discard(item.uuid);
    location.hash = "#/outbox";
  };
  return h("p", { class: "tx-field-go" }, button("不要了，删去", go));
}

