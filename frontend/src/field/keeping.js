// Saving on this phone: told when it lies on the disk, and when the disk is full.
import { say } from "../say.js";
import { sync } from "./sync.js";

/** Do what keeps a record, then show what waits; the form stays as it is when nothing could be kept. */
export async function kept(form, keeping) {
  const save = form.querySelector("[type=submit]");
  save.disabled = true;
  try {
    await keeping();
  } catch {
    save.disabled = false;
    return say("这部手机的存储已满，没有存下。请删去一些别的东西，再按一次", 10000);
  }
  say("已存在这部手机上");
  location.hash = "#/outbox";
  return sync();
}
