// What may be read lies under a key that needs both this browser (a key that cannot be taken out) and the PIN.
import { cells, kept, lock, wipeReading } from "./store.js";

export const ROUNDS = 600000; // PBKDF2 with SHA-256
export const DAYS = 14;
const TRIES = 5;
const DAY = 24 * 3600 * 1000;
const text = new TextEncoder();

let key; // of the content, in memory alone, while the page is open

export const isOpen = () => key !== undefined;
export const hasLock = async () => Boolean(await lock.get("lock"));

const random = (count) => crypto.getRandomValues(new Uint8Array(count));

async function sealWith(secret, content) {
  const iv = random(12);
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, content) };
}

const openWith = (secret, { iv, box }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, secret, box);

async function fromPin(pin, salt) {
  const typed = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(way, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const imported = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

/** Make a new lock: whatever was under an older one is gone. */
export async function setPin(pin, owner) {
  await wipeReading();
  const [salt, raw] = [random(16), random(32)];
  const device = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const inner = await sealWith(await fromPin(pin, salt), raw);
  const outer = await sealWith(device, inner.box);
  await kept.drop("aged");
  await lock.put("lock", { owner, salt, device, iv: inner.iv, outer, tries: 0, at: Date.now() });
  key = await imported(raw);
  raw.fill(0);
}

/** Open with the PIN; tell how many tries are left, 0 when it is open, -1 when everything readable was wiped. */
export async function unlock(pin) {
  const held = await lock.get("lock");
  if (!held) return -1;
  try {
    const box = await openWith(held.device, held.outer);
    key = await imported(await openWith(await fromPin(pin, held.salt), { iv: held.iv, box }));
  } catch {
    const tries = held.tries + 1;
    if (tries >= TRIES) return wipe().then(() => -1);
    await lock.put("lock", { ...held, tries });
    return TRIES - tries;
  }
  await lock.put("lock", { ...held, tries: 0 });
  return 0;
}

export async function wipe() {
  key = undefined;
  await wipeReading();
}

/** Reading is as old as its last fetch: after 14 days it goes, opened or not. */
export async function wipeOld() {
  const held = await lock.get("lock");
  if (!held || Date.now() - held.at < DAYS * DAY) return false;
  await wipe();
  await kept.put("aged", true); // told until there is a new PIN, however often the page is opened
  return true;
}

export const wasOld = () => kept.get("aged");

export async function freshened() {
  const held = await lock.get("lock");
  if (held) await lock.put("lock", { ...held, at: Date.now() });
}

export const ownerOfLock = async () => (await lock.get("lock"))?.owner;

/** A value as it lies on the disk, and back; null for what no key opens any more. */
export const hidden = async (value) => (key ? sealWith(key, text.encode(JSON.stringify(value))) : null);

export async function shown(cell) {
  if (!cell || !key) return null;
  try {
    return JSON.parse(new TextDecoder().decode(await openWith(key, cell)));
  } catch {
    return null;
  }
}

export const read = async (name) => shown(await cells.get(name));
export const write = async (name, value) => (key ? cells.put(name, await hidden(value)) : undefined);

/** What is being typed survives the browser; it lies beside the outbox, under the PIN. */
export const keepDraft = async (name, value) => (key ? kept.put(`draft:${name}`, await hidden(value)) : undefined);
export const draft = async (name) => shown(await kept.get(`draft:${name}`));
export const dropDraft = (name) => kept.drop(`draft:${name}`);
