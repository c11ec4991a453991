/** Tell the person something without taking the focus away; also read out by screen readers. */
export function say(text, stay = 4000) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { live.textContent = ""; }, stay);
}
