// Keeps the page itself on the phone: its shell comes from the cache first, what the API says never.
/* global SHELL, VERSION */ // written before this by the server: the addresses of this version, and its name

const HERE = `tiexin-field-${VERSION}`;
const PAGE = "/field/";

/** One by one and whole, or not at all: a half version is worse than the old one. A log-in page is not the shell. */
async function fill() {
  const answers = await Promise.all(SHELL.map((address) => fetch(address, { cache: "reload", credentials: "same-origin" })));
  if (answers.some((answer) => !answer.ok || answer.redirected)) throw new Error("the shell is not there");
  const cache = await caches.open(HERE);
  await Promise.all(SHELL.map((address, at) => cache.put(address, answers[at])));
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("tiexin-field-") && name !== HERE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request, address) {
  const cache = await caches.open(HERE);
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const { pathname, search, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  const address = event.request.mode === "navigate" && pathname === PAGE ? PAGE : pathname + search;
  if (SHELL.includes(address)) event.respondWith(kept(event.request, address));
});
