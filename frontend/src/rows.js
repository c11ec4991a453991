// Lists of people and the like: data-rows="prefix" holds [data-row] items, a <template data-row-template>
// (with __prefix__ where the row's number goes) and a [data-rows-add] button. Without scripts the server's rows remain.

export function startRows() {
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-rows-add]");
    if (add) return addRow(add.closest("[data-rows]"), true);
    const drop = event.target.closest("[data-row-remove]");
    return drop ? removeRow(drop.closest("[data-row]")) : undefined;
  });
}

/** Make sure that at least so many rows exist, for a draft that had them. */
export function fitRows(box, count) {
  while (box.querySelectorAll("[data-row]").length < count) {
    if (!addRow(box, false)) return;
  }
}

function addRow(box, byHand) {
  const template = box.querySelector("template[data-row-template]");
  const rows = box.querySelectorAll("[data-row]");
  const most = Number(box.dataset.rowsMax || 200);
  if (!template || rows.length >= most) return null;
  const total = totalOf(box);
  const number = total ? Number(total.value) : rows.length;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(number));
  const row = holder.content.querySelector("[data-row]");
  const last = rows[rows.length - 1];
  if (last) last.after(row);
  else template.before(row);
  if (total) total.value = String(number + 1);
  box.querySelectorAll("[data-rows-add]").forEach((button) => { button.disabled = rows.length + 1 >= most; });
  if (byHand) changed(box, row.querySelector("input:not([type=hidden]), select, textarea"));
  return row;
}

function removeRow(row) {
  const box = row.closest("[data-rows]");
  const mark = row.querySelector('input[name$="-DELETE"]');
  if (mark) {
    mark.checked = true;
    row.hidden = true;
  } else {
    row.remove();
  }
  box.querySelectorAll("[data-rows-add]").forEach((button) => { button.disabled = false; });
  changed(box, box.querySelector("[data-rows-add]"));
}

function changed(box, focus) {
  box.dispatchEvent(new CustomEvent("rows:changed", { bubbles: true }));
  focus?.focus();
}

const totalOf = (box) => box.querySelector(`input[name="${box.dataset.rows}-TOTAL_FORMS"]`);
