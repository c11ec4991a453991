// Photos: drawn anew on the phone, small and without what the camera wrote into them, where and when.
import { h, icon } from "./dom.js";

const EDGE = 1600; // pixels of the longer side
const MOST = 300 * 1024;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];
const PHOTOS = 6; // of one visit

const ready = new WeakMap(); // the field → its photos as bytes

/** Photos of a visit, chosen or taken; they are made small while the officer goes on writing. */
export function photoField() {
  const told = h("p", { class: "tx-small", role: "status" });
  const chosen = h("input", { class: "visually-hidden", type: "file", accept: "image/*", multiple: true, name: "photos" });
  const pick = h("label", { class: "btn tx-field-pick" }, icon("plus"), "选照片或拍照", chosen); // the browser's own button speaks its own language
  const box = h("fieldset", { class: "tx-field", "data-photos": true }, h("legend", { class: "tx-label" }, "照片", h("span", { class: "tx-optional" }, " 选填")), pick, told);
  ready.set(box, []);
  chosen.addEventListener("change", async () => {
    told.textContent = "正在缩小照片…";
    const files = [...chosen.files].slice(0, PHOTOS);
    const made = await Promise.all(files.map((file) => small(file).catch(() => null)));
    const bad = made.filter((one) => !one).length;
    ready.set(box, made.filter(Boolean));
    const more = chosen.files.length - files.length;
    told.textContent = `${made.length - bad} 张照片已备好${bad ? `，${bad} 个文件不是照片，没有选` : ""}${more ? `；一次走访最多 ${PHOTOS} 张，其余没有选` : ""}`;
  });
  return box;
}

export const photosOf = (form) => ready.get(form.querySelector("[data-photos]")) ?? [];

async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (blob && (blob.size <= MOST || quality === QUALITIES.at(-1))) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new Error("no picture");
}
