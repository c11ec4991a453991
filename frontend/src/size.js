// Large print at once and without a reload: what was typed and chosen stays. Without scripts the key sends the form.
const WORDS = { large: "大字", usual: "平常字" };

export function startSize() {
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-size]");
    if (!key) return;
    event.preventDefault();
    const size = key.value;
    remember(key.dataset.size, size);
    document.documentElement.classList.toggle("tx-large", size === "large");
    key.value = size === "large" ? "usual" : "large";
    key.textContent = WORDS[key.value];
  });
}

/** A cookie that scripts cannot write: the server sets it. Without a connection the size holds on this page alone. */
function remember(address, size) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const said = { method: "POST", redirect: "manual", keepalive: true, headers: { "X-CSRFToken": token }, body: new URLSearchParams({ size }) };
  fetch(address, said).catch(() => undefined);
}
