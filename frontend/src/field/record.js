// Recording a visit: as quick as on the server's page, and saved on this phone first.
import { button, chips, error, field, focusFirst, h, icon, ticked } from "./dom.js";
import { today } from "./days.js";
import { kept } from "./keeping.js";
import { keep } from "./sync.js";
import { draft, dropDraft, keepDraft, read } from "./vault.js";
import { photoField, photosOf } from "./photos.js";

const TEXT = { said: 4000, problem: 500, name: 40 };

export async function recordScreen(employer) {
  const pack = await read("pack");
  const all = (await draft(`visit-${pack.me}`)) ?? {};
  const newest = Object.keys(all).sort((one, other) => all[other].at - all[one].at)[0];
  const slot = employer ?? newest ?? "new";
  const before = all[slot]?.values;
  const values = before ?? { ...blank(pack), ...at(pack, Number(employer)) };
  return { heading: "登记走访", body: visitForm(pack, values, { name: slot, restored: Boolean(before) }) };
}

let writing = Promise.resolve(); // one after the other: each draft of an enterprise stands beside the others

/** Keep what is typed for one enterprise, or with no values let it go. */
function change(pack, slot, values) {
  writing = writing.then(async () => {
    const name = `visit-${pack.me}`;
    const all = (await draft(name)) ?? {};
    delete all[slot];
    if (values) all[slot] = { at: Date.now(), values };
    await (Object.keys(all).length ? keepDraft(name, all) : dropDraft(name));
  });
  return writing;
}

const blank = (pack) => ({ on: today(pack), methods: [], places: [], known: [], met: [], unnamed: 0, said: "", problems: [], team: pack.teams[0]?.id ?? null, companions: [] });

/** Where it is, and the team that stays there today. */
const at = (pack, employer) => {
  const stay = pack.stays.find((one) => one.employer === employer && one.start <= today(pack) && today(pack) <= one.end);
  return stay?.team_id ? { employer, team: stay.team_id } : { employer: employer || "" };
};

/** The form of a new visit, or of one that has to be mended (`number`, with what is wrong in `errors`). */
export function visitForm(pack, values, { name, restored, number, errors = {} }) {
  const holder = h("div", {});
  const form = h("form", { class: "tx-card tx-form", novalidate: true });
  const employer = pack.employers.find(({ id }) => id === values.employer);
  const people = new Map((employer?.people ?? []).map((one) => [one.id, one]));
  for (const id of values.known) if (!people.has(id)) people.set(id, { id, name: "已选的人", role: "front_line" });
  const colleagues = pack.teams.find(({ id }) => id === values.team)?.colleagues ?? [];
  const again = (changes, wrong = {}) => {
    const fresh = visitForm(pack, { ...typed(form, values), ...changes }, { name, number, errors: wrong });
    holder.replaceWith(fresh);
    return fresh;
  };
  const [problem] = values.problems;
  form.append(...[
    restored && h("p", { class: "tx-small" }, "已恢复没有写完的内容。", button("清除", () => { change(pack, name); again(blank(pack)); }, { class: "tx-link" })),
    errors.form && error("form", errors.form),
    field("企业", "employer", choice("employer", [["", "请选择"], ...pack.employers.map(({ id, name: said }) => [id, said])], values.employer, (picked) => again({ employer: Number(picked) || "", known: [] })), errors),
    field("日期", "on", h("input", { class: "form-control", type: "date", name: "on", value: values.on, max: today(pack) }), errors),
    chips("走访方式", "methods", pack.words.methods, values.methods, errors),
    chips("到了哪里", "places", pack.words.places, values.places, errors, true),
    h("fieldset", { class: `tx-field${errors.people ? " has-error" : ""}` }, h("legend", { class: "tx-label" }, "见到的人"),
      h("div", { class: "tx-chips" }, [...people.values()].map((one) => h("label", { class: "tx-chip" },
        h("input", { type: "checkbox", name: "known", value: one.id, checked: values.known.includes(one.id) }),
        h("span", {}, one.name, h("small", { class: "tx-small" }, ` ${pack.words.known[one.role] ?? ""}`))))),
      rows(pack, values.met), error("people", errors.people), twins(errors.twins, values, again)),
    field("另外还见到几人（没有记姓名）", "unnamed", h("input", { class: "form-control", name: "unnamed", inputmode: "numeric", maxlength: "3", value: values.unnamed || "" }), errors, true),
    field("谈了什么", "said", h("textarea", { class: "form-control", name: "said", rows: "4", maxlength: TEXT.said, value: values.said }), errors, true),
    h("details", { class: "tx-field", open: Boolean(problem || errors.question || errors.problem) }, h("summary", { class: "tx-label" }, icon("plus"), "反映了问题", h("span", { class: "tx-optional" }, "选填")),
      field("问题类别", "question", choice("question", [["", "没有反映问题"], ...Object.entries(pack.words.question)], problem?.question), errors),
      field("反映的问题", "problem", h("textarea", { class: "form-control", name: "problem", rows: "2", maxlength: TEXT.problem, value: problem?.text ?? "" }), errors)),
    pack.teams.length > 0 && field("以哪个组的名义", "team", choice("team", [...pack.teams.map(({ id, name: said }) => [id, said]), ["", "不以工作组名义"]], values.team ?? "", (picked) => again({ team: Number(picked) || null, companions: [] })), errors),
    colleagues.length > 0 && chips("同行干部", "companions", Object.fromEntries(colleagues.map(({ id, name: said }) => [id, said])), values.companions, errors, true),
    number ? null : photoField(),
    h("div", { class: "tx-submit" }, h("button", { class: "btn btn-primary", type: "submit" }, number ? "改好了，再发" : "保存")),
  ].filter(Boolean));
  if (name) guard(form, () => change(pack, name, typed(form, values)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, pack, values, { name, number, again });
  });
  holder.append(form);
  return holder;
}

