// Two databases: the outbox, which nothing empties but a receipt, and what is there to be read, which is wiped by rule.

const OUTBOX = "tiexin-field-outbox";
export const READING = "tiexin-field-reading";
const STORES = { [OUTBOX]: ["items", "kept"], [READING]: ["lock", "cells"] };
const opened = new Map();

function open(name) {
  if (!opened.has(name)) opened.set(name, opening(name).catch((error) => { opened.delete(name); throw error; }));
  return opened.get(name);
}

function opening(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => STORES[name].forEach((store) => asked.result.createObjectStore(store));
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const base = asked.result;
      const forget = () => { base.close(); opened.delete(name); };
      base.onversionchange = forget; // another page wipes it: let go at once
      base.onclose = forget;
      resolve(base);
    };
  });
}

/** Run one step in one store; done when it lies on the disk, not only in memory. */
async function within(name, store, mode, step) {
  const base = await open(name);
  return new Promise((resolve, reject) => {
    const run = base.transaction(store, mode, { durability: "strict" });
    const asked = step(run.objectStore(store));
    run.oncomplete = () => resolve(asked?.result);
    run.onerror = run.onabort = () => reject(run.error);
  });
}

const table = (name, store) => ({
  get: (key) => within(name, store, "readonly", (rows) => rows.get(key)),
  all: () => within(name, store, "readonly", (rows) => rows.getAll()),
  put: (key, value) => within(name, store, "readwrite", (rows) => rows.put(value, key)),
  drop: (key) => within(name, store, "readwrite", (rows) => rows.delete(key)),
});

export const items = table(OUTBOX, "items"); // number of the record → the record, sealed to the server
export const kept = table(OUTBOX, "kept"); // which phone this is, whose, the next running number, a draft under the PIN
export const lock = table(READING, "lock"); // "lock" → what a PIN opens, and since when
export const cells = table(READING, "cells"); // name → content under the PIN

/** Put records into the outbox with the next running numbers, all of them or none. */
export async function enqueue(records) {
  const base = await open(OUTBOX);
  return new Promise((resolve, reject) => {
    const run = base.transaction(["items", "kept"], "readwrite", { durability: "strict" });
    const asked = run.objectStore("kept").get("seq");
    asked.onsuccess = () => {
      const last = asked.result ?? 0;
      run.objectStore("kept").put(last + records.length, "seq");
      records.forEach((item, at) => run.objectStore("items").put({ ...item, seq: last + at + 1 }, item.uuid));
    };
    run.oncomplete = resolve;
    run.onerror = run.onabort = () => reject(run.error);
  });
}

/** Forget everything that can be read; the outbox stays. */
export async function wipeReading() {
  const base = await open(READING).catch(() => null);
  base?.close();
  opened.delete(READING);
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(READING);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
}
