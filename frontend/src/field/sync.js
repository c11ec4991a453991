// The outbox on its way: in order, some at a time; what was received leaves, everything else stays.
import { encode, seal, uuid7 } from "./envelope.js";
import { Stop, ask, hello, post } from "./net.js";
import { cells, enqueue, items, kept } from "./store.js";
import { dropDraft, freshened, hidden, isOpen, ownerOfLock, read, shown, wipe, write } from "./vault.js";

const AT_ONCE = 10;
const VERSION = 1;
const PAGES = 20; // of the pack
const CHOSEN = 6; // enterprises taken along by hand; their numbers fit into one address
const SENT = 20; // last records shown as sent
const FRESH = 5 * 60 * 1000; // milliseconds in which what was fetched is not fetched again

export const state = { net: "", busy: false, me: null, csrf: "" };
const heard = new EventTarget();
export const onChange = (listener) => heard.addEventListener("change", listener);
const changed = () => heard.dispatchEvent(new Event("change"));

export const owner = () => kept.get("owner");

async function deviceOf(who) {
  const known = await kept.get(`device:${who}`);
  if (known) return known;
  const made = crypto.randomUUID();
  await kept.put(`device:${who}`, made);
  return made;
}

/** Everything that waits, in the order in which it was written. */
export const waiting = async () => (await items.all()).sort((one, other) => one.seq - other.seq);

/** Write a record into the outbox, sealed, with its photos; `number` is given for one that is mended. */
export async function keep(kind, payload, label, { number, photos = [] } = {}) {
  const pack = await read("pack");
  const item = await sealed(pack, kind, { payload, label, number });
  const pictures = await Promise.all(photos.map((photo) => sealed(pack, "photo", { payload: {}, label: `${label}的照片`, after: item.uuid, photo })));
  const before = number && (await items.get(number));
  if (before) await items.put(item.uuid, { ...item, seq: before.seq });
  else await enqueue([item, ...pictures]);
  changed();
  return item.uuid;
}

async function sealed(pack, kind, { payload, label, number, after, photo }) {
  const uuid = number ?? uuid7();
  const device = await deviceOf(pack.me);
  const content = { v: VERSION, kind, owner: pack.me, at: Date.now(), offset: pack.offset, payload };
  const bytes = photo ?? new TextEncoder().encode(JSON.stringify(content));
  const envelope = await seal(pack, `${device}|${uuid}`, bytes);
  const item = { uuid, kind, owner: pack.me, after: after ?? null, at: Date.now(), state: "waiting", envelope };
  return { ...item, said: await hidden({ label, payload }) };
}

/** By the officer's own word: the record, and what hangs on it. */
export async function discard(uuid) {
  for (const item of await items.all()) if (item.uuid === uuid || item.after === uuid) await items.drop(item.uuid);
  changed();
}

/** Send what waits and fetch what is to be read. Two pages of one browser never do it at once. */
export async function sync() {
  if (state.busy) return;
  state.busy = true;
  changed();
  try {
    if (navigator.locks) await navigator.locks.request("tiexin-field", { ifAvailable: true }, (got) => got && run());
    else await run();
  } finally {
    state.busy = false;
    changed();
  }
}

async function run() {
  try {
    const told = await hello();
    Object.assign(state, { net: "ok", me: told.me, csrf: told.csrf, name: told.name });
    const before = await ownerOfLock();
    if (before && before !== told.me) { // somebody else is logged in: their own PIN, their own reading
      await wipe();
      state.wiped = true;
    }
    await kept.put("owner", told.me);
    await send(told);
    if (isOpen() && (await isStale())) await fetchPack(told);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    state.net = error.message;
    state.said = error.said;
  }
}

async function send(told) {
  const device = await deviceOf(told.me);
  const mine = [];
  for (const item of await waiting()) if (item.owner === told.me && (item.state === "waiting" || (await isForgotten(item)))) mine.push(item);
  const [photos, records] = [mine.filter((item) => item.kind === "photo"), mine.filter((item) => item.kind !== "photo")];
  for (let first = 0; first < records.length; first += AT_ONCE) {
    await sendSome(device, records.slice(first, first + AT_ONCE));
  }
  for (const photo of photos) await sendPhoto(device, photo);
}

