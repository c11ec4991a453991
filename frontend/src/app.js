import htmx from "htmx.org";
import { startCodes } from "./codes.js";
import { startDrafts } from "./drafts.js";
import { startForms, startQuestions } from "./forms.js";
import { startRows } from "./rows.js";
import { startSize } from "./size.js";
import { startEffort } from "./effort.js";
import { startKeys } from "./keys.js";
import { startEditor } from "./editor.js";
import { startLeaving } from "./leaving.js";
import { startWaiting } from "./waiting.js";
import { drawCharts } from "./chart-loader.js";

// No eval, no injected styles (a strict content policy holds), no page kept in the browser's storage.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0 });

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

// Templates write a form again with its errors as 422: show it like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});

startKeys();
startRows();
startSize();
startQuestions();
startDrafts(); // before the guards: a submit that cannot be sent must be stopped first
startForms();
startEffort();
startLeaving();
startEditor();
startWaiting();
startCodes();
drawCharts(document);
htmx.onLoad((part) => drawCharts(part));
