// Whoever logs out leaves nothing readable behind: what the pages without a signal hold goes, their outbox stays.
import { wipeReading } from "./field/store.js";

/** After the guards of drafts: who decides to stay, keeps everything. */
export function startLeaving() {
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-logout]")) wipeReading(); }, true);
}
