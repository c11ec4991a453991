// The PIN: chosen at first use, asked for whenever the page is opened.
import { button, error, field, h, note } from "./dom.js";
import { hello } from "./net.js";
import { state } from "./sync.js";
import { hasLock, setPin, unlock, wipe } from "./vault.js";

const FORM = /^[0-9]{6,12}$/;
const opened = () => document.dispatchEvent(new Event("field:open"));
const pinInput = (name) => h("input", { class: "form-control", type: "password", inputmode: "numeric", autocomplete: "off", name, maxlength: "12" });

export const lockScreen = async () => ((await hasLock()) ? entering() : choosing());

function choosing(errors = {}) {
  const form = h("form", { class: "tx-card tx-form", novalidate: true, onsubmit: choose },
    h("p", {}, "给这部手机上的资料设一个口令（6 至 12 位数字）。没有它，谁也看不到存在手机上的企业和职工。"),
    field("口令", "pin", pinInput("pin"), errors), field("再输一次", "again", pinInput("again"), errors), error("form", errors.form),
    h("div", { class: "tx-submit" }, h("button", { class: "btn btn-primary", type: "submit" }, "设好口令")));
  return { heading: "设口令", body: form };
}

async function choose(event) {
  event.preventDefault();
  const form = event.target;
  const [pin, again] = [form.pin.value, form.again.value];
  if (!FORM.test(pin)) return replace(form, { pin: "请输入 6 至 12 位数字" });
  if (pin !== again) return replace(form, { again: "两次输入的不一样" });
  form.querySelector("button").disabled = true;
  const told = await hello().catch((stop) => stop);
  if (!told.me) return replace(form, { form: told.message === "offline" ? "第一次使用要先联网" : "请先登录，再设口令" }, told.message === "login");
  state.me = told.me;
  await setPin(pin, told.me);
  return opened();
}

function replace(form, errors, login = false) {
  const { body } = choosing(errors);
  form.replaceWith(body);
  if (login) body.prepend(note("warning", "登录已过期。", h("a", { href: "/login/?next=/field/" }, "登录")));
  (body.querySelector(".has-error input") ?? body.pin).focus();
}

function entering(wrong) {
  const form = h("form", { class: "tx-card tx-form", novalidate: true, onsubmit: enter },
    field("口令", "pin", pinInput("pin"), wrong && { pin: wrong }),
    h("p", { class: "tx-small" }, "忘记口令，手机上的资料会清除，联网后重新取来；没有发出的记录不受影响。"),
    h("div", { class: "tx-submit" }, h("button", { class: "btn btn-primary", type: "submit" }, "打开"), button("忘记口令", forget)));
  return { heading: "输入口令", body: form };
}

async function enter(event) {
  event.preventDefault();
  const form = event.target;
  form.querySelector("button").disabled = true;
  const left = await unlock(form.pin.value);
  if (left === 0) return opened();
  const { heading, body } = left > 0 ? entering(`口令不对，还可以再试 ${left} 次`) : choosing({ form: "口令输错太多次，资料已清除；没有发出的记录还在。请重新设口令" });
  document.querySelector("[data-title]").textContent = heading;
  form.replaceWith(body);
  return body.pin.focus();
}

async function forget() {
  if (!window.confirm("清除手机上的资料，重新设口令？没有发出的记录不受影响。")) return;
  await wipe();
  opened();
}