const choice = (name, options, chosen, onchange) => h("select", { class: "form-select", name, onchange: onchange && ((event) => onchange(event.target.value)) },
  options.map(([value, said]) => h("option", { value, selected: String(value) === String(chosen ?? "") }, said)));

function rows(pack, met) {
  const box = h("div", { class: "tx-rows" });
  const add = (one) => {
    const line = h("div", { class: "tx-person", "data-row": true, "data-apart": one.apart ? "yes" : undefined },
      h("input", { class: "form-control", name: "name", placeholder: "姓名", "aria-label": "姓名", maxlength: TEXT.name, autocomplete: "off", value: one.name }),
      Object.assign(choice("role", Object.entries(pack.words.roles), one.role), { ariaLabel: "身份" }),
      button(icon("x"), () => { line.remove(); box.dispatchEvent(new Event("input", { bubbles: true })); }, { "aria-label": "去掉这一行" }));
    line.querySelector("input").addEventListener("input", () => { delete line.dataset.apart; });
    more.before(line);
    return line;
  };
  const more = button([icon("plus"), "再加一人"], () => add({ name: "", role: "front_line" }).querySelector("input").focus());
  box.append(more);
  (met.length ? met : [{ name: "", role: "front_line" }]).forEach(add);
  return box;
}

/** What stands in the form now. */
function typed(form, values) {
  const number = (name) => Number(form[name]?.value) || null;
  const text = form.problem.value.trim();
  return {
    ...values,
    employer: number("employer") ?? "",
    on: form.on.value,
    methods: ticked(form, "methods"),
    places: ticked(form, "places"),
    known: ticked(form, "known").map(Number),
    met: [...form.querySelectorAll("[data-row]")].map((line) => ({ name: line.querySelector("input").value.trim(), role: line.querySelector("select").value, apart: line.dataset.apart === "yes" })).filter(({ name }) => name),
    unnamed: form.unnamed.value.trim(),
    said: form.said.value,
    problems: text || form.question.value ? [{ question: form.question.value, text }] : [],
    team: number("team"),
    companions: ticked(form, "companions").map(Number),
  };
}

/** What the server would refuse anyway is told at once; everything else it judges itself. */
function wrongWith(said, pack) {
  const wrong = {};
  if (!said.employer) wrong.employer = "请选择走访的企业";
  if (!said.on) wrong.on = "请填日期";
  else if (said.on > today(pack)) wrong.on = "这一天还没有到";
  if (!said.methods.length) wrong.methods = "请至少选一种走访方式";
  if (!/^[0-9]{0,3}$/.test(String(said.unnamed))) wrong.unnamed = "请填 0 至 999 的整数";
  if (!said.known.length && !said.met.length && !Number(said.unnamed)) wrong.people = "请记下至少一位见到的人";
  const names = said.met.map(({ name }) => name);
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled) wrong.people = `${doubled}写了两次`;
  const [problem] = said.problems;
  if (problem && !problem.question) wrong.question = "问题和类别要一起填";
  if (problem && !problem.text) wrong.problem = "问题和类别要一起填";
  return wrong;
}

/** Somebody named anew whose name stands there already: the same person only if the officer says so. */
function twinsOf(said, pack) {
  const people = pack.employers.find(({ id }) => id === said.employer)?.people ?? [];
  return said.met.filter(({ apart }) => !apart).flatMap(({ name }) => people.filter((one) => one.name === name)).filter(({ id }) => !said.known.includes(id));
}

function twins(found, values, again) {
  return (found ?? []).map((one) => {
    const others = values.met.filter(({ name }) => name !== one.name);
    const same = () => again({ known: [...values.known, one.id], met: others });
    const apart = () => again({ met: values.met.map((row) => (row.name === one.name ? { ...row, apart: true } : row)) });
    return h("div", { class: "tx-note tx-note--warning", role: "group", "aria-label": `${one.name}是同一个人吗` }, icon("alert"),
      h("div", {}, h("p", {}, `名册上已有${one.name}，是同一个人吗？`), h("div", { class: "tx-field-find" }, button("是同一个人", same), button("是另一个人", apart))));
  });
}

async function save(form, pack, values, { name, number, again }) {
  const said = typed(form, values);
  const wrong = wrongWith(said, pack);
  const found = twinsOf(said, pack);
  if (found.length) Object.assign(wrong, { people: "请先说明是不是同一个人", twins: found });
  if (Object.keys(wrong).length) return focusFirst(again(said, wrong));
  const photos = number ? [] : photosOf(form);
  const where = pack.employers.find(({ id }) => id === said.employer);
  const payload = { ...said, unnamed: Number(said.unnamed) || 0 };
  return kept(form, async () => {
    await keep("visit", payload, where?.name ?? "走访", { number, photos });
    if (name) {
      clearTimeout(form.timer);
      await change(pack, name);
    }
  });
}

/** What is typed is kept at once: the browser may close, the battery may end. */
function guard(form, write) {
  form.addEventListener("input", () => {
    clearTimeout(form.timer);
    form.timer = setTimeout(write, 300);
  });
  window.addEventListener("pagehide", () => form.isConnected && write());
}
