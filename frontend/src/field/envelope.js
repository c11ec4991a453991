// Seals a record to the server's public key: even who holds this phone and its PIN cannot open it again.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const LABEL = "tiexin field 1";
const text = new TextEncoder();

export function encode(bytes) {
  let letters = "";
  for (const byte of new Uint8Array(bytes)) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export const decode = (said) => Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** `server` is {kid, key}; `place` binds the envelope to this phone and this record. */
export async function seal(server, place, content) {
  const there = decode(server.key);
  const [theirs, own] = await Promise.all([
    crypto.subtle.importKey("raw", there, CURVE, false, []),
    crypto.subtle.generateKey(CURVE, false, ["deriveBits"]),
  ]);
  const here = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const salt = new Uint8Array([...here, ...there]);
  const way = { name: "HKDF", hash: "SHA-256", salt, info: text.encode(LABEL) };
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(way, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(place) }, key, content);
  return { kid: server.kid, key: encode(here), iv: encode(iv), box };
}

/** UUID version 7: its beginning is the time, so numbers sort as they were made. */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
