// Days as the server counts them: its own day at the last fetch, and what has passed here since.

const local = (moment) => {
  const at = new Date(moment);
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
};
const DAY = 24 * 3600 * 1000;

export const plus = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);

export function today(pack, now = Date.now()) {
  const passed = Math.round((local(now + pack.offset) - local(pack.at + pack.offset)) / DAY);
  return plus(pack.today, Math.max(passed, 0));
}

export function said(day) {
  const [, month, date] = day.split("-").map(Number);
  return `${month}月${date}日`;
}

export function moment(at) {
  const when = new Date(at);
  return `${when.getMonth() + 1}月${when.getDate()}日 ${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
}