/** Refused while nobody could read why, or under a PIN that is gone: the server says it again. */
const isForgotten = async (item) => isOpen() && (await shown(item.said)) === null;

/** Some at once; where the server breaks over them, one by one, so that a single record holds up no other. */
async function sendSome(device, some) {
  try {
    await settle(some, await post("/api/field/sync", state.csrf, { device, items: some.map(wire) }));
  } catch (error) {
    if (error.message !== "server" || some.length === 1) throw error;
    let broken;
    for (const item of some) await sendSome(device, [item]).catch((one) => { broken = one; if (one.message !== "server") throw one; });
    if (broken) throw broken;
  }
}

const wire = ({ uuid, after, envelope }) => ({ uuid, after, ...envelope, box: encode(envelope.box) });

async function sendPhoto(device, item) {
  const form = new FormData();
  const { kid, key, iv, box } = item.envelope;
  Object.entries({ device, uuid: item.uuid, after: item.after, kid, key, iv }).forEach(([name, value]) => form.set(name, value));
  form.set("box", new Blob([box]), "photo");
  await settle([item], { answers: [await post("/api/field/photos", state.csrf, form)] });
}

async function settle(sent, { answers }) {
  const numbers = new Map(answers.map((answer) => [answer.uuid, answer]));
  for (const item of sent) {
    const answer = numbers.get(item.uuid);
    if (answer) await take(item, answer);
  }
  changed();
}

/** A receipt lets a record go; a refusal keeps it with the reason. */
async function take(item, answer) {
  const said = (await shown(item.said)) ?? {};
  if (answer.state === "stored" || answer.state === "duplicate") {
    state.took = true;
    if (isOpen()) await tellSent(item, answer, said.label);
    return items.drop(item.uuid);
  }
  if (answer.state === "waiting") return undefined;
  const { message, field, clause, theirs } = answer;
  const payload = said.payload ?? answer.payload;
  const told = await hidden({ label: said.label, payload, message, field, clause, theirs });
  return items.put(item.uuid, { ...item, state: answer.state, said: told });
}

async function tellSent(item, answer, label) {
  const before = ((await read("sent")) ?? []).filter((one) => one.uuid !== item.uuid);
  const row = { uuid: item.uuid, kind: item.kind, at: item.at, label, url: answer.url, thing: answer.thing, beside: answer.beside ?? [] };
  await write("sent", [row, ...before].slice(0, SENT));
}

const isStale = async () => Date.now() - ((await read("pack"))?.at ?? 0) > FRESH || state.took;

async function fetchPack(told) {
  const now = Date.now();
  const also = (await read("chosen")) ?? [];
  const pack = { ...told, at: now, offset: told.now - now, employers: [] };
  for (let page = 1; page <= PAGES; page += 1) {
    const part = await ask(`/api/field/pack?page=${page}&also=${also.join(",")}`);
    Object.assign(pack, { teams: part.teams, stays: part.stays, words: part.words });
    pack.employers.push(...part.employers);
    if (!part.more) break;
  }
  await write("pack", pack);
  await freshened();
  state.took = false;
  changed();
}

/** Take along an enterprise that was searched for. */
export async function takeAlong(employer) {
  const pack = await read("pack");
  pack.employers = [employer, ...pack.employers.filter(({ id }) => id !== employer.id)];
  await write("pack", pack);
  const before = ((await read("chosen")) ?? []).filter((id) => id !== employer.id);
  await write("chosen", [employer.id, ...before].slice(0, CHOSEN)); // asked for with each fetch: the server says whether they may still be seen
}

/** End the session and forget what can be read; what waits stays. */
export async function logOut() {
  const who = await owner();
  await dropDraft(`visit-${who}`);
  await wipe();
  const told = await hello().catch(() => null);
  if (told) await fetch("/logout/", { method: "POST", headers: { "X-CSRFToken": told.csrf }, redirect: "manual" }).catch(() => null);
  return Boolean(told);
}

export const forgetSent = (uuid) => read("sent").then((rows) => write("sent", (rows ?? []).map((row) => (row.uuid === uuid ? { ...row, beside: [] } : row))));
export const isKept = async () => Boolean(await cells.get("pack"));
