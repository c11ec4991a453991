// Asking the server. Whatever goes wrong is one of four words, and none of them loses anything.

export class Stop extends Error {} // "offline", "login", "server", "refused"

const PATIENCE = 30000;

export async function ask(path, options = {}) {
  const timer = new AbortController();
  const late = setTimeout(() => timer.abort(), PATIENCE);
  try {
    const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: timer.signal, ...options });
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") throw new Stop("login");
    if (answer.status >= 500) throw new Stop("server");
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Stop("refused"), { said: said.message });
    return said;
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(error instanceof SyntaxError ? "server" : "offline"); // an answer cut on its way is no network
  } finally {
    clearTimeout(late);
  }
}

export const hello = () => ask("/api/field/hello");

export const post = (path, csrf, body) => ask(path, {
  method: "POST",
  headers: { "X-CSRFToken": csrf, ...(body instanceof FormData ? {} : { "Content-Type": "application/json" }) },
  body: body instanceof FormData ? body : JSON.stringify(body),
});
