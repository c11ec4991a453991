// A day of a stay in a few taps; what was told elsewhere meanwhile is shown beside it later.
import { chips, empty, field, focusFirst, h, ticked } from "./dom.js";
import { said as dayWords } from "./days.js";
import { kept } from "./keeping.js";
import { keep } from "./sync.js";
import { read, write } from "./vault.js";

const FEN = 100;
const MONEY = /^[0-9]{0,5}([.][0-9]{1,2})?$/;

export async function dayScreen(id, on) {
  const pack = await read("pack");
  const stay = pack.stays.find((one) => String(one.id) === id);
  if (!stay) return { heading: "蹲点的一天", body: empty("手机上没有这次蹲点", "联网后会自动取来。") };
  const told = stay.days.find((day) => day.on === on);
  const yesterday = stay.days.filter((day) => day.on < on).at(-1);
  const values = told ?? { together: yesterday?.together ?? [], done: [], board: yesterday?.board ?? 0, lodging: yesterday?.lodging ?? 0, receipt: "", note: "" };
  const hint = told ? "这一天已经记过，改了再存，以新的为准。" : yesterday && "已按前一天的填好，不一样的点一下改掉。";
  const form = dayForm(pack, stay, on, { ...values, base: told?.base ?? null });
  if (hint) form.firstElementChild.after(h("p", { class: "tx-small" }, hint));
  return { heading: `${dayWords(on)}做了什么`, body: form };
}

/** The form of a day, or of one that has to be mended (`number`, with what is wrong in `errors`). */
export function dayForm(pack, stay, on, values, { number, errors = {} } = {}) {
  const { together, done } = pack.words;
  const money = (label, name) => field(label, name, h("input", { class: "form-control", name, inputmode: "decimal", value: values[name] ? String(values[name] / FEN) : "" }), errors, true);
  const form = h("form", { class: "tx-card tx-form", novalidate: true },
    h("p", { class: "tx-small" }, `${stay.name} · ${stay.team}`),
    chips("四同", "together", together, values.together, errors, true), chips("当天做了", "done", done, values.done, errors, true),
    money("自己付的伙食费（元）", "board"), money("自己付的住宿费（元）", "lodging"),
    field("票据号", "receipt", h("input", { class: "form-control", name: "receipt", maxlength: "60", value: values.receipt }), errors, true),
    field("当天记事", "note", h("textarea", { class: "form-control", name: "note", rows: "3", maxlength: "1000", value: values.note }), errors, true),
    h("div", { class: "tx-submit" }, h("button", { class: "btn btn-primary", type: "submit" }, number ? "改好了，再发" : "记下这一天")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, pack, stay, on, values, number);
  });
  return form;
}

async function save(form, pack, stay, on, values, number) {
  const wrong = {};
  const fen = (name) => {
    if (!MONEY.test(form[name].value.trim())) wrong[name] = "请填金额，最多两位小数";
    return Math.round(Number(form[name].value.trim()) * FEN) || 0;
  };
  const said = { together: ticked(form, "together"), done: ticked(form, "done"), board: fen("board"), lodging: fen("lodging"), receipt: form.receipt.value.trim(), note: form.note.value.trim() };
  if ((said.board || said.lodging) && !said.receipt) wrong.receipt = "请写上票据号";
  if (![...said.together, ...said.done].length && !said.board && !said.lodging && !said.note) wrong.together = "请至少点一项，或者写下当天做了什么";
  if (Object.keys(wrong).length) {
    const again = dayForm(pack, stay, on, { ...values, ...said }, { number, errors: wrong });
    form.replaceWith(again);
    return focusFirst(again);
  }
  const before = stay.days.find((day) => day.on === on)?.record; // told on this phone a moment ago, perhaps not sent yet
  const payload = { ...said, stay: stay.id, on, base: values.base, over: before === number ? undefined : before };
  return kept(form, async () => {
    const record = await keep("day", payload, `${stay.name}蹲点 ${dayWords(on)}`, { number });
    await remember(pack, stay, { ...said, on, base: values.base, record });
  });
}

/** What was just told is what the phone knows of the day, until the server says more. */
async function remember(pack, stay, told) {
  stay.days = [...stay.days.filter((day) => day.on !== told.on), told].sort((one, other) => (one.on < other.on ? -1 : 1));
  await write("pack", pack);
}
